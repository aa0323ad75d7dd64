import Foundation

/// Where frames come from, as a photo's path says it.
public enum VideoSource: Equatable, Sendable {
    /// A file; the seconds are those of one of its frames, nil for all of it.
    case file(String, at: Double?)
    /// A device of Video4Linux, for example `/dev/video0`.
    case camera(String)
    /// A picture that moves by itself in place of a camera's; it ends after so many seconds.
    case testPicture(seconds: Double?)

    /// The source that a path names, without a look at the disk.
    ///
    /// A moment of a file is a media fragment, `clip.mp4#t=3.5` (W3C Media Fragments URI 1.0, section 4.2.1, in seconds); the test
    /// picture is `camera:test`, or `camera:test=10` for ten seconds of it.
    public init(_ path: String) {
        if let moment = Self.moment(path) {
            self = .file(moment.path, at: moment.seconds)
        } else if path == "camera:test" {
            self = .testPicture(seconds: nil)
        } else if path.hasPrefix("camera:test="), let seconds = Double(path.dropFirst(12)),
            (0.001...86_400).contains(seconds)
        {
            self = .testPicture(seconds: seconds)
        } else if path.hasPrefix("/dev/video") {
            self = .camera(path)
        } else {
            self = .file(path, at: nil)
        }
    }

    /// The same after a look at the disk: a file whose own name ends like that is one.
    static func found(_ path: String) -> VideoSource {
        let source = VideoSource(path)
        guard case .file(_, .some) = source, FileManager.default.fileExists(atPath: path) else {
            return source
        }
        return .file(path, at: nil)
    }

    /// Whether a path names all of a file, which may be no video at all.
    public static func isWholeFile(_ path: String) -> Bool { found(path) == .file(path, at: nil) }

    /// The file that a path is about, where that is one.
    public static func file(of path: String) -> String {
        if case .file(let file, _) = found(path) { file } else { path }
    }

    /// Whether it gives frames as they come and has no beginning to go back to.
    public var isCamera: Bool { if case .file = self { false } else { true } }

    /// The path of a moment of a file.
    public static func path(of file: String, at seconds: Double) -> String {
        let text = String(format: "%.3f", locale: Locale(identifier: "en_US_POSIX"), seconds)
        let digits = text.reversed().drop { $0 == "0" }
        return file + "#t=" + String((digits.first == "." ? digits.dropFirst() : digits).reversed())
    }

    /// The largest moment that is taken: a year, in seconds.
    public static let latest = 31_536_000.0

    private static func moment(_ path: String) -> (path: String, seconds: Double)? {
        guard let mark = path.range(of: "#t=", options: .backwards), mark.lowerBound > path.startIndex,
            let seconds = Double(path[mark.upperBound...]), (0...latest).contains(seconds)
        else { return nil }
        return (String(path[..<mark.lowerBound]), seconds)
    }
}
