import ModelFormats
import Testing

@testable import glassbox

@Suite struct ProgressDisplayTests {
    private func written(isTerminal: Bool, _ progress: [DownloadProgress]) -> [String] {
        var lines: [String] = []
        let display = ProgressDisplay(of: "resnet18", isTerminal: isTerminal) { lines.append($0) }
        progress.forEach(display.show)
        display.end()
        return lines
    }

    private func progress(_ received: Int, isVerifying: Bool = false) -> DownloadProgress {
        DownloadProgress(received: received, total: 40_000_000, rate: 2e6, isVerifying: isVerifying)
    }

    @Test func aTerminalHasABar() {
        #expect(
            written(isTerminal: true, [progress(10_000_000), progress(40_000_000, isVerifying: true)]) == [
                "\r██████░░░░░░░░░░░░░░░░░░ 10.0 MB of 40.0 MB, 2.0 MB/s, 15 s left\u{1B}[K",
                "\r████████████████████████ 40.0 MB, verifying\u{1B}[K", "\n",
            ])
    }

    @Test func aFileHasALineForEveryTenth() {
        let all = stride(from: 0, through: 40_000_000, by: 1_000_000).map { progress($0) }
        let lines = written(isTerminal: false, all + [progress(40_000_000, isVerifying: true)])
        #expect(lines.count == 12)
        #expect(lines[1] == "resnet18: 4.0 MB of 40.0 MB, 2.0 MB/s, 18 s left\n")
        #expect(lines[11] == "resnet18: 40.0 MB, verifying\n")
    }

    @Test func nothingIsWrittenWithoutProgress() {
        #expect(written(isTerminal: true, []).isEmpty)
    }
}
