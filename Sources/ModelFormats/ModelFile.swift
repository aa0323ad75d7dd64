import Files
import Foundation
import Imaging
import NeuralNetwork
import Tensors
import Words

/// Network files of every format that the program reads.
public enum ModelFile {
    /// The formats in the order in which they look at a file; those that are recognised most surely come first.
    static let formats: [any ModelFormat] = unzipped + [ZippedNetworkFormat(formats: unzipped)]

    private static let unzipped: [any ModelFormat] = [
        KerasHDF5Format(), KerasArchiveFormat(), ExportedProgramFormat(), TorchScriptFormat(),
        PyTorchFormat(), SafeTensorsFormat(), TFLiteFormat(), ONNXFormat(),
    ]

    /// Loads a network from a file, recognised by its content.
    ///
    /// - Parameters:
    ///   - settings: what the person says of the network; the ``ModelSidecar`` fills in what they leave open.
    ///   - cancellation: heeded between tensors.
    /// - Throws: ``FileError``, a ``ModelFileError``, `GraphError`, `CancellationError`.
    public static func load(
        _ path: String, settings: ModelSettings = ModelSettings(), cancellation: Cancellation? = nil
    ) throws -> Model {
        if let folder = HuggingFaceFolder(path) {
            let settings = try settings.completed(by: ModelSidecar.beside(folder.path))
            let network = try folder.network(settings: settings, cancellation: cancellation)
            return try model(of: network, path: path, beside: folder.weightsPath, settings: settings)
        }
        let file: MappedFile
        do throws(FileError) {
            file = try MappedFile(path: path)
        } catch {
            if case .isDirectory = error, let foreign = ForeignNetwork(folder: path) { throw foreign }
            throw error
        }
        guard file.byteCount > 0 else { throw FileError.empty(path) }
        guard let format = formats.first(where: { $0.matches(file) }) else {
            if let foreign = ForeignNetwork(file) { throw foreign }
            throw UnknownModelFile(path: path, content: ForeignContent(file.bytes).noun)
        }
        let settings = try settings.completed(by: ModelSidecar.beside(path))
        let network = try format.read(file, settings: settings, cancellation: cancellation)
        if MappedFile.shortened.contains(path) { throw FileError.shortened(path) }
        return try model(of: network, path: path, settings: settings)
    }

    /// Whether a file's content is of one of the formats.
    public static func recognises(_ path: String) -> Bool {
        guard let file = try? MappedFile(path: path), file.byteCount > 0 else { return false }
        return formats.contains { $0.matches(file) }
    }

    /// - Parameter file: where the weights lie, if that is not `path`.
    private static func model(
        of network: ImportedNetwork, path: String, beside file: String? = nil, settings: ModelSettings
    ) throws -> Model {
        let shape = network.graph.inputShape
        guard shape.rank == 3, (1...UnsuitableInput.valueLimit).contains(shape.count) else {
            throw UnsuitableInput(path: path, shape: shape)
        }
        if let asked = settings.inputSize, [asked.rows, asked.columns] != Array(shape.dimensions.dropFirst())
        {
            throw FixedInputSize(path: path, rows: shape[1], columns: shape[2], asked: asked)
        }
        if settings.followsPhoto, settings.size == nil, !network.takesAnySize {
            throw FixedInputSize(path: path, rows: shape[1], columns: shape[2], asked: nil)
        }
        let explained = try ExplainedOutput(of: network, named: settings.head, path: path)
        var graph = explained.graph
        let (preprocessing, remark) = Self.preprocessing(
            of: network, graph, path: file ?? path, settings: settings)
        let unfitted = settings.scaling.map(preprocessing.scaled(by:)) ?? preprocessing
        let scaled = settings.fit.map(unfitted.fitting) ?? unfitted
        let photos = try network.otherInputs.compactMap { input -> (Int, Tensor)? in
            guard let layer = input.layer, try input.tensor() == nil else { return nil }
            return (layer, try input.photo(scaled, path: path).part(0))
        }
        if !photos.isEmpty { graph = graph.giving(Dictionary(uniqueKeysWithValues: photos)) }
        let size = network.sizeInsteadOfUsual.map { ModelRemark.foundSize($0.found, instead: $0.usual) }
        let assumptions =
            network.assumptions + network.otherInputs.compactMap(\.remark)
            + [size?.words].compactMap(\.self) + explained.remarks
            + [settings.followsPhoto ? settings.inputSize : nil].compactMap { $0 }
            .map { ModelRemark.photoSize($0).words }
            + (preprocessing.hasBars && settings.fit == nil ? [ModelRemark.bars.words] : [])
            + [remark].compactMap { $0?.words }
        return try Model(
            name: path, title: network.title ?? URL(fileURLWithPath: path).lastPathComponent, graph: graph,
            preprocessing: preprocessing,
            labels: labels(of: network, graph, path: file ?? path),
            recommendedLayer: graph.recommendedLayer(preferring: [settings.layer, network.recommendedLayer]),
            advice: advice(graph),
            assumptions: assumptions, explainedOutput: explained.name,
            followsPhoto: settings.size == nil && network.takesAnySize
                && (settings.followsPhoto || followsPhoto(network, graph, path: file ?? path))
        ).described(by: settings)
    }

    /// Whether the photo chooses the size where nobody says anything: of a network that shows what is where, and that nothing beside
    /// it says a size of.
    private static func followsPhoto(_ network: ImportedNetwork, _ graph: Graph, path: String) -> Bool {
        network.sizeInsteadOfUsual == nil && StatedPreprocessing.beside(path)?.size == nil && graph.isOfPlaces
    }

    /// How photos become the input, from what says it most surely: the person, a file beside the network, the format or the
    /// architecture, the first layers, or else the framework's habit; and what a person should know of that.
    private static func preprocessing(
        of network: ImportedNetwork, _ graph: Graph, path: String, settings: ModelSettings
    ) -> (Preprocessing, ModelRemark?) {
        let shape = graph.inputShape
        let usual =
            graph.boxes.map { Preprocessing.usual(for: $0, input: shape) }
            ?? Preprocessing.usual(for: network.framework, input: shape)
        guard usual.takesPhotos else { return (usual, .noPhotos(channels: shape[0])) }
        if let stated = StatedPreprocessing.beside(path) {
            let base = network.preprocessing ?? usual
            let size = stated.size ?? shape[1]
            let known = Preprocessing(
                stated.geometry ?? base.geometry, stated.scaling ?? base.scaling,
                rows: stated.geometry == nil ? base.rows : size,
                columns: stated.geometry == nil ? base.columns : size, channels: shape[0]
            ).fitted(to: shape)
            return (
                known,
                settings.scaling == nil ? .statedPreprocessing(source: stated.source, known.scaling) : nil
            )
        }
        let own = OwnScaling(of: graph)?.scaling
        if let known = network.preprocessing {
            let contradicts = own != nil && own != known.scaling && settings.scaling == nil
            return (
                known.fitted(to: shape),
                contradicts ? .scalingContradicted(known.scaling, expected: own!) : nil
            )
        }
        if let own { return (usual.scaled(by: own), settings.scaling == nil ? .ownScaling(own) : nil) }
        return (usual, settings.scaling == nil ? .assumedPreprocessing(usual.scaling) : nil)
    }

    /// Names in the file, or beside it, of as many classes as there are.
    private static func labels(of network: ImportedNetwork, _ graph: Graph, path: String) -> ClassLabels? {
        let counts = graph.classCounts
        func fits(_ labels: ClassLabels) -> Bool { counts?.contains(labels.names.count) ?? true }
        if let fitting = network.namesOfClasses.first(where: fits) { return fitting }
        if let beside = StatedPreprocessing.labels(beside: path), fits(beside) { return beside }
        return network.labels
    }

    /// What to do about a missing classifier.
    private static func advice(_ graph: Graph) -> Words? {
        guard graph.logits == nil else { return nil }
        guard let unsupported = graph.nodes.first(where: { !$0.isComputed }) else {
            return ModelRemark.noClassScores.words
        }
        return ModelRemark.uncomputedLayer(unsupported.name, reason: unsupported.obstacle ?? "").words
    }
}

extension Graph {
    /// How its outputs are boxes; nil for a network that is no detector, or of which class scores are explained.
    fileprivate var boxes: BoxLayout? {
        guard logits == nil else { return nil }
        for output in outputs {
            if case .boxes(let layout) = OutputKind(of: output, in: self) { return layout }
        }
        return nil
    }

    /// How many names a network's classes may have: as many as there are scores, maps of classes or scores of boxes, of which one may
    /// mean that there is nothing; nil where boxes name their classes by numbers.
    fileprivate var classCounts: Set<Int>? {
        if let classCount { return [classCount] }
        var counts: Set<Int> = []
        for output in outputs {
            switch OutputKind(of: output, in: self) {
            case .classMaps: counts.insert(nodes[output.layer].map?.channels ?? 0)
            case .boxes(let layout) where layout.classes != nil: return nil
            case .boxes(let layout): counts.formUnion([layout.scoreCount, layout.scoreCount - 1])
            default: break
            }
        }
        return counts
    }
}

extension OtherInput {
    /// What is said of it where nobody gave it a value.
    fileprivate var remark: Words? {
        value == .zeros
            ? ModelRemark.otherInput(name, shape: shape.description, value: value.words).words : nil
    }
}
