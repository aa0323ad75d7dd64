import CLinux
import Foundation

/// A program of ours that reads one file of a stranger's: it has that file, an empty file for its result, an empty environment and
/// nothing else. It raises its own walls (`CWalls`).
///
/// Descriptor 3 is the file and 4 the result; 1 is a pipe that closes when the program ends, 0 and 2 are nothing.
public final class ConfinedProcess: Sendable {
    private let process: pid_t
    /// Closes when the program ends.
    private let end: Int32

    /// How a program came to its end.
    public enum End: Equatable, Sendable {
        /// Its status as wait(2) has it.
        case ended(status: Int32)
        case late, cancelled
    }

    /// Where a program of ours stands: beside the running one.
    public static func path(of name: String) -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - environment: `NAME=VALUE`; nothing else of the environment is handed on.
    ///   - file, result: open for reading, and an empty file for reading and writing.
    /// - Returns: nil where it does not start.
    public init?(
        _ program: String, _ arguments: [String], environment: [String] = [], file: Int32, result: Int32
    ) {
        var ends: [Int32] = [0, 0]
        guard linux_pipe(&ends) == 0 else { return nil }
        let process = Self.start(
            program, arguments, environment,
            descriptors: [(ends[1], 1), (file, 3), (result, 4)])
        close(ends[1])
        guard let process else {
            close(ends[0])
            return nil
        }
        self.process = process
        end = ends[0]
    }

    deinit { close(end) }

    /// Waits until the program ends, or ends it.
    public func finish(seconds: Int, isCancelled: () -> Bool = { false }) -> End {
        let outcome = Self.wait(forEndOf: end, seconds: seconds, isCancelled)
        if outcome != nil { kill(process, SIGKILL) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return outcome ?? .ended(status: status)
    }

    /// What the program printed, after its end: up to as many bytes as a pipe holds.
    ///
    /// - Returns: nil for more than `byteCount`.
    public func output(atMost byteCount: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: byteCount + 1)
        let count = read(end, &bytes, bytes.count)
        return (0...byteCount).contains(count) ? Array(bytes.prefix(count)) : nil
    }

    /// Waits until the other end of a pipe is closed.
    ///
    /// - Returns: nil once it is, else why it was given up.
    private static func wait(
        forEndOf pipe: Int32, seconds: Int, _ isCancelled: () -> Bool
    ) -> End? {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if isCancelled() { return .cancelled }
            var state = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            guard poll(&state, 1, 50) > 0 else { continue }
            if state.revents & Int16(POLLHUP) != 0 { return nil }
            // It prints something: the rest of the time is waited in steps.
            usleep(1000)
        }
        return .late
    }

    /// - Parameter descriptors: ours, and what the program has them as; 0, 1 and 2 are nothing unless they are among them.
    static func start(
        _ program: String, _ arguments: [String], _ environment: [String],
        descriptors: [(own: Int32, given: Int32)]
    ) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Copies above the numbers that are given out, so that none is overwritten before it is copied.
        let copies = descriptors.map { fcntl($0.own, F_DUPFD_CLOEXEC, 16) }
        defer { for copy in copies where copy >= 0 { close(copy) } }
        guard copies.allSatisfy({ $0 >= 0 }) else { return nil }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        for (copy, descriptor) in zip(copies, descriptors) {
            posix_spawn_file_actions_adddup2(&actions, copy, descriptor.given)
        }
        linux_close_from(&actions, 1 + max(2, descriptors.map(\.given).max() ?? 2))
        var argumentPointers = ([program] + arguments).map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        // Threads of Dispatch hold back all signals, also the one that ends the processor's time.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var process: pid_t = 0
        guard
            posix_spawn(&process, program, &actions, &attributes, &argumentPointers, &environmentPointers)
                == 0
        else { return nil }
        return process
    }
}
