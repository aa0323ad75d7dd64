/// A colour of 8 bits per channel.
public struct RGB: Hashable, Sendable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    public static let black = RGB(0, 0, 0)
    public static let white = RGB(255, 255, 255)
}

/// A rectangle of whole pixels; `x` grows to the right, `y` downwards.
public struct PixelRectangle: Hashable, Sendable {
    public var x: Int
    public var y: Int
    public var width: Int
    public var height: Int

    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The column right of the last one.
    public var maxX: Int { x + width }

    /// The row below the last one.
    public var maxY: Int { y + height }

    public func contains(x: Int, y: Int) -> Bool {
        x >= self.x && x < maxX && y >= self.y && y < maxY
    }

    /// The part that both rectangles cover; its width or height is 0 where they do not meet.
    public func intersection(_ other: PixelRectangle) -> PixelRectangle {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return PixelRectangle(
            x: left, y: top,
            width: max(min(maxX, other.maxX) - left, 0), height: max(min(maxY, other.maxY) - top, 0))
    }
}

/// An 8-bit RGB picture, without transparency.
public struct Picture: Sendable, Equatable {
    /// Pixels per row, at least 1.
    public let width: Int

    /// Number of rows, at least 1.
    public let height: Int

    /// H×W×3 bytes: rows from the top, in each row red, green and blue of the pixels from the left.
    public private(set) var pixels: [UInt8]

    /// A picture of one colour.
    public init(width: Int, height: Int, fill: RGB = .black) {
        let count = Self.byteCount(width, height)
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            if fill.red == fill.green && fill.green == fill.blue {
                buffer.initialize(repeating: fill.red)
            } else {
                for offset in stride(from: 0, to: count, by: 3) {
                    buffer[offset] = fill.red
                    buffer[offset + 1] = fill.green
                    buffer[offset + 2] = fill.blue
                }
            }
            initializedCount = count
        }
        self.init(width: width, height: height, pixels: pixels)
    }

    /// A picture of the given H×W×3 bytes.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(pixels.count == Self.byteCount(width, height), "a picture has 3 bytes per pixel")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// A picture of H×W×3 bytes that `write` fills; every byte must be written.
    init<Failure: Error>(
        width: Int, height: Int,
        writing write: (UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let count = Self.byteCount(width, height)
        var failure: Failure?
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            do throws(Failure) {
                try write(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
                initializedCount = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        self.init(width: width, height: height, pixels: pixels)
    }

    private static func byteCount(_ width: Int, _ height: Int) -> Int {
        precondition(width > 0 && height > 0, "a picture has at least one pixel")
        return width * height * 3
    }

    /// The rectangle of the whole picture.
    public var bounds: PixelRectangle { PixelRectangle(x: 0, y: 0, width: width, height: height) }

    /// The pixel in column `x` and row `y`.
    public subscript(x: Int, y: Int) -> RGB {
        get {
            let offset = offset(x, y)
            return RGB(pixels[offset], pixels[offset + 1], pixels[offset + 2])
        }
        set {
            let offset = offset(x, y)
            pixels[offset] = newValue.red
            pixels[offset + 1] = newValue.green
            pixels[offset + 2] = newValue.blue
        }
    }

    private func offset(_ x: Int, _ y: Int) -> Int {
        precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel (\(x), \(y)) of \(width)×\(height)")
        return (y * width + x) * 3
    }

    /// The bytes of ``pixels`` to read. The pointer is valid during the call only.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
    {
        try pixels.withUnsafeBytes(body)
    }

    /// The bytes of ``pixels`` to change. The pointer is valid during the call only.
    mutating func withUnsafeMutableBytes<Result>(
        _ body: (UnsafeMutableBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        try pixels.withUnsafeMutableBufferPointer { try body($0) }
    }
}
