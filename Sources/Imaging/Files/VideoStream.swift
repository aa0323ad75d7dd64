import CLinux
import Files
import Foundation
import VideoReport

/// One frame of a video or a camera.
public struct VideoFrame: Sendable {
    public let picture: Picture
    /// Since the first frame.
    public let seconds: Double
    /// Of the whole video as the file says; nil for cameras and where it says nothing.
    public let length: Double?

    public init(picture: Picture, seconds: Double, length: Double?) {
        self.picture = picture
        self.seconds = seconds
        self.length = length
    }
}

/// Frames one after the other, from the program `glassbox-video`, which decodes them behind walls.
///
/// Not Sendable: as the program ends with the thread that started it, one thread uses this value.
public final class VideoStream {
    /// The longest side of frames that are shown one after the other, in pixels; larger ones are made smaller.
    public static let side = 1280
    /// Seconds until the next frame has to be there, on a machine that is busy.
    private static let patience = 60

    private let path: String
    private let program: ConfinedStream
    private let source: VideoSource
    private let side: Int
    private var hasFrame = false
    /// After the last frame: whether that was where the file says that it ends.
    public private(set) var isWhole: Bool?

    /// Opens a video or a camera.
    ///
    /// - Parameters:
    ///   - path: as ``VideoSource`` reads it.
    ///   - seconds: where to begin, 0…; not for cameras.
    /// - Throws: ``ImageError``.
    public convenience init(_ path: String, from seconds: Double = 0) throws(ImageError) {
        let source = VideoSource(path)
        guard source.isCamera else {
            try self.init(ImageFile.open(path), .all, from: seconds, side: Self.side)
            return
        }
        try self.init(camera: source, path)
    }

    /// Reads a file that is open already.
    convenience init(
        _ file: MappedFile, _ amount: VideoRequest.Amount, from seconds: Double, side: Int,
        program: String = VideoStream.program
    ) throws(ImageError) {
        // A descriptor of its own: the mapped one's place in the file is shared with whoever reads it, too.
        let own = Foundation.open("/proc/self/fd/\(file.descriptor)", O_RDONLY | O_CLOEXEC)
        guard own >= 0 else { throw .file(FileError(path: file.path, errno: errno)) }
        defer { close(own) }
        let start = Int64(min(max(seconds, 0), VideoSource.latest) * 1_000_000)
        try self.init(
            VideoRequest(.file, amount, start: start, side: side), .file(file.path, at: nil), file.path, own,
            program)
    }

    private convenience init(camera source: VideoSource, _ path: String) throws(ImageError) {
        if case .testPicture(let seconds) = source {
            let nothing = Foundation.open("/dev/null", O_RDONLY | O_CLOEXEC)
            defer { close(nothing) }
            let length = seconds.map { Int64($0 * 1_000_000) } ?? .max
            let request = VideoRequest(.test, .all, side: Self.side, length: length)
            try self.init(request, source, path, nothing, Self.program)
            return
        }
        let device = Foundation.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard device >= 0 else {
            switch errno {
            case EBUSY: throw .video(path, .busyCamera)
            case EACCES, EPERM: throw .file(.notPermitted(path))
            default: throw .video(path, .noCamera)
            }
        }
        defer { close(device) }
        var status = stat()
        guard fstat(device, &status) == 0, status.st_mode & S_IFMT == S_IFCHR else {
            throw .video(path, .noCamera)
        }
        try self.init(VideoRequest(.camera, .all, side: Self.side), source, path, device, Self.program)
    }

    private init(
        _ request: VideoRequest, _ source: VideoSource, _ path: String, _ descriptor: Int32, _ program: String
    ) throws(ImageError) {
        guard let started = ConfinedStream(program, request.arguments, file: descriptor) else {
            throw .video(path, .noDecoder)
        }
        (self.program, self.path, self.source, side) = (started, path, source, request.side)
    }

    static let program = ConfinedProcess.path(of: "glassbox-video")

    /// The next frame, as soon as it is there.
    ///
    /// - Returns: nil after the last one, and once it is cancelled.
    /// - Throws: ``ImageError/video(_:_:)``.
    public func next(isCancelled: () -> Bool = { false }) throws(ImageError) -> VideoFrame? {
        guard self.isWhole == nil else { return nil }
        var head = [UInt8](repeating: 0, count: VideoRecord.byteCount)
        guard try take(&head, isCancelled) else { return nil }
        guard let record = head.withUnsafeBytes({ VideoRecord($0, side: side) }) else {
            throw .video(path, .noDecoder)
        }
        switch record {
        case .frame(let width, let height, let time, let length):
            var pixels = [UInt8](repeating: 0, count: width * height * 3)
            guard try take(&pixels, isCancelled) else { return nil }
            hasFrame = true
            return VideoFrame(
                picture: Picture(width: width, height: height, pixels: pixels),
                seconds: Double(time) / 1_000_000, length: length.map { Double($0) / 1_000_000 })
        case .end(let isWhole):
            self.isWhole = isWhole
            if source.isCamera { throw .video(path, .cameraGone) }
            return nil
        case .problem(let problem): throw .video(path, VideoFault(problem))
        }
    }

    /// - Returns: false once it is cancelled.
    private func take(_ bytes: inout [UInt8], _ isCancelled: () -> Bool) throws(ImageError) -> Bool {
        let arrival = bytes.withUnsafeMutableBytes {
            program.read(into: $0, seconds: Self.patience, isCancelled: isCancelled)
        }
        switch arrival {
        case .whole: return true
        case .cancelled: return false
        // A codec that does not survive a file has not read it; one that was never there has answered nothing.
        case .ended: throw .video(path, hasFrame ? (source.isCamera ? .cameraGone : .damaged) : .noDecoder)
        case .late: throw .video(path, source.isCamera ? .cameraGone : .damaged)
        }
    }
}
