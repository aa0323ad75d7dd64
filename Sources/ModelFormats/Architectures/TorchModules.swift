import NeuralNetwork
import Tensors

/// Adds layers as PyTorch's modules name them: a layer stands under its module's name, its parameters under the names
/// of the module's state dictionary.
///
/// What the weights leave open, such as the number of classes, is read off their shapes.
struct TorchModules {
    var graph: GraphBuilder
    private var weights: any Weights

    static let epsilon: Float = 1e-5

    /// - Parameters:
    ///   - first: the first convolution; its weights say how many channels a picture has.
    ///   - size: rows and columns of the input.
    init(_ name: String, first: String, size: Int, _ weights: any Weights) {
        let channels =
            weights.shape(of: "\(first).weight").flatMap { $0.rank == 4 && $0[1] > 0 ? $0[1] : nil } ?? 3
        graph = GraphBuilder(name: name, input: [channels, size, size])
        self.weights = weights
    }

    /// The groups of the layers added next, from a module's name: the parts before the last.
    private mutating func enter(_ name: String) {
        graph.scope = Array(name.split(separator: ".").map(String.init).dropLast().prefix(3))
    }

    mutating func add(_ name: String, _ operation: any Operator, _ inputs: Int...) throws -> Int {
        try add(name, operation, inputs)
    }

    mutating func add(_ name: String, _ operation: any Operator, _ inputs: [Int]) throws -> Int {
        enter(name)
        return try graph.add(name, operation, inputs)
    }

    /// Channels or features of a layer's output.
    func channels(of node: Int) -> Int { graph.shape(of: node)[0] }

    /// The first extent of a parameter, or `otherwise` where the weights do not say.
    func count(_ parameter: String, otherwise: Int) -> Int {
        guard let shape = weights.shape(of: parameter), shape.rank > 0, shape[0] > 0 else { return otherwise }
        return shape[0]
    }

    /// An extent of a parameter, or nil.
    func extent(_ parameter: String, axis: Int) -> Int? {
        guard let shape = weights.shape(of: parameter), axis < shape.rank, shape[axis] > 0 else { return nil }
        return shape[axis]
    }

    /// The shape of a parameter, or nil where the weights do not say.
    func shape(of parameter: String) -> Shape? { weights.shape(of: parameter) }

    func hasParameter(_ name: String) -> Bool { weights.shape(of: name) != nil }

    mutating func parameter(_ name: String, _ shape: Shape) throws -> Tensor {
        try weights.tensor(name, shape)
    }

    mutating func convolution(
        _ name: String, _ input: Int, to outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
        groups: Int = 1, hasBias: Bool = true, parameters: String? = nil
    ) throws -> Int {
        let parameters = parameters ?? name
        let shape: Shape = [outputs, channels(of: input) / groups, kernel, kernel]
        let convolution = Convolution(
            weights: try weights.tensor("\(parameters).weight", shape),
            bias: hasBias ? try weights.tensor("\(parameters).bias", [outputs]) : nil,
            window: Window([kernel, kernel], stride: [stride, stride], padding: .all(padding)), groups: groups
        )
        return try add(name, convolution, input)
    }

    mutating func normalization(
        _ name: String, _ input: Int, epsilon: Float = epsilon, momentum: Float = 0.1,
        parameters: String? = nil
    ) throws -> Int {
        let parameters = parameters ?? name
        let channels = channels(of: input)
        let statistics = try ["weight", "bias", "running_mean", "running_var"].map {
            try weights.tensor("\(parameters).\($0)", [channels])
        }
        let normalization = BatchNormalization(
            scale: statistics[0], offset: statistics[1], mean: statistics[2], variance: statistics[3],
            epsilon: epsilon, momentum: momentum)
        return try add(name, normalization, input)
    }

    mutating func dense(_ name: String, _ input: Int, to outputs: Int, hasBias: Bool = true) throws -> Int {
        let dense = Dense(
            weights: try weights.tensor("\(name).weight", [outputs, channels(of: input)]),
            bias: hasBias ? try weights.tensor("\(name).bias", [outputs]) : nil)
        return try add(name, dense, input)
    }

    /// The last dense layer: as many outputs as its weights have, 1000 where they do not say.
    mutating func classifier(_ name: String, _ input: Int) throws -> Int {
        let isWithoutBias = hasParameter("\(name).weight") && !hasParameter("\(name).bias")
        return try dense(
            name, input, to: count("\(name).weight", otherwise: 1000), hasBias: !isWithoutBias)
    }

    /// What a file says of its network beyond tensors, or nil for weights of no file.
    var details: (any NetworkDetails)? { weights as? any NetworkDetails }

    /// The network that ends in its classifier, in what the weights have in its place, or in its features.
    ///
    /// - Parameters:
    ///   - module: the module that the classifier is, or is part of.
    ///   - last: its last dense layer; nil for the module itself.
    ///   - features: what reaches it, N×F.
    ///   - own: adds the architecture's own layers; nil for the last dense layer alone.
    mutating func network(
        head module: String, last: String? = nil, _ features: Int,
        own: ((inout TorchModules, Int) throws -> Int)? = nil
    ) throws -> Graph {
        let last = last ?? module
        let head = details?.head(at: module, last: last, features: channels(of: features)) ?? .own
        var node = features
        switch head {
        case .none: return graph.build(logits: nil)
        case .replaced(let layers): node = try add(layers, to: node)
        case .own, .followed:
            node = try own?(&self, node) ?? classifier(last, node)
            if case .followed(let layers) = head { node = try add(layers, to: node) }
        }
        return graph.build(logits: node)
    }

    private mutating func add(_ layers: [NetworkHead.Layer], to input: Int) throws -> Int {
        var node = input
        if let first = layers.first { details?.assume(.head(first.name)) }
        for (index, layer) in layers.enumerated() {
            switch layer.kind {
            case .dense(let outputs, let hasBias):
                node = try dense(layer.name, node, to: outputs, hasBias: hasBias)
            case .batchNormalization: node = try normalization(layer.name, node)
            case .layerNormalization: node = try layerNormalization(layer.name, node, epsilon: Self.epsilon)
            case .relu:
                if index + 1 < layers.count {
                    details?.assume(.relu(layer.name, before: layers[index + 1].name))
                }
                node = try relu(layer.name, node)
            }
        }
        return node
    }

    /// `LayerNorm` over the last axis.
    mutating func layerNormalization(_ name: String, _ input: Int, epsilon: Float) throws -> Int {
        let shape = graph.shape(of: input)
        let features = shape[shape.rank - 1]
        let scale = try weights.tensor("\(name).weight", [features])
        let offset = hasParameter("\(name).bias") ? try weights.tensor("\(name).bias", [features]) : nil
        return try add(
            name,
            Standardization(
                axes: [shape.rank], epsilon: epsilon, scale: scale, offset: offset,
                summary: .layerNormalization), input)
    }

    mutating func relu(_ name: String, _ input: Int) throws -> Int {
        try add(name, ActivationLayer(.relu), input)
    }

    /// - Parameter rate: of training; PyTorch's usual one.
    mutating func dropout(_ name: String, _ input: Int, rate: Float = 0.5) throws -> Int {
        try add(name, Identity(dropout: rate), input)
    }

    mutating func flatten(_ input: Int) throws -> Int { try add("flatten", Reshape.flatten, input) }

    mutating func maximum(
        _ name: String, _ input: Int, kernel: Int, stride: Int, padding: Int = 0, ceilMode: Bool = false
    ) throws -> Int {
        let window = Window(
            [kernel, kernel], stride: [stride, stride], padding: .all(padding), ceilMode: ceilMode)
        return try add(name, Pooling(.maximum, window: window), input)
    }

    /// `AdaptiveAvgPool2d`.
    mutating func adaptiveAverage(_ name: String, _ input: Int, to size: Int) throws -> Int {
        let shape = graph.shape(of: input)
        guard size > 1 else { return try add(name, GlobalPooling.average, input) }
        guard shape[1] % size == 0, shape[2] % size == 0, shape[1] > 0, shape[2] > 0
        else { return try add(name, AdaptivePooling(outputSize: [size, size]), input) }
        let step = [shape[1] / size, shape[2] / size]
        return try add(
            name, Pooling(.average(countsPadding: false), window: Window(step, stride: step)), input)
    }
}
