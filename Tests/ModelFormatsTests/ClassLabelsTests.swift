import Files
import Foundation
import Testing

@testable import ModelFormats

@Suite struct ClassLabelsTests {
    @Test func aFileThatIsTooLargeIsRefused() throws {
        let path = NSTemporaryDirectory() + "glassbox-labels-\(UUID().uuidString).txt"
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(truncate(path, 200_000_000) == 0)
        #expect(throws: FileError.tooLarge(path, limit: 16_000_000)) { try ClassLabels(contentsOf: path) }
    }

    private func labels(_ text: String) throws -> [String] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("labels-\(UUID()).json").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try ClassLabels(contentsOf: path).names
    }

    @Test func linesAndEveryFormOfJSONNameClasses() throws {
        let names = ["cat", "dog", "newt"]
        #expect(try labels("cat\r\ndog\nnewt\n\n") == names)
        #expect(try labels(#" ["cat", "dog", "newt"]"#) == names)
        #expect(try labels(#"{"0": "cat", "2": "newt", "1": "dog"}"#) == names)
        #expect(try labels(#"{"dog": 1, "cat": 0, "newt": 2}"#) == names)
        #expect(try labels(#"{"id2label": {"0": "cat", "1": "dog", "2": "newt"}, "depth": 3}"#) == names)
        #expect(try labels(#"{"0": ["n01", "cat"], "1": ["n02", "dog"], "2": ["n03", "newt"]}"#) == names)
    }

    @Test(arguments: [#"{"0": "cat", "2": "dog"}"#, #"{"0": "cat", "1": 1.5}"#, "[1, 2]", "[\"cat\""])
    func whatIsNoSuchListIsReadByLines(text: String) throws {
        #expect(try labels(text) == [text])
    }
}
