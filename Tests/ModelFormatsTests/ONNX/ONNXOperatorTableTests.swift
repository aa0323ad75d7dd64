import Files
import Foundation
import Testing

@testable import ModelFormats

@Suite struct ONNXOperatorTableTests {
    /// With `GLASSBOX_RENEW=1` in the environment the page is written instead.
    @Test func thePageSaysWhatTheOperatorsDeclare() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/onnx-operators.md").standardizedFileURL
        let page = ONNXOperatorTable.page
        if ProcessInfo.processInfo.environment["GLASSBOX_RENEW"] == "1" {
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(page.utf8).write(to: path)
        }
        let written = try? String(contentsOf: path, encoding: .utf8)
        #expect(
            written == page,
            """
            docs/onnx-operators.md is not what the operators declare; \
            GLASSBOX_RENEW=1 swift test --filter ONNXOperatorTableTests writes it anew.
            """)
    }
}
