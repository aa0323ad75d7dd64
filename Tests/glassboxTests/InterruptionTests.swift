import Foundation
import Testing

@testable import glassbox

/// Ctrl-C: exit code 130, nothing on standard error, no half-written file.
@Suite(.serialized) struct InterruptionTests {
    @Test func stopsBetweenPhotos() throws {
        let program = try Program()
        let images = [String](repeating: Program.photo("cat.png"), count: 2000)
        let run = try program.run(["classify", "--top", "1"] + images) { process, output in
            try wait { (try Data(contentsOf: output)).isEmpty == false }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(run.status == 130)
        #expect(!run.wasKilled)
        #expect(run.errors.isEmpty)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count % 2 == 0 && lines.count > 0 && lines.count < 4000)
    }

    @Test func leavesNoFile() throws {
        let program = try Program()
        let run = try program.run([
            "explain", Program.photo("cat.png"), "--model", "vgg16", "--weights", "random", "--method",
            "grad-cam",
            "--output", "heat.png", "--raw", "heat.npy",
        ]) { process, _ in
            try wait { Self.catchesInterrupt(process.processIdentifier) }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(run.status == 130)
        #expect(!run.wasKilled)
        #expect(run.errors.isEmpty && run.output.isEmpty)
        #expect(try program.files().isEmpty)
    }

    private func wait(until isReady: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(60)
        while try !isReady() {
            try #require(ContinuousClock.now < end)
            usleep(5000)
        }
    }

    /// From the mask of caught signals in proc(5).
    private static func catchesInterrupt(_ process: Int32) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
        let mask = line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) } ?? 0
        return mask & 1 << (UInt64(SIGINT) - 1) != 0
    }
}
