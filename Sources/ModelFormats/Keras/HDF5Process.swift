import CLinux
import Files
import Foundation
import HDF5Report
import NeuralNetwork
import Tensors

/// The program `glassbox-hdf5`, started for one file.
enum HDF5Process {
    /// It stands beside the running program.
    static let program = ConfinedProcess.path(of: "glassbox-hdf5")

    /// Plugins and locks of libhdf5 are off.
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
        let limit = MemoryBudget(fileSize: range.count).byteLimit
        guard
            let process = ConfinedProcess(
                program, ["\(range.lowerBound)", "\(range.upperBound)", "\(limit)"] + omitted,
                environment: environment, file: descriptor, result: result)
        else { throw HDF5Error(path, .reader(.cannotStart(program))) }
        let patience = patience ?? HDF5Limits.patience(forFileOf: range.count)
        switch process.finish(seconds: patience, isCancelled: { cancellation?.isCancelled == true }) {
        case .cancelled: throw CancellationError()
        case .late: throw HDF5Error(path, .reader(.late(seconds: patience)))
        // The number of the signal that ended it, as wait(2) has it.
        case .ended(let status) where status & 0x7F == SIGXCPU:
            throw HDF5Error(
                path, .reader(.timeLimit(seconds: HDF5Limits.seconds(forFileOf: range.count))))
        case .ended(let status):
            guard status == 0, linux_seal(result) == 0 else { throw HDF5Error(path, .reader(.ended)) }
            return try MappedFile(descriptor: result, path: path)
        }
    }

    /// What the program prints.
    ///
    /// - Returns: nil where it does not start, fails, takes longer than seconds or prints more than `byteCount` bytes.
    static func output(_ arguments: [String], byteCount: Int, program: String = program) -> [UInt8]? {
        let none = linux_memory_file("glassbox-hdf5")
        guard none >= 0 else { return nil }
        defer { close(none) }
        guard let process = ConfinedProcess(program, arguments, file: none, result: none),
            process.finish(seconds: 5) == .ended(status: 0)
        else { return nil }
        return process.output(atMost: byteCount)
    }
}
