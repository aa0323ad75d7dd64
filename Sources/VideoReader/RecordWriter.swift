import CFFmpeg
import Glibc
import VideoReport

/// Writes frames into descriptor 1; whoever reads slowly holds the decoding up.
struct RecordWriter {
    private var scaler = FrameScaler()
    /// Microseconds by which a time may miss that of its frame: it was written with three decimals.
    private static let tolerance: Int64 = 1000

    func write(_ record: VideoRecord) { write(record.bytes) }

    /// The frame that is shown at a time.
    mutating func writeOne(of frames: FrameDecoder, _ request: VideoRequest) throws(VideoProblem) {
        frames.seek(to: request.start)
        let limit = request.start.addingReportingOverflow(Self.tolerance)
        guard !limit.overflow else { throw .beyondEnd(frames.length ?? 0) }
        let shown = av_frame_alloc()!
        var time: Int64?
        while frames.next() {
            if time != nil, frames.time > limit.partialValue {
                return try write(shown, at: time!, frames, request)
            }
            av_frame_unref(shown)
            av_frame_move_ref(shown, frames.frame)
            time = frames.time
        }
        guard let time else { throw request.start > 0 ? .beyondEnd(frames.length ?? 0) : .noPicture }
        guard request.start <= max(frames.length ?? 0, time + frames.pause) else {
            throw .beyondEnd(max(frames.length ?? 0, time))
        }
        try write(shown, at: time, frames, request)
    }

    /// All frames from a time on.
    mutating func writeAll(of frames: FrameDecoder, _ request: VideoRequest) throws(VideoProblem) {
        frames.seek(to: request.start)
        let pause = Int64(1_000_000 / VideoRequest.mostFrames - 1000)
        let isCamera = request.source == .camera
        var last: Int64?
        while frames.next() {
            if frames.time < request.start - Self.tolerance, request.start > 0 { continue }
            if let last, !isCamera,
                (0..<pause).contains(frames.time.subtractingReportingOverflow(last).partialValue)
            {
                continue
            }
            last = frames.time
            try write(frames.frame, at: frames.time, frames, request)
        }
        guard last != nil else { throw request.start > 0 ? .beyondEnd(frames.length ?? 0) : .noPicture }
        write(.end(isWhole: frames.reachesEnd))
    }

    private mutating func write(
        _ frame: UnsafeMutablePointer<AVFrame>, at time: Int64, _ frames: FrameDecoder,
        _ request: VideoRequest
    ) throws(VideoProblem) {
        let picture = try scaler.picture(
            of: frame, rotation: ffmpeg_rotation(frames.stream), side: request.side)
        write(
            .frame(width: picture.width, height: picture.height, time: time, length: frames.length))
        write(picture.pixels)
    }

    private func write(_ bytes: [UInt8]) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(1, $0.baseAddress! + done, bytes.count - done) }
            if count < 0, errno == EINTR { continue }
            // Nobody reads any more.
            guard count > 0 else { _exit(EXIT_SUCCESS) }
            done += count
        }
    }
}
