import ArgumentParser
import Imaging

/// Which frame of a video is meant.
struct FrameOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Of a video, the time of the frame in seconds; clip.mp4#t=3.5 means the same (default: the first frame).",
            valueName: "seconds"))
    var at: Double?

    func validate() throws {
        guard let at else { return }
        guard (0...VideoSource.latest).contains(at) else {
            throw ValidationError("--at takes seconds from the beginning of a video, 0 or more.")
        }
    }

    /// The path with the time in it.
    func path(of image: String) -> String { at.map { VideoSource.path(of: image, at: $0) } ?? image }
}
