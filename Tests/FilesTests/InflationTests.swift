import CZlib
import Testing

@testable import Files

@Suite struct InflationTests {
    /// Raw deflate data as zlib writes them.
    private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var packed = [UInt8](repeating: 0, count: Int(compressBound(uLong(bytes.count))))
        var count = uLong(packed.count)
        precondition(compress(&packed, &count, bytes, uLong(bytes.count)) == Z_OK)
        // Without zlib's own header of 2 bytes and sum of 4.
        return Array(packed[2..<Int(count) - 4])
    }

    private let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) }

    @Test func givesBackWhatWasDeflated() {
        let packed = Self.deflated(bytes)
        #expect(packed.withUnsafeBytes { Inflation.bytes(of: $0, count: bytes.count) } == bytes)
        #expect(Self.deflated([]).withUnsafeBytes { Inflation.bytes(of: $0, count: 0) } == [])
    }

    @Test func whatIsNotOfTheSizeIsNothing() {
        let packed = Self.deflated(bytes)
        for count in [0, bytes.count - 1, bytes.count + 1] {
            #expect(packed.withUnsafeBytes { Inflation.bytes(of: $0, count: count) } == nil)
        }
        for damaged in [Array(packed.dropLast()), packed + [0], [], [0xFF, 0xFF]] {
            #expect(damaged.withUnsafeBytes { Inflation.bytes(of: $0, count: bytes.count) } == nil)
        }
    }
}
