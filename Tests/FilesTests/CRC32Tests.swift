import Testing

@testable import Files

@Suite struct CRC32Tests {
    /// The check value of the polynomial (ITU-T V.42), and that of the chunk `IEND`, which every PNG file ends in.
    @Test func agreesWithKnownSums() {
        #expect(Array("123456789".utf8).withUnsafeBytes(CRC32.value) == 0xCBF4_3926)
        #expect(Array("IEND".utf8).withUnsafeBytes(CRC32.value) == 0xAE42_6082)
        #expect(CRC32.value(of: UnsafeRawBufferPointer(start: nil, count: 0)) == 0)
    }
}
