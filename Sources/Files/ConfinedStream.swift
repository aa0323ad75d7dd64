import CLinux
import Foundation

/// A program of ours that reads one file or device of a stranger's and writes what it finds, one piece after the other, until it ends
/// or this value does. It raises its own walls (`CWalls`).
///
/// Descriptor 3 is the file, 1 the pipe that is read here, 0 and 2 are nothing. The program ends with the thread that started it, too
/// (prctl(2), PR_SET_PDEATHSIG): one thread uses this value.
public final class ConfinedStream {
    private let process: pid_t
    private let pipe: Int32

    /// What became of a wait.
    public enum Arrival: Equatable, Sendable {
        case whole
        /// The program has ended before.
        case ended
        case late, cancelled
    }

    /// Starts a program. Of the environment it gets only where libraries lie, as ``ConfinedServer``; a library that brings OpenBLAS
    /// along has it start no thread.
    ///
    /// - Returns: nil where it does not start.
    public init?(_ program: String, _ arguments: [String], file: Int32) {
        var ends: [Int32] = [0, 0]
        guard linux_pipe(&ends) == 0 else { return nil }
        let process = ConfinedProcess.start(
            program, arguments, ConfinedServer.libraries + ["OPENBLAS_NUM_THREADS=1"],
            descriptors: [(ends[1], 1), (file, 3)])
        close(ends[1])
        guard let process else {
            close(ends[0])
            return nil
        }
        self.process = process
        pipe = ends[0]
        // Pictures are large: fewer turns from one program to the other. Where that is not allowed it stays as it is.
        linux_widen_pipe(pipe, 1 << 20)
        _ = fcntl(pipe, F_SETFL, O_NONBLOCK)
    }

    deinit {
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        close(pipe)
    }

    /// Waits until so many bytes have come.
    public func read(
        into bytes: UnsafeMutableRawBufferPointer, seconds: Int, isCancelled: () -> Bool = { false }
    ) -> Arrival {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var done = 0
        while done < bytes.count {
            let count = Foundation.read(pipe, bytes.baseAddress! + done, bytes.count - done)
            if count > 0 {
                done += count
                continue
            }
            guard count < 0, errno == EAGAIN || errno == EINTR else { return .ended }
            if isCancelled() { return .cancelled }
            guard ContinuousClock.now < deadline else { return .late }
            var state = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            _ = poll(&state, 1, 50)
        }
        return .whole
    }
}
