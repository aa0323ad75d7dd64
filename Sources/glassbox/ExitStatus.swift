import Foundation
import Words

/// The exit codes of sysexits.h that the program uses.
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
    /// Standard output is full or closed.
    case outputLost = 74
    /// The code that shells report of a program that SIGINT ended.
    case cancelled = 130

    init(_ kind: RefusalKind) {
        self =
            switch kind {
            case .usage: .usage
            case .badData: .badData
            case .noInput: .noInput
            case .unavailable: .unavailable
            case .cannotCreate: .cannotCreate
            case .outputLost: .outputLost
            case .cancelled: .cancelled
            case .internal: .internalError
            }
    }

    /// Writes one line to standard error.
    static func report(_ message: String) {
        StandardStreams.writeError(message.withoutControls(keepingLines: true) + "\n")
    }

    /// Ends the program without the libraries' own ends: with little memory they wait for threads that never started.
    func end() -> Never {
        fflush(nil)
        _exit(rawValue)
    }
}
