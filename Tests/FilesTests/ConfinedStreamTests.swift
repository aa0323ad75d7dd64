import Foundation
import Testing

@testable import Files

@Suite struct ConfinedStreamTests {
    private func nothing<Answer>(_ body: (Int32) throws -> Answer) rethrows -> Answer {
        let null = open("/dev/null", O_RDONLY)
        defer { close(null) }
        return try body(null)
    }

    @Test func readsWhatAProgramWrites() throws {
        let stream = try nothing { try #require(ConfinedStream("/bin/echo", ["a text"], file: $0)) }
        var bytes = [UInt8](repeating: 0, count: 7)
        #expect(bytes.withUnsafeMutableBytes { stream.read(into: $0, seconds: 60) } == .whole)
        #expect(bytes == Array("a text\n".utf8))
        #expect(bytes.withUnsafeMutableBytes { stream.read(into: $0, seconds: 60) } == .ended)
    }

    @Test func isNotHeldUp() throws {
        var byte: [UInt8] = [0]
        let stream = try nothing { try #require(ConfinedStream("/bin/sleep", ["600"], file: $0)) }
        #expect(byte.withUnsafeMutableBytes { stream.read(into: $0, seconds: 0) } == .late)
        #expect(
            byte.withUnsafeMutableBytes { stream.read(into: $0, seconds: 60, isCancelled: { true }) }
                == .cancelled)
    }

    @Test func aProgramThatIsNotThere() {
        nothing { #expect(ConfinedStream("/absent", [], file: $0) == nil) }
    }
}
