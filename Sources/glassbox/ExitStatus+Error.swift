import ArgumentParser
import Foundation
import Words

/// What the program's errors, the argument parser's among them, are to whoever called it.
extension ExitStatus {
    /// The exit code of an error: that of its kind for an error that a person can be told, else what the argument parser makes
    /// of it.
    init(_ error: any Error) {
        self =
            switch error {
            case is CancellationError: .cancelled
            case let refusal as any Refusal: ExitStatus(refusal.kind)
            case let code as ExitCode: ExitStatus(rawValue: code.rawValue) ?? .internalError
            default: Glassbox.exitCode(for: error) == .validationFailure ? .usage : .internalError
            }
    }

    /// One sentence for standard error, or nil where the exit code says it all.
    static func message(for error: any Error) -> String? {
        switch error {
        case is CancellationError, is ExitCode: nil
        case let refusal as any Refusal: refusal.words.english
        default: UsageError.sentence(Glassbox.message(for: error))
        }
    }

    /// Taken by the thread that says why the program ends, and never given back: a second one would say it again.
    private static let lastWord = NSLock()

    /// Ends the program: help goes to standard output, an error's sentence to standard error.
    static func end(after error: any Error) -> Never {
        if !(error is any Refusal || error is CancellationError), Glassbox.exitCode(for: error).isSuccess {
            let message = Glassbox.fullMessage(for: error)
            print(message == VersionReport.program ? VersionReport.current.text : message)
            do { try StandardStreams.check() } catch { end(after: error) }
            success.end()
        }
        lastWord.lock()
        if let message = message(for: error) { report(message) }
        ExitStatus(error).end()
    }
}
