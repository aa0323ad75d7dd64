import Testing

@testable import Files

@Suite struct ByteReadingTests {
    private let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]

    @Test func numbersOfEitherOrderNeedNotBeAligned() {
        bytes.withUnsafeBytes { bytes in
            #expect(bytes.number(UInt16.self, at: 1) == 0x0302)
            #expect(bytes.number(UInt16.self, at: 1, order: .big) == 0x0203)
            #expect(bytes.number(UInt64.self, at: 1) == 0x0908_0706_0504_0302)
            #expect(bytes.number(UInt8.self, at: 8) == 9)
        }
    }

    @Test func nothingLiesBeyondTheEnd() {
        bytes.withUnsafeBytes { bytes in
            #expect(bytes.number(UInt64.self, at: 2) == nil)
            #expect(bytes.number(UInt8.self, at: 9) == nil)
            #expect(bytes.number(UInt8.self, at: -1) == nil)
            #expect(bytes.number(UInt16.self, at: .max) == nil)
            #expect(bytes.part(9, 0)?.count == 0)
            #expect(bytes.part(2, 7)?.first == 3)
            for (offset, length) in [(2, 8), (10, 0), (-1, 1), (0, -1), (1, .max), (.max, .max)] {
                #expect(bytes.part(offset, length) == nil)
            }
        }
    }
}
