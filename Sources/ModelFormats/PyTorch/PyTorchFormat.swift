import Files
import NeuralNetwork
import Tensors

/// State dictionaries that `torch.save` wrote.
struct PyTorchFormat: ModelFormat {
    let name = "PyTorch"

    /// Archives that cannot be read count as well, unless Keras seems to have written them, so that what is wrong with them
    /// is said.
    func matches(_ file: MappedFile) -> Bool {
        if ZipArchive.matches(file) {
            guard let archive = try? ZipArchive(file) else { return !Self.startsLikeKeras(file) }
            return archive.entries.contains {
                $0.name.hasSuffix("/data.pkl") || $0.name.hasSuffix("/version")
            }
        }
        return Self.isPickle(file) || Self.isTar(file)
    }

    func read(
        _ file: MappedFile, settings: ModelSettings, cancellation: Cancellation?
    ) throws -> ImportedNetwork {
        guard !Self.isTar(file) else { throw PyTorchError(file.path, .tarArchive) }
        let sets = try PyTorchFile(file).sets
        return try BareWeights(path: file.path, sets: sets).network(
            settings: settings, cancellation: cancellation)
    }

    private static func isPickle(_ file: MappedFile) -> Bool {
        file.byteCount > 2 && file.bytes[0] == 0x80 && (1...5).contains(file.bytes[1])
    }

    private static func isTar(_ file: MappedFile) -> Bool {
        file.bytes.part(257, 5).map { $0.elementsEqual("ustar".utf8) } ?? false
    }

    private static func startsLikeKeras(_ file: MappedFile) -> Bool {
        guard let length = file.bytes.number(UInt16.self, at: 26), let name = file.bytes.part(30, Int(length))
        else { return false }
        return ["metadata.json", "config.json", "model.weights.h5"].contains { name.elementsEqual($0.utf8) }
    }
}
