import Words

/// What a file that is not of the supported kinds seems to hold, so that the message can say so.
public enum ForeignContent: Equatable, Sendable {
    case text
    case webPage
    case gitLFSPointer
    case vectorDrawing
    case document
    case archive

    /// A picture in a format that is not read, for example `JPEG XL`.
    case picture(String)

    case unknown

    /// One of each case.
    public static let examples: [ForeignContent] = [
        .text, .webPage, .gitLFSPointer, .vectorDrawing, .document, .archive, .picture("Photoshop"), .unknown,
    ]

    /// What to call it, with its article; nil for pictures and for what cannot be told.
    public var noun: Words? {
        switch self {
        case .text: "text"
        case .webPage: "a web page"
        case .gitLFSPointer: "a Git LFS pointer"
        case .vectorDrawing: "an SVG drawing"
        case .document: "a PDF document"
        case .archive: "an archive"
        case .picture, .unknown: nil
        }
    }

    public init(_ bytes: UnsafeRawBufferPointer) {
        if let name = Self.pictureName(bytes) {
            self = .picture(name)
        } else if bytes.starts(with: "%PDF".utf8) {
            self = .document
        } else if bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x1F, 0x8B]) {
            self = .archive
        } else if let text = Self.text(bytes) {
            let start = text.drop { $0.isWhitespace }.prefix(200).lowercased()
            if start.hasPrefix("version https://git-lfs") {
                self = .gitLFSPointer
            } else if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
                self = .webPage
            } else if start.hasPrefix("<svg") || (start.hasPrefix("<?xml") && start.contains("<svg")) {
                self = .vectorDrawing
            } else {
                self = .text
            }
        } else {
            self = .unknown
        }
    }

    private static func pictureName(_ bytes: UnsafeRawBufferPointer) -> String? {
        if bytes.starts(with: "8BPS".utf8) { return "Photoshop" }
        if bytes.starts(with: [0xFF, 0x0A]) || bytes.dropFirst(4).starts(with: "JXL ".utf8) {
            return "JPEG XL"
        }
        if bytes.dropFirst(4).starts(with: "jP  ".utf8) { return "JPEG 2000" }
        guard bytes.dropFirst(4).starts(with: "ftyp".utf8) else { return nil }
        let brand = String(decoding: bytes.dropFirst(8).prefix(4), as: UTF8.self)
        switch brand {
        case "heic", "heix", "hevc", "mif1", "msf1": return "HEIC"
        default: return nil
        }
    }

    /// The beginning of the file if it is UTF-8 without control characters.
    private static func text(_ bytes: UnsafeRawBufferPointer) -> String? {
        let head = bytes.prefix(1024)
        let hasControl = head.contains { ($0 < 0x20 && !(9...13).contains($0)) || $0 == 0x7F }
        guard !hasControl else { return nil }
        // The cut after 1024 bytes may fall inside a character of up to 4 bytes.
        let mayEndInside = bytes.count > head.count
        for omitted in 0...(mayEndInside ? 3 : 0) {
            if let text = String(validating: head.dropLast(omitted), as: UTF8.self) { return text }
        }
        return nil
    }
}
