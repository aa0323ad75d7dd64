import ArgumentParser
import Foundation
import Words

/// The exit codes of sysexits.h that the program uses, and which error means which.
enum ExitStatus: Int32 {
    case success = 0
    /// The command line asks for something that does not exist.
    case usage = 64
    /// A file was read and its contents cannot be used.
    case badData = 65
    /// A file is missing or cannot be read.
    case noInput = 66
    /// The question is a good one, but there is no answer to it here.
    case unavailable = 69
    case internalError = 70
    case cannotCreate = 73
    /// The code that shells report of a program that SIGINT ended.
    case cancelled = 130

    /// The exit code of an error: that of its kind for an error that a person can be told, else what the argument parser makes
    /// of it.
    init(_ error: any Error) {
        self =
            switch error {
            case is CancellationError: .cancelled
            case let refusal as any Refusal: Self.of(refusal.kind)
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

    /// Ends the program: help goes to standard output, an error's sentence to standard error.
    static func end(after error: any Error) -> Never {
        if !(error is any Refusal || error is CancellationError), Glassbox.exitCode(for: error).isSuccess {
            print(Glassbox.fullMessage(for: error))
            exit(success.rawValue)
        }
        if let message = message(for: error) { report(message) }
        exit(ExitStatus(error).rawValue)
    }

    /// Writes one line to standard error.
    static func report(_ message: String) {
        fflush(nil)
        FileHandle.standardError.write(Data((message + "\n").utf8))
    }

    private static func of(_ kind: RefusalKind) -> ExitStatus {
        switch kind {
        case .usage: .usage
        case .badData: .badData
        case .noInput: .noInput
        case .unavailable: .unavailable
        case .cannotCreate: .cannotCreate
        case .cancelled: .cancelled
        case .internal: .internalError
        }
    }
}
