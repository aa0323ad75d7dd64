/// What the program that decodes pictures is asked: a message beside the descriptors of the picture and of an empty file.
public struct PictureRequest: Equatable, Sendable {
    /// The decoder, by the name of the format.
    public enum Kind: String, CaseIterable, Sendable {
        case png, jpeg, gif, webp, bmp, tiff, avif
    }

    public let kind: Kind
    /// Pictures with more pixels are refused, 1….
    public let pixelLimit: Int
    /// What the sides are divided by, 1, 2, 4 or 8; other formats than JPEG are decoded whole.
    public let reduction: Int

    public init(_ kind: Kind, pixelLimit: Int, reduction: Int = 1) {
        self.kind = kind
        self.pixelLimit = pixelLimit
        self.reduction = reduction
    }

    /// Bytes that the longest message has.
    public static let messageSize = 64

    public var message: String { "\(kind.rawValue) \(pixelLimit) \(reduction)" }

    public init?(message: String) {
        let parts = message.split(separator: " ")
        guard parts.count == 3, let kind = Kind(rawValue: String(parts[0])), let limit = Int(parts[1]),
            limit > 0, let reduction = Int(parts[2]), [1, 2, 4, 8].contains(reduction)
        else { return nil }
        self.init(kind, pixelLimit: limit, reduction: reduction)
    }
}

/// How the result of that program starts: two 64-bit numbers, the width and the height; behind them H×W×3 bytes.
///
/// The program writes the numbers last: a result that starts with zeros is none.
public struct PictureReport: Equatable, Sendable {
    public let width: Int
    public let height: Int

    public static let byteCount = 16

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    public var bytes: [UInt8] {
        [width, height].flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    }

    /// - Parameter result: the whole result.
    /// - Returns: nil where there is none, or it has another number of pixels than it says.
    public init?(_ result: UnsafeRawBufferPointer, pixelLimit: Int) {
        guard result.count > Self.byteCount else { return nil }
        let numbers = [0, 8].map {
            Int(Int64(littleEndian: result.loadUnaligned(fromByteOffset: $0, as: Int64.self)))
        }
        let (width, height) = (numbers[0], numbers[1])
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard width > 0, height > 0, !overflow, pixels <= pixelLimit,
            result.count - Self.byteCount == pixels * 3
        else { return nil }
        self.init(width: width, height: height)
    }
}
