import CFFmpeg
import CLinux
import CWalls
import Glibc
import VideoReport

/// Decodes the video or the camera on descriptor 3 for the program that started it, and writes frames into descriptor 1.
///
/// FFmpeg's libraries read files of strangers, but are not made for files that mean harm. A file is looked at behind walls only; a
/// camera is opened before, and of it nothing but its next frame can be asked afterwards.
@main
enum VideoReader {
    private static let input: Int32 = 3
    /// Seconds of the processor for one frame, seeking included.
    private static let seconds: UInt = 60
    /// The same for a video that is played: a day.
    private static let secondsOfAll: UInt = 86_400
    /// Address space beside the libraries: pictures that a codec keeps, and what is made of one.
    private static let addressSpace: UInt = 2 << 30

    static func main() {
        av_log_set_level(AV_LOG_QUIET)
        // Behind the walls no thread is started.
        av_cpu_force_count(1)
        guard let request = VideoRequest(arguments: Array(CommandLine.arguments.dropFirst())) else {
            _exit(EXIT_FAILURE)
        }
        var writer = RecordWriter()
        do {
            try answer(request, &writer)
        } catch {
            writer.write(.problem(error))
        }
        _exit(EXIT_SUCCESS)
    }

    private static func answer(_ request: VideoRequest, _ writer: inout RecordWriter) throws(VideoProblem) {
        let format: UnsafeMutablePointer<AVFormatContext>
        if request.source == .file {
            raiseWalls(request)
            format = try FrameInput.file()
        } else {
            format = try FrameInput.device(request)
            raiseWalls(request)
        }
        let frames = try FrameDecoder(format)
        switch request.amount {
        case .one: try writer.writeOne(of: frames, request)
        case .all: try writer.writeAll(of: frames, request)
        }
    }

    private static func raiseWalls(_ request: VideoRequest) {
        let limit = UInt(processSize()) + addressSpace
        let isOne = request.amount == .one
        guard linux_end_with_parent() == 0, linux_limit_core() == 0, linux_limit_file_size(0) == 0,
            linux_limit_open_files(UInt(input) + 1) == 0 || request.source != .file,
            linux_limit_processor_time(isOne ? seconds : secondsOfAll) == 0,
            linux_limit_address_space(limit, limit) == 0
        else { _exit(EXIT_FAILURE) }
        let walls =
            request.source == .camera
            ? walls_raise_around_camera(FrameInput.firstClosed) : walls_raise(input + 1)
        guard walls >= 0 else { _exit(EXIT_FAILURE) }
    }

    /// Bytes of address space that are taken already.
    private static func processSize() -> Int {
        let file = open("/proc/self/statm", O_RDONLY)
        guard file >= 0 else { return 1 << 30 }
        defer { close(file) }
        var text = [CChar](repeating: 0, count: 64)
        guard read(file, &text, text.count - 1) > 0 else { return 1 << 30 }
        return Int(strtol(text, nil, 10)) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
