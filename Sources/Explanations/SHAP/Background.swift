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

    static let option = MethodOption(
        "background", .folder(standard: "built-in"), stage: .computation,
        summary: "Photos that the photo is compared with.")

    /// - Throws: ``QuestionError/noPhotos(folder:)``, `FileError`; files that are no pictures are passed over.
    init(_ options: OptionValues, for model: Model) throws {
        let named = options.text(Self.option)
        let folder =
            named == Self.option.standard ? try ResourceFolder.path("Resources/backgrounds") : named
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
    func notice(for subject: Subject) -> String? {
        let values = subject.input.values
        guard inputs.contains(where: { $0.values == values }) else { return nil }
        return "The photo is itself one of the photos it is compared with, which makes all values smaller."
    }
}

/// What a layer puts out for the photos of a background, computed as it is asked for and kept as far as memory goes.
final class BackgroundActivations {
    private let background: Background
    private let executor: Executor
    private let node: Int
    private var kept: [Int: Tensor] = [:]
    private let room: Int

    /// Bytes that may be kept.
    private static let budget = 224 << 20

    init(_ background: Background, at node: Int, of executor: Executor) {
        self.background = background
        self.executor = executor
        self.node = node
        room = node == 0 ? 0 : Self.budget / max(1, executor.graph.nodes[node].shape.count * 4)
    }

    var count: Int { background.inputs.count }

    /// Without the batch.
    func activation(_ index: Int, cancellation: Cancellation?) throws -> Tensor {
        if let known = kept[index] { return known }
        let input = background.inputs[index]
        if node == 0 { return input.part(0) }
        let output = try executor.output(of: node, for: input, cancellation: cancellation).part(0)
        if kept.count < room { kept[index] = output }
        return output
    }
}
