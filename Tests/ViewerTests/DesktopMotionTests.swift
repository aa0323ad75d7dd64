import Foundation
import Testing

@testable import Viewer

@Suite struct DesktopMotionTests {
    /// As long as a busy machine takes to start a program.
    private static let patience = 120.0

    private func isReduced(_ program: String, _ environment: [String: String] = [:]) -> Bool {
        DesktopMotion.isReduced(environment: environment, program: program, patience: Self.patience)
    }

    /// The script is written by a program of its own: as long as a file is open for writing, in whatever program that this one
    /// started meanwhile, it is not run.
    private func program(_ text: String, _ body: (String) -> Void) throws {
        let path = NSTemporaryDirectory() + "glassbox-gsettings-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = try Process.run(
            URL(fileURLWithPath: "/bin/sh"),
            arguments: ["-c", #"printf '#!/bin/sh\n%s\n' "$1" > "$0" && chmod +x "$0""#, path, text])
        writer.waitUntilExit()
        body(path)
    }

    @Test func theDesktopSaysIt() throws {
        try program("echo false") { #expect(isReduced($0)) }
        try program("echo true") { #expect(!isReduced($0)) }
        try program("exit 1") { #expect(!isReduced($0)) }
        // GTK's variable is asked first.
        try program("echo true") {
            #expect(isReduced($0, ["GTK_ENABLE_ANIMATIONS": "0"]))
        }
        try program("echo false") {
            #expect(!isReduced($0, ["GTK_ENABLE_ANIMATIONS": "1"]))
        }
        #expect(!isReduced("/absent"))
    }

    @Test func aDesktopThatDoesNotAnswerHoldsNothingUp() throws {
        try program("exec sleep 600") {
            #expect(!DesktopMotion.isReduced(environment: [:], program: $0, patience: 0.1))
        }
    }
}
