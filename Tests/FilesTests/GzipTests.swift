import Files
import Foundation
import Testing

@Suite struct GzipTests {
    /// `gzip -n` of `hello\n`.
    private static let hello: [UInt8] = [
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xE7, 2, 0, 0x20, 0x30, 0x3A, 0x36,
        6, 0, 0, 0,
    ]

    private func bytes(_ file: [UInt8], limit: Int = 100) throws -> [UInt8] {
        try file.withUnsafeBytes { try Gzip.bytes(of: $0, limit: limit) }
    }

    @Test func aFileIsDecompressed() throws {
        #expect(try bytes(Self.hello) == Array("hello\n".utf8))
    }

    @Test func everyPartOfTheHeaderIsSkipped() throws {
        var file = Self.hello
        file[3] = 2 | 4 | 8 | 16
        file.insert(contentsOf: [2, 0, 99, 99] + Array("a\0b\0".utf8) + [1, 1], at: 10)
        #expect(try bytes(file) == Array("hello\n".utf8))
    }

    @Test func whatIsDamagedIsSaid() {
        for index in Self.hello.indices where ![4, 5, 6, 7, 8, 9].contains(index) {
            var file = Self.hello
            file[index] ^= 0x81
            #expect(throws: Gzip.Fault.self, "byte \(index)") { try bytes(file) }
        }
        for count in 0..<Self.hello.count {
            #expect(throws: Gzip.Fault.self) { try bytes(Array(Self.hello.prefix(count))) }
        }
        #expect(throws: Gzip.Fault.damaged) { try bytes(Self.hello + [0]) }
        #expect(throws: Gzip.Fault.tooLarge(6)) { try bytes(Self.hello, limit: 5) }
    }
}
