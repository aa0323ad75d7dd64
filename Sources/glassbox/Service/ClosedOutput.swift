import Foundation

/// Notices that nobody reads standard output any more, also while something long is computed.
enum ClosedOutput {
    /// From here on a pipe whose other end is closed ends the program with ``ExitStatus/outputLost``, and a signal does not.
    static func endsProgram() {
        signal(SIGPIPE, SIG_IGN)
        Thread.detachNewThread {
            // Without events only errors and the other end's closing end the wait; files never do.
            var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
            while poll(&output, 1, -1) <= 0 { if errno != EINTR { return } }
            ExitStatus.end(after: StandardOutputError(code: EPIPE))
        }
    }
}
