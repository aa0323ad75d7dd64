import VideoReport
import Words

/// Why a video or a camera gives no frame.
public enum VideoFault: Equatable, Sendable {
    case damaged
    /// It holds no frame.
    case empty
    case unknownCompression
    case tooLarge
    /// The moment lies behind the end, which is at so many seconds.
    case beyondEnd(Double)
    case noCamera
    case busyCamera
    /// The camera has gone while it was used.
    case cameraGone
    /// The program that decodes is not there or does not answer.
    case noDecoder

    static let examples: [VideoFault] = [
        .damaged, .empty, .unknownCompression, .tooLarge, .beyondEnd(2.5), .noCamera, .busyCamera,
        .cameraGone,
        .noDecoder,
    ]

    init(_ problem: VideoProblem) {
        self =
            switch problem {
            case .damaged: .damaged
            case .noPicture: .empty
            case .unknownCompression: .unknownCompression
            case .tooLarge: .tooLarge
            case .beyondEnd(let end): .beyondEnd(Double(end) / 1_000_000)
            case .noCamera: .noCamera
            case .busy: .busyCamera
            }
    }

    /// With one decimal, rounded down: a time that is there.
    private static func seconds(_ value: Double) -> String {
        let tenths = Int((min(max(value, 0), VideoSource.latest) * 10).rounded(.down))
        return "\(tenths / 10).\(tenths % 10)"
    }

    func words(of path: String) -> Words {
        switch self {
        case .damaged: "\(path) is damaged or was cut off: no frame of it can be read; copy it again."
        case .empty: "\(path) holds no moving picture; use a video with at least one frame."
        case .unknownCompression:
            "\(path) is compressed in a way that is not read; save it as MP4 with H.264, for example."
        case .tooLarge:
            "\(path) has frames of more than \(VideoRequest.mostPixels / 1_000_000) megapixels; use a smaller video."
        case .beyondEnd(let end):
            "\(path) is \(Self.seconds(end)) s long; name a time before its end."
        case .noCamera: "\(path) is no camera that gives pictures; is one connected, and may you use it?"
        case .busyCamera: "The camera \(path) is used by another program; close that first."
        case .cameraGone: "The camera \(path) gives no pictures any more; was it unplugged?"
        case .noDecoder:
            "\(path) cannot be read: the program glassbox-video, which decodes videos, does not answer; install FFmpeg's libraries, or build Glassbox again."
        }
    }
}
