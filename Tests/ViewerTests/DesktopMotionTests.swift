import Foundation
import Testing

@testable import Viewer

@Suite struct DesktopMotionTests {
    private func program(_ text: String, _ body: (String) -> Void) throws {
        let path = NSTemporaryDirectory() + "glassbox-gsettings-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        body(path)
    }

    @Test func theDesktopSaysIt() throws {
        try program("echo false") { #expect(DesktopMotion.isReduced(environment: [:], program: $0)) }
        try program("echo true") { #expect(!DesktopMotion.isReduced(environment: [:], program: $0)) }
        try program("exit 1") { #expect(!DesktopMotion.isReduced(environment: [:], program: $0)) }
        // GTK's variable is asked first.
        try program("echo true") {
            #expect(DesktopMotion.isReduced(environment: ["GTK_ENABLE_ANIMATIONS": "0"], program: $0))
        }
        try program("echo false") {
            #expect(!DesktopMotion.isReduced(environment: ["GTK_ENABLE_ANIMATIONS": "1"], program: $0))
        }
        #expect(!DesktopMotion.isReduced(environment: [:], program: "/absent"))
    }

    @Test func aDesktopThatDoesNotAnswerHoldsNothingUp() throws {
        try program("exec sleep 600") { #expect(!DesktopMotion.isReduced(environment: [:], program: $0)) }
    }
}
