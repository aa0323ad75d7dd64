import Imaging
import Words

/// A video or a camera that is shown as a photo: each answer is about the newest frame that there is when the one before is done.
struct Video: Equatable, Sendable {
    let path: String
    let isCamera: Bool
    /// Whether frames come.
    var isPlaying = true
    /// Whether it came to its end.
    var isOver = false
    /// Where the decoding begins when it plays, in seconds.
    var start = 0.0
    /// The number of the newest frame; 0 for none.
    var newest = 0
    /// That of the frame that was asked about last.
    var asked = 0
    /// When the newest frame is shown, and how long the whole is, in seconds.
    var seconds = 0.0
    var length: Double?

    /// What has to be decoded; nil for nothing.
    var order: VideoOrder? { isPlaying ? VideoOrder(path: path, start: start) : nil }

    /// What the keys of a film do.
    func action(for action: FilmAction) -> VideoAction? {
        switch action {
        case .play: .play
        case .step(let distance): .seek(seconds + Double(distance))
        default: nil
        }
    }

    /// `1:02.5`.
    static func text(_ seconds: Double) -> String {
        let tenths = Int((min(max(seconds, 0), VideoSource.latest) * 10).rounded(.down))
        let rest = tenths % 600
        return "\(tenths / 600):\(rest / 100)\(rest / 10 % 10).\(rest % 10)"
    }
}

/// A video from a time on.
struct VideoOrder: Equatable, Sendable {
    let path: String
    /// Seconds.
    let start: Double
}

/// What a person does with a video.
enum VideoAction: Hashable, Sendable {
    /// Plays, or stops.
    case play
    /// Makes the frame that is shown a photo of its own.
    case freeze
    /// Goes to a time in seconds.
    case seek(Double)
}

/// What comes of a video that is played.
struct VideoNews: Sendable {
    enum Event: Sendable {
        /// A frame came, of which the picture waits for the engine.
        case frame(Int, seconds: Double, length: Double?)
        /// It came to its end, and whether that is where its file says.
        case over(isWhole: Bool)
        case failed(any Error)
    }

    let path: String
    let event: Event
}

/// The frame of a video that was analysed.
struct ShownFrame: Sendable {
    let number: Int
    let seconds: Double
    let picture: Picture
}
