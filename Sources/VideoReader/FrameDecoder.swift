import CFFmpeg
import Glibc
import VideoReport

/// The frames of the best picture stream, one after the other.
final class FrameDecoder {
    let format: UnsafeMutablePointer<AVFormatContext>
    let stream: UnsafeMutablePointer<AVStream>
    private let codec: UnsafeMutablePointer<AVCodecContext>
    private var packet = av_packet_alloc()
    private(set) var frame = av_frame_alloc()!
    /// Whether the stream came to its end where the file says.
    private(set) var isWhole = true
    private var isDrained = false
    /// Microseconds of the first frame on the stream's clock.
    private let origin: Int64
    /// Microseconds of the latest frame.
    private(set) var time: Int64 = 0
    private var hasFrame = false

    /// Packets that may be refused one after the other.
    private static let patience = 300

    init(_ format: UnsafeMutablePointer<AVFormatContext>) throws(VideoProblem) {
        var decoder: UnsafePointer<AVCodec>?
        let index = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, &decoder, 0)
        guard index >= 0, let stream = format.pointee.streams[Int(index)] else {
            let hasPictures = (0..<Int(format.pointee.nb_streams)).contains {
                format.pointee.streams[$0]?.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_VIDEO
            }
            throw hasPictures ? .unknownCompression : .noPicture
        }
        // The cover of a piece of music.
        guard stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0 else { throw .noPicture }
        let size = stream.pointee.codecpar.pointee
        let (pixels, overflow) = Int(size.width).multipliedReportingOverflow(by: Int(size.height))
        guard !overflow, pixels <= VideoRequest.mostPixels else { throw .tooLarge }
        guard let codec = avcodec_alloc_context3(decoder),
            avcodec_parameters_to_context(codec, stream.pointee.codecpar) >= 0
        else { throw .damaged }
        codec.pointee.thread_count = 1
        codec.pointee.max_pixels = Int64(VideoRequest.mostPixels)
        codec.pointee.pkt_timebase = stream.pointee.time_base
        var options: OpaquePointer?
        if let list = format.pointee.codec_whitelist { av_dict_set(&options, "codec_whitelist", list, 0) }
        guard avcodec_open2(codec, decoder, &options) >= 0 else { throw .unknownCompression }
        for other in 0..<Int(format.pointee.nb_streams) where other != Int(index) {
            format.pointee.streams[other]?.pointee.discard = AVDISCARD_ALL
        }
        (self.format, self.stream, self.codec) = (format, stream, codec)
        let start = stream.pointee.start_time
        origin = start == ffmpeg_no_time ? 0 : Self.microseconds(start, stream.pointee.time_base)
    }

    /// Microseconds of the whole video; nil where the file does not say.
    var length: Int64? {
        let stored = stream.pointee.duration
        let length =
            stored > 0 ? Self.microseconds(stored, stream.pointee.time_base) : format.pointee.duration
        return length > 0 && length < 1 << 60 ? length : nil
    }

    /// Microseconds from one frame to the next, guessed where nothing is said.
    var pause: Int64 {
        let rate = stream.pointee.avg_frame_rate
        guard rate.num > 0, rate.den > 0 else { return 40_000 }
        return min(max(1_000_000 * Int64(rate.den) / Int64(rate.num), 1), 10_000_000)
    }

    /// Goes to the last frame before a time from which decoding can begin.
    func seek(to time: Int64) {
        let (place, overflow) = time.addingReportingOverflow(origin)
        guard time > 0, !overflow else { return }
        let clock = AVRational(num: 1, den: 1_000_000)
        // Downwards: what begins later is not what is shown.
        let position = av_rescale_q_rnd(place, clock, stream.pointee.time_base, AV_ROUND_DOWN)
        if av_seek_frame(format, stream.pointee.index, position, ffmpeg_seek_backward) >= 0 {
            avcodec_flush_buffers(codec)
        }
    }

    /// The next frame into ``frame``, its time into ``time``.
    ///
    /// - Returns: whether there is one.
    func next() -> Bool {
        var refused = 0
        while true {
            let result = avcodec_receive_frame(codec, frame)
            if result == 0 {
                guard frame.pointee.width > 0, frame.pointee.height > 0 else { continue }
                note(frame.pointee.best_effort_timestamp)
                return true
            }
            if result == ffmpeg_end_of_file || isDrained { return false }
            if result != ffmpeg_try_again { refused += 1 }
            guard refused < Self.patience else {
                isWhole = false
                return false
            }
            if !feed() { refused += 1 }
        }
    }

    /// Gives the codec the next packet of the stream.
    ///
    /// - Returns: whether it takes it.
    private func feed() -> Bool {
        let result = av_read_frame(format, packet)
        guard result >= 0, let packet else {
            if result != ffmpeg_end_of_file { isWhole = false }
            isDrained = true
            return avcodec_send_packet(codec, nil) >= 0
        }
        defer { av_packet_unref(packet) }
        guard packet.pointee.stream_index == stream.pointee.index else { return true }
        if packet.pointee.flags & ffmpeg_corrupt_packet != 0 { isWhole = false }
        return avcodec_send_packet(codec, packet) >= 0
    }

    /// Frames without a time follow each other as the file's rate says.
    private func note(_ stamp: Int64) {
        if stamp == ffmpeg_no_time {
            if hasFrame { time = time.addingReportingOverflow(pause).partialValue }
        } else {
            time =
                Self.microseconds(stamp, stream.pointee.time_base).subtractingReportingOverflow(origin)
                .partialValue
        }
        hasFrame = true
    }

    /// Whether as much was decoded as the file says that there is.
    var reachesEnd: Bool {
        guard let length else { return isWhole }
        return isWhole && time &+ max(2 * pause, 500_000) >= length
    }

    private static func microseconds(_ value: Int64, _ base: AVRational) -> Int64 {
        av_rescale_q(value, base, AVRational(num: 1, den: 1_000_000))
    }
}
