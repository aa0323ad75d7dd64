import CLinux
import Foundation
import Testing

@testable import Files

/// What a process may do behind the walls: `Tests/WallsProbe` tries it from inside.
@Suite struct ConfinedProcessTests {
    private static let probe = ConfinedProcess.path(of: "walls-probe")

    /// The probe's lines: what it tried, and what came of it.
    private func answers(_ arguments: [String] = []) throws -> [(name: String, answer: String)] {
        let file = try "what is read".utf8.withContiguousStorageIfAvailable {
            try MappedFile.memoryFile(of: UnsafeRawBufferPointer($0), path: "")
        }
        let input = try #require(file)
        let result = linux_memory_file("result")
        defer {
            close(input)
            close(result)
        }
        let process = try #require(ConfinedProcess(Self.probe, arguments, file: input, result: result))
        #expect(process.finish(seconds: 60) == .ended(status: 0))
        let answer = try MappedFile(descriptor: result, path: "result")
        let kinds = [" refused ", " done", "walls ", "environment ", "descriptors "]
        return String(decoding: answer.bytes, as: UTF8.self).split(separator: "\n").map { line in
            let kind = kinds.first { line.contains($0) } ?? " "
            let place = line.firstRange(of: kind)!
            return kind.hasPrefix(" ")
                ? (String(line[..<place.lowerBound]), String(line[place.lowerBound...].dropFirst()))
                : (String(line[..<place.upperBound].dropLast()), String(line[place.upperBound...]))
        }
    }

    /// Around a camera the same, but that its next picture can be asked for: of a file that answers "not a device".
    @Test(arguments: [false, true]) func behindTheWallsNothingIsReached(hasCamera: Bool) throws {
        let answers = try answers(hasCamera ? ["camera"] : [])
        #expect(answers.count > 57)
        for (name, answer) in answers {
            switch name {
            case "walls": #expect(["1", "3"].contains(answer))
            case "environment": #expect(answer == "0")
            // The pipe, the file, the result, and twice nothing.
            case "descriptors": #expect(answer == "5")
            case "work": #expect(answer == "done")
            case "next picture of a camera" where hasCamera: #expect(answer == "refused \(ENOTTY)")
            default: #expect(answer == "refused \(EPERM)", "\(name)")
            }
        }
    }

    /// The probe's own attempts are real ones.
    @Test func withoutWallsTheyWouldBe() throws {
        let answers = Dictionary(uniqueKeysWithValues: try answers(["open"]))
        for name in [
            "open for reading", "look at a path", "socket of this machine", "fork", "signal to the parent",
        ] {
            #expect(answers[name] == "done", "\(name)")
        }
        #expect(answers["environment"] == "0")
    }

    @Test func aProgramThatDoesNotEndIsEnded() throws {
        let null = open("/dev/null", O_RDONLY)
        defer { close(null) }
        let first = try #require(ConfinedProcess("/bin/sleep", ["60"], file: null, result: null))
        #expect(first.finish(seconds: 0) == .late)
        let second = try #require(ConfinedProcess("/bin/sleep", ["60"], file: null, result: null))
        #expect(second.finish(seconds: 60, isCancelled: { true }) == .cancelled)
        let third = try #require(ConfinedProcess("/bin/echo", ["text"], file: null, result: null))
        #expect(third.finish(seconds: 60) == .ended(status: 0))
        #expect(third.output(atMost: 16) == Array("text\n".utf8))
        #expect(ConfinedProcess("/absent", [], file: null, result: null) == nil)
    }
}
