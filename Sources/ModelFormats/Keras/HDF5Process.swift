import CLinux
import Files
import Foundation
import HDF5Report
import NeuralNetwork
import Tensors

/// The program `glassbox-hdf5`, started for one file.
enum HDF5Process {
    /// It stands beside the running program.
    static let program: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("glassbox-hdf5")
            .path
    }()

    /// Plugins and locks of libhdf5 are off; nothing else of the environment is handed on.
    private static let environment = [
        "HDF5_PLUGIN_PRELOAD=::", "HDF5_PLUGIN_PATH=/", "HDF5_USE_FILE_LOCKING=FALSE",
    ]

    /// Runs the program on an open file.
    ///
    /// - Parameters:
    ///   - range: where the HDF5 file lies in it.
    ///   - path: what errors call the file.
    ///   - omitted: groups at the root that are not read.
    ///   - program: stands in for `glassbox-hdf5` in tests.
    ///   - patience: seconds until it has to be done, nil for ``HDF5Limits/patience(forFileOf:)``.
    /// - Returns: the program's result, which nobody can change any more.
    /// - Throws: ``HDF5Error``, `FileError`, `CancellationError`.
    static func run(
        on descriptor: Int32, range: Range<Int>, path: String, omitting omitted: [String],
        cancellation: Cancellation?, program: String = program, patience: Int? = nil
    ) throws -> MappedFile {
        let result = linux_memory_file("glassbox-hdf5")
        guard result >= 0 else { throw FileError.cannotRead(path, reason: FileError.reason()) }
        defer { close(result) }
        var ends: [Int32] = [0, 0]
        guard linux_pipe(&ends) == 0 else {
            throw FileError.cannotRead(path, reason: FileError.reason())
        }
        defer { close(ends[0]) }
        let process = start(
            program,
            [
                "\(range.lowerBound)", "\(range.upperBound)",
                "\(MemoryBudget(fileSize: range.count).byteLimit)",
            ]
                + omitted, file: descriptor,
            result: result, alive: ends[1])
        close(ends[1])
        guard let process else { throw HDF5Error(path, .reader(.cannotStart(program))) }
        let patience = patience ?? HDF5Limits.patience(forFileOf: range.count)
        let (outcome, status) = finish(process, ends[0], seconds: patience, cancellation)
        switch outcome {
        case .cancelled: throw CancellationError()
        case .late: throw HDF5Error(path, .reader(.late(seconds: patience)))
        case .ended: break
        }
        // The number of the signal that ended it, as wait(2) has it.
        if status & 0x7F == SIGXCPU {
            throw HDF5Error(
                path, .reader(.timeLimit(seconds: HDF5Limits.seconds(forFileOf: range.count))))
        }
        guard status == 0, linux_seal(result) == 0 else { throw HDF5Error(path, .reader(.ended)) }
        return try MappedFile(descriptor: result, path: path)
    }

    /// What the program prints.
    ///
    /// - Returns: nil where it does not start, fails, takes longer than seconds or prints more than `byteCount` bytes.
    static func output(_ arguments: [String], byteCount: Int, program: String = program) -> [UInt8]? {
        var ends: [Int32] = [0, 0]
        let none = linux_memory_file("glassbox-hdf5")
        guard none >= 0 else { return nil }
        defer { close(none) }
        guard linux_pipe(&ends) == 0 else { return nil }
        defer { close(ends[0]) }
        let process = start(program, arguments, file: none, result: none, alive: ends[1])
        close(ends[1])
        guard let process else { return nil }
        let (outcome, status) = finish(process, ends[0], seconds: 5, nil)
        guard outcome == .ended, status == 0 else { return nil }
        // All of it is there: a pipe holds more.
        var bytes = [UInt8](repeating: 0, count: byteCount + 1)
        let count = read(ends[0], &bytes, bytes.count)
        return (0...byteCount).contains(count) ? Array(bytes.prefix(count)) : nil
    }

    /// Waits until a program ends, or ends it.
    ///
    /// - Returns: how it came to its end, and its status as wait(2) has it.
    private static func finish(
        _ process: pid_t, _ end: Int32, seconds: Int, _ cancellation: Cancellation?
    ) -> (outcome: Outcome, status: Int32) {
        let outcome = wait(forEndOf: end, seconds: seconds, cancellation)
        if outcome != .ended { kill(process, SIGKILL) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return (outcome, status)
    }

    /// - Parameter alive: the end of a pipe that closes when the program ends.
    private static func start(
        _ program: String, _ arguments: [String], file: Int32, result: Int32, alive: Int32
    ) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Copies above the numbers that are given out, so that none is overwritten before it is copied.
        let copies = [file, result, alive].map { fcntl($0, F_DUPFD_CLOEXEC, 16) }
        defer { for copy in copies { close(copy) } }
        guard copies.allSatisfy({ $0 >= 0 }) else { return nil }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, copies[2], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, copies[0], 3)
        posix_spawn_file_actions_adddup2(&actions, copies[1], 4)
        linux_close_from(&actions, 5)
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
        else {
            return nil
        }
        return process
    }

    private enum Outcome {
        case ended, late, cancelled
    }

    private static func wait(forEndOf pipe: Int32, seconds: Int, _ cancellation: Cancellation?) -> Outcome {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if cancellation?.isCancelled == true { return .cancelled }
            var state = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            if poll(&state, 1, 50) > 0, state.revents & Int16(POLLHUP) != 0 { return .ended }
        }
        return .late
    }
}
