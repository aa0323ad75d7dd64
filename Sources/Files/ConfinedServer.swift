import CLinux
import Foundation

/// A program of ours that waits for requests and copies itself for each (`walls_serve` in `CWalls`).
///
/// It ends when this value does, or this process.
public final class ConfinedServer: Sendable {
    private let process: pid_t
    private let socket: Int32

    /// Where libraries lie, as in this process's environment.
    static var libraries: [String] {
        getenv("LD_LIBRARY_PATH").map { ["LD_LIBRARY_PATH=" + String(cString: $0)] } ?? []
    }

    /// Starts the program. Of the environment it gets only where libraries lie (`LD_LIBRARY_PATH`), without which the portable
    /// archive's program does not start where the system lacks them.
    ///
    /// - Returns: nil where it does not start.
    public init?(_ program: String) {
        var ends: [Int32] = [0, 0]
        guard linux_message_sockets(&ends) == 0 else { return nil }
        let process = ConfinedProcess.start(program, [], Self.libraries, descriptors: [(ends[1], 0)])
        close(ends[1])
        guard let process else {
            close(ends[0])
            return nil
        }
        self.process = process
        socket = ends[0]
    }

    deinit {
        close(socket)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    /// What became of a request.
    public enum Answer: Sendable {
        /// It was taken and has come to its end, with a result or without.
        case done
        /// It was taken and takes too long.
        case late
        /// The program is gone, or none.
        case gone
    }

    /// Sends a request and waits for its end.
    ///
    /// - Parameters:
    ///   - message: a few bytes.
    ///   - file, result: open for reading, and an empty file for reading and writing.
    public func ask(_ message: String, file: Int32, result: Int32, seconds: Int) -> Answer {
        var ends: [Int32] = [0, 0]
        guard linux_pipe(&ends) == 0 else { return .gone }
        defer { close(ends[0]) }
        let isSent = linux_send(socket, message, message.utf8.count, file, result, ends[1]) == 0
        close(ends[1])
        guard isSent else { return .gone }
        // A byte says that the request was taken; the pipe closes at its end.
        var isTaken = false
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            var state = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
            guard poll(&state, 1, 1000) > 0 else { continue }
            var byte: UInt8 = 0
            guard read(ends[0], &byte, 1) > 0 else { return isTaken ? .done : .gone }
            isTaken = true
        }
        return isTaken ? .late : .gone
    }
}
