/// How many pixels a GIF frame's compressed data hold (GIF89a, appendix F).
///
/// The decoder leaves the rest of a frame blank if its data end early, so they are counted first. Only the lengths
/// of the code table's strings are kept.
struct GIFPixelCount {
    private let minimumCodeSize: Int
    private let clear: Int
    private var codeSize: Int
    private var nextCode: Int
    private var previous: Int?
    private var lengths: [Int]

    private static let maximumCodeSize = 12

    /// Counts up to the end code, the end of the data, or `enough`.
    ///
    /// - Parameters:
    ///   - offset: of the byte that holds the minimum code size, which the sub-blocks follow.
    static func count(in view: ByteView, at offset: Int, enough: Int) throws(ImageFault) -> Int {
        let minimumCodeSize = try view.byte(offset)
        guard (1...8).contains(minimumCodeSize) else { throw .damaged }
        var table = GIFPixelCount(minimumCodeSize: minimumCodeSize)
        var (bits, bitCount, total) = (0, 0, 0)
        var block = offset + 1
        while case let length = try view.byte(block), length > 0 {
            for byte in try view.slice(block + 1, length: length) {
                bits |= Int(byte) << bitCount
                bitCount += 8
                while bitCount >= table.codeSize {
                    let code = bits & (1 << table.codeSize - 1)
                    bits >>= table.codeSize
                    bitCount -= table.codeSize
                    guard let length = try table.length(of: code) else { return total }
                    total += length
                    if total >= enough { return total }
                }
            }
            block += length + 1
        }
        return total
    }

    private init(minimumCodeSize: Int) {
        self.minimumCodeSize = minimumCodeSize
        clear = 1 << minimumCodeSize
        codeSize = minimumCodeSize + 1
        nextCode = clear + 2
        lengths = [Int](repeating: 1, count: 1 << Self.maximumCodeSize)
    }

    /// The pixels that a code stands for; nil for the end code.
    private mutating func length(of code: Int) throws(ImageFault) -> Int? {
        if code == clear {
            codeSize = minimumCodeSize + 1
            nextCode = clear + 2
            previous = nil
            return 0
        }
        if code == clear + 1 { return nil }
        guard let previous else {
            guard code < clear else { throw .damaged }
            self.previous = code
            return 1
        }
        let isTableFull = nextCode == 1 << Self.maximumCodeSize
        guard code < nextCode || (code == nextCode && !isTableFull) else { throw .damaged }
        if !isTableFull {
            lengths[nextCode] = lengths[previous] + 1
            nextCode += 1
            if nextCode == 1 << codeSize && codeSize < Self.maximumCodeSize { codeSize += 1 }
        }
        self.previous = code
        return lengths[code]
    }
}
