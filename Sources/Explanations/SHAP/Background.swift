import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// The photos that a photo is compared with: what the network sees when nothing in particular is there.
struct Background {
    /// Each 1×C×H×W, preprocessed.
    let inputs: [Tensor]

    /// The photos that are read at most, in the order of their names.
    static let limit = 1000

    /// - Throws: ``QuestionError/noPhotos(folder:)``, `FileError`; files that are no pictures are passed over.
    init(_ source: PhotoFolder, for model: Model) throws {
        let folder =
            switch source {
            case .builtIn: try ResourceFolder.path("Resources/backgrounds")
            case .path(let path): path
            }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var inputs: [Tensor] = []
        for name in names.sorted() where inputs.count < Self.limit && !name.hasPrefix(".") {
            guard let photo = try? ImageFile.read(folder + "/" + name) else { continue }
            inputs.append(model.preprocessing.tensor(of: photo))
        }
        if inputs.isEmpty { throw QuestionError.noPhotos(folder: folder) }
        self.inputs = inputs
    }

    /// - Parameter inputs: at least one.
    init(_ inputs: [Tensor]) {
        precondition(!inputs.isEmpty)
        self.inputs = inputs
    }

    /// Said where the photo is compared with itself, nil else.
    func notice(for subject: Subject) -> Notice? {
        let values = subject.input.values
        return inputs.contains { $0.values == values } ? .photoInBackground : nil
    }
}
