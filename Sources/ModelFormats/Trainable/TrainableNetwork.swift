import Files
import NeuralNetwork
import Tensors

/// A known architecture under PyTorch's names, with the tensors from which its training starts.
public struct TrainableNetwork: Sendable {
    public let architecture: Architecture
    /// What it is called by people.
    public let title: String
    /// How photos become inputs, at the size that is usual for it.
    public let preprocessing: Preprocessing
    /// The layer at which Grad-CAM says most.
    public let recommendedLayer: String
    /// Nil for random values.
    private let tensors: NamedTensors?

    /// Where the first values come from.
    public enum Start: Sendable, Hashable {
        /// Those of the catalogue, or of the file that the network is.
        case trained
        case random
        case file(String)
    }

    /// - Parameters:
    ///   - name: a name of the catalogue or of another architecture of PyTorch's, or a file of bare weights.
    ///   - cancellation: heeded between tensors.
    /// - Throws: ``TrainableNetworkError``, ``ModelError``, ``BareWeightsError``, what reading a file throws.
    public init(_ name: String, start: Start, settings: ModelSettings = ModelSettings()) throws {
        let choice = ModelChoice(name)
        let known = choice.isFile ? nil : try Self.architecture(named: name)
        switch (start, known) {
        case (.random, let architecture?):
            self.init(architecture, architecture.variant(of: ShapeWeights(tensors: .none(name))), nil)
        case (.random, nil): throw TrainableNetworkError.randomFile(name)
        case (.trained, let architecture?):
            let entry = try ModelCatalogue.entry(named: architecture.name)
            guard let path = entry.path else { throw ModelError.weightsNotHere(entry.name) }
            try self.init(file: path, ModelSettings(architecture: architecture.name))
        case (.file(let path), let architecture?):
            try self.init(file: path, ModelSettings(architecture: architecture.name))
        case (.trained, nil): try self.init(file: name, settings.completed(by: ModelSidecar.beside(name)))
        case (.file(let path), nil):
            try self.init(file: path, settings.completed(by: ModelSidecar.beside(name)))
        }
    }

    private init(_ architecture: Architecture, _ variant: Architecture.Variant, _ tensors: NamedTensors?) {
        self.architecture = architecture
        self.title = variant.title
        self.preprocessing = variant.preprocessing
        self.recommendedLayer = variant.recommendedLayer ?? architecture.recommendedLayer
        self.tensors = tensors
    }

    private init(file path: String, _ settings: ModelSettings) throws {
        let file = try MappedFile(path: path)
        guard file.byteCount > 0 else { throw FileError.empty(path) }
        let sets: [StateDictionary]
        if SafeTensorsFormat().matches(file) {
            sets = [StateDictionary(tensors: try SafeTensorsFile(file).tensors)]
        } else if PyTorchFormat().matches(file) {
            sets = try PyTorchFile(file).sets
        } else {
            throw TrainableNetworkError.notBareWeights(path)
        }
        let found = try BareWeights(path: path, sets: sets).contents(settings)
        self.init(found.architecture, found.variant, found.tensors)
    }

    private static func architecture(named name: String) throws -> Architecture {
        if let known = Architectures.named(name, of: .torch) { return known }
        if Architectures.named(name, of: .keras) != nil { throw TrainableNetworkError.keras(name) }
        let names = Architectures.all(of: .torch).map(\.name)
        throw ModelError.unknownModel(name, known: names)
    }

    /// The network with its own parameters, ready to be trained.
    public struct Made {
        public let graph: Graph
        /// Every tensor of it under PyTorch's name, in the order of its layers.
        public let parameters: [Parameter]
        /// Those of the last layer, which are new.
        public let head: Set<String>
        /// The layer that puts out the class scores, or what they are made of.
        public let headLayer: Int
        fileprivate let headShapes: [String: Shape]

        /// The values as they are now, by name.
        public var values: [String: Tensor] {
            Dictionary(
                parameters.map { ($0.name, $0.tensor.copied) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// The same network with values of its parameters, which nobody changes: for another thread, and to look at.
    public func graph(of made: Made, values: [String: Tensor], size: Int) throws -> Graph {
        try build(weights(seed: 0, head: made.headShapes, given: values), size: size)
    }

    /// Builds the network with a new last layer.
    ///
    /// - Parameters:
    ///   - classes: how many scores it has, at least 2.
    ///   - size: rows and columns of the input.
    ///   - seed: of the values that are drawn.
    /// - Throws: ``TrainableNetworkError`` for one without class scores, `GraphError` for a size that it does not take.
    public func make(classes: Int, size: Int, seed: UInt64) throws -> Made {
        let hollow = weights(seed: seed, isHollow: true)
        let layer = try Self.head(of: build(hollow, size: size), title: title)
        let head = layer.operation.parameters.compactMap { hollow.name(of: $0) }
        guard !head.isEmpty else { throw TrainableNetworkError.noHead(title) }
        let shapes = Dictionary(
            uniqueKeysWithValues: head.map { ($0, hollow.shapes[$0]!.withBatch(classes)) })
        let weights = weights(seed: seed, head: shapes)
        let graph = try build(weights, size: size)
        guard graph.classCount == classes else { throw TrainableNetworkError.noHead(title) }
        return Made(
            graph: graph, parameters: weights.parameters, head: Set(head), headLayer: layer.node,
            headShapes: shapes)
    }

    private func weights(
        seed: UInt64, head: [String: Shape] = [:], isHollow: Bool = false, given: [String: Tensor] = [:]
    ) -> StartingWeights {
        StartingWeights(
            tensors, seed: seed, first: architecture.firstWeights, head: head, isHollow: isHollow,
            given: given)
    }

    private func build(_ weights: StartingWeights, size: Int) throws -> Graph {
        var source: any Weights = weights
        do {
            return try architecture.build(&source, size)
        } catch let misfit as BareWeightsError.Misfit {
            guard tensors == nil else { throw misfit }
            throw TrainableNetworkError.needsWeights(architecture.name)
        }
    }

    /// The last layer with weights on the way to the class scores.
    private static func head(
        of graph: Graph, title: String
    ) throws(TrainableNetworkError) -> (node: Int, operation: any Operator) {
        guard var id = graph.logits else { throw .noHead(title) }
        while true {
            let node = graph.nodes[id]
            guard let operation = node.operation else { throw .noHead(title) }
            if operation is Dense || operation is Convolution { return (id, operation) }
            guard operation.parameters.isEmpty, node.inputs.count == 1 else { throw .noHead(title) }
            id = node.inputs[0]
        }
    }
}

extension NamedTensors {
    /// No tensors.
    fileprivate static func none(_ path: String) -> NamedTensors {
        NamedTensors(path: path, entries: []) { _ in preconditionFailure("no tensor") }
    }
}
