import Foundation
import Synchronization
import Words

/// Standard output and standard error, written without a buffer: what cannot be written is known at once.
enum StandardStreams {
    /// Why standard output could not be written, from the first time on.
    private static let failure = Mutex<Int32?>(nil)

    /// Opens in the place of streams that are closed what fails as they would, so that no file of ours gets their numbers.
    static func occupy() {
        for (descriptor, mode) in [
            (STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
        ]
        where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", mode)
        }
    }

    /// After a failure nothing more is written; ``check()`` says so at the end.
    static func writeOutput(_ text: String) { writeOutput(Data(text.utf8)) }

    /// The same with bytes.
    static func writeOutput(_ data: Data) {
        guard failure.withLock({ $0 == nil }), let code = write(data, to: STDOUT_FILENO) else { return }
        failure.withLock { $0 = code }
    }

    /// What cannot be written is lost: there is no other place for it.
    static func writeError(_ text: String) { _ = write(Data(text.utf8), to: STDERR_FILENO) }

    /// - Throws: ``StandardOutputError`` where something was not written.
    static func check() throws {
        if let code = failure.withLock({ $0 }) { throw StandardOutputError(code: code) }
    }

    /// - Returns: the system's error, or nil.
    private static func write(_ data: Data, to descriptor: Int32) -> Int32? {
        data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Foundation.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return errno }
                rest = rest.dropFirst(count)
            }
            return nil
        }
    }
}

/// Standard output is full or closed.
struct StandardOutputError: Refusal, Equatable {
    /// The system's number of the error.
    let code: Int32

    var kind: RefusalKind { .outputLost }

    static let examples = [StandardOutputError(code: ENOSPC)]

    var words: Words {
        "Standard output cannot be written, so the answer is not complete: \(clause: Words(verbatim: String(cString: strerror(code))))."
    }
}
