import Foundation
import ModelFormats

/// A download's progress on standard error: a line that is drawn over and over on a terminal, else a line for every
/// tenth.
final class ProgressDisplay {
    private let name: String
    private let isTerminal: Bool
    private let write: (String) -> Void
    private var lastTenth = -1
    private var isLineOpen = false

    init(
        of name: String, isTerminal: Bool = isatty(STDERR_FILENO) != 0,
        write: @escaping (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }
    ) {
        self.name = name
        self.isTerminal = isTerminal
        self.write = write
    }

    func show(_ progress: DownloadProgress) {
        if isTerminal {
            // Carriage return, and erase what is right of the text (ECMA-48).
            write("\r\(Self.bar(progress)) \(progress.text)\u{1B}[K")
            isLineOpen = true
        } else if let tenth = newTenth(progress) {
            lastTenth = tenth
            write("\(name): \(progress.text)\n")
        }
    }

    /// Leaves the line.
    func end() {
        if isLineOpen { write("\n") }
        isLineOpen = false
    }

    /// The tenth of the file, or where its size is unknown of 100 MB, that was not shown yet.
    private func newTenth(_ progress: DownloadProgress) -> Int? {
        let fraction = progress.fraction ?? Double(progress.received) / 1e8
        let tenth = progress.isVerifying ? Int.max : Int(fraction * 10)
        return tenth > lastTenth ? tenth : nil
    }

    static func bar(_ progress: DownloadProgress, width: Int = 24) -> String {
        let filled = Int(Double(width) * (progress.fraction ?? 0))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    }
}
