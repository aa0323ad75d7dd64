/// What the program that decodes videos is asked, as its arguments; the file or the camera is its descriptor 3.
public struct VideoRequest: Equatable, Sendable {
    public enum Source: String, CaseIterable, Sendable {
        case file, camera
        /// A picture of libavdevice's own making, 640×480 at 30 frames a second, in place of a camera.
        case test
    }

    public enum Amount: String, CaseIterable, Sendable {
        /// The frame that is shown at the time.
        case one
        /// All from the time on, though no more than ``VideoRequest/mostFrames`` a second.
        case all
    }

    public let source: Source
    public let amount: Amount
    /// Microseconds since the first frame, 0….
    public let start: Int64
    /// Frames are made smaller so that no side has more pixels, 1….
    public let side: Int
    /// Microseconds after which the test source ends, 1….
    public let length: Int64

    /// Frames in a second of the video beyond which some are left out.
    public static let mostFrames = 60
    /// Pixels of a frame as it is stored beyond which it is refused.
    public static let mostPixels = 64_000_000

    public init(_ source: Source, _ amount: Amount, start: Int64 = 0, side: Int, length: Int64 = .max) {
        self.source = source
        self.amount = amount
        self.start = start
        self.side = side
        self.length = length
    }

    public var arguments: [String] {
        [source.rawValue, amount.rawValue, "\(start)", "\(side)", "\(length)"]
    }

    public init?(arguments: [String]) {
        guard arguments.count == 5, let source = Source(rawValue: arguments[0]),
            let amount = Amount(rawValue: arguments[1]), let start = Int64(arguments[2]), start >= 0,
            let side = Int(arguments[3]), (1...16_384).contains(side), let length = Int64(arguments[4]),
            length > 0
        else { return nil }
        self.init(source, amount, start: start, side: side, length: length)
    }
}
