import Files
import Foundation
import Imaging
import Tensors

/// The files that a command writes: all of them or none.
struct OutputFiles {
    private var files = StagedFiles()

    mutating func add(_ picture: Picture, at path: String) { files.add(path) { PNGFile.data(for: picture) } }

    mutating func add(_ tensor: Tensor, at path: String) { files.add(path) { NPYFile.data(for: tensor) } }

    mutating func add(_ path: String, _ data: @escaping () throws -> Data) { files.add(path, data) }

    /// - Throws: ``FileError/cannotWrite(_:reason:)`` under the name that the user gave, `CancellationError`.
    func write() throws { try files.write { try Interruption.cancellation.check() } }
}
