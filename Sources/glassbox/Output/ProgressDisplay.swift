import Foundation
import ModelFormats
import Words

/// How far something long is.
protocol ProgressState {
    /// 0…1, or nil where the end is not known.
    var fraction: Double? { get }
    /// How much is done, how fast, how long it will take.
    var text: Words { get }
    /// Grows whenever a line of its own is due where there is no terminal.
    var milestone: Int { get }
}

extension DownloadProgress: ProgressState {
    /// Tenths of the file, or 100 MB each where its size is unknown.
    var milestone: Int { isVerifying ? .max : Int((fraction ?? Double(received) / 1e8) * 10) }
}

/// A computation's progress.
struct ComputationProgress: ProgressState {
    let done: Double
    /// Since its start.
    let seconds: Double

    var fraction: Double? { done }
    var milestone: Int { Int(done * 10) }

    var text: Words {
        guard done > 0, seconds > 0.5 else { return Words(verbatim: done.asProgress) }
        return "\(done.asProgress), \((seconds * (1 - done) / done).asCountdown) left"
    }
}

/// Progress on standard error: a line that is drawn over and over on a terminal, else a line for every tenth.
final class ProgressDisplay {
    private let name: String
    private let isTerminal: Bool
    private let write: (String) -> Void
    private var lastTenth = -1
    private var isLineOpen = false

    init(
        of name: String, isTerminal: Bool = isatty(STDERR_FILENO) != 0,
        write: @escaping (String) -> Void = StandardStreams.writeError
    ) {
        self.name = name
        self.isTerminal = isTerminal
        self.write = write
    }

    func show(_ progress: any ProgressState) {
        if isTerminal {
            // Carriage return, and erase what is right of the text (ECMA-48).
            write("\r\(Self.bar(progress)) \(progress.text.english)\u{1B}[K")
            isLineOpen = true
        } else if progress.milestone > lastTenth {
            lastTenth = progress.milestone
            write("\(name): \(progress.text.english)\n")
        }
    }

    /// Leaves the line.
    func end() {
        if isLineOpen { write("\n") }
        isLineOpen = false
    }

    static func bar(_ progress: any ProgressState, width: Int = 24) -> String {
        let filled = Int(Double(width) * (progress.fraction ?? 0))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    }
}
