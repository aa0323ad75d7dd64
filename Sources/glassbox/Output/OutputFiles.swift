import Files
import Foundation
import Imaging
import Tensors

/// The files that a command writes: all of them or none.
struct OutputFiles {
    /// Under the names that a person gave; the bytes are asked for once.
    private(set) var files: [(path: String, data: () throws -> Data)] = []

    mutating func add(_ picture: Picture, at path: String) { add(path) { PNGFile.data(for: picture) } }

    mutating func add(_ tensor: Tensor, at path: String) { add(path) { NPYFile.data(for: tensor) } }

    mutating func add(_ path: String, _ data: @escaping () throws -> Data) { files.append((path, data)) }

    /// - Throws: ``FileError/cannotWrite(_:reason:)`` under the name that the user gave, `CancellationError`.
    func write() throws {
        var staged = StagedFiles()
        for file in files { staged.add(file.path, file.data) }
        try staged.write { try Interruption.cancellation.check() }
    }
}
