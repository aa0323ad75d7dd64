import NeuralNetwork
import Tensors

/// How a library keeps the three projections of an attention: stacked in one matrix, or each by itself.
enum AttentionProjections {
    /// The matrix's parameter and its bias's.
    case stacked(weight: String, bias: String)
    /// The same without a bias of the keys, where each of the other two may have its own (Swin, second version).
    case stackedWithoutKeyBias(weight: String, bias: String, query: String, value: String)
    /// The modules of queries, keys and values.
    case apart([String])
}

/// Attention over tokens (Vaswani and others 2017).
extension TorchModules {
    /// Queries, keys and values of tokens N×T×F.
    ///
    /// - Parameter name: what the three layers are called, followed by `q`, `k` and `v`.
    mutating func projections(
        _ name: String, _ input: Int, _ projections: AttentionProjections
    ) throws -> [Int] {
        let features = graph.shape(of: input).dimensions.last ?? 0
        switch projections {
        case .stacked(let weight, let bias):
            guard shape(of: weight) == [3 * features, features] else {
                throw BareWeightsError.Misfit.shape(
                    weight, expected: [3 * features, features], found: try required(weight, rank: 2))
            }
            return try ["q", "k", "v"].enumerated().map { index, part in
                try linear(
                    name, input, as: "\(name).\(part)", weight: weight, bias: bias,
                    rows: index * features..<(index + 1) * features)
            }
        case .stackedWithoutKeyBias(let weight, let bias, let query, let value):
            guard shape(of: weight) == [3 * features, features] else {
                throw BareWeightsError.Misfit.shape(
                    weight, expected: [3 * features, features], found: try required(weight, rank: 2))
            }
            return try ["q", "k", "v"].enumerated().map { index, part in
                let rows = index * features..<(index + 1) * features
                let layer = "\(name).\(part)"
                guard hasParameter(bias) else {
                    let own = [query, "", value][index]
                    return try linear(
                        name, input, as: layer, weight: weight, bias: own, rows: rows, hasOwnBias: true)
                }
                // The keys' part of the bias is there and counts for nothing.
                return try linear(
                    name, input, as: layer, weight: weight, bias: index == 1 ? "" : bias, rows: rows)
            }
        case .apart(let modules):
            return try modules.map { module in
                guard shape(of: "\(module).weight") == [features, features] else {
                    throw BareWeightsError.Misfit.shape(
                        "\(module).weight", expected: [features, features],
                        found: try required("\(module).weight", rank: 2))
                }
                return try linear(module, input)
            }
        }
    }

    /// Tokens N×T×F as N×heads×T×F/heads, or, for keys, with the last two axes exchanged.
    mutating func heads(_ name: String, _ input: Int, count: Int, isKey: Bool = false) throws -> Int {
        let shape = graph.shape(of: input)
        let node = try add("\(name).heads", Reshape([shape[0], count, shape[1] / count]), input)
        return try add("\(name).split", Transpose(isKey ? [0, 2, 3, 1] : [0, 2, 1, 3]), node)
    }

    /// Softmax of queries times keys, times values, projected.
    ///
    /// - Parameters:
    ///   - input: N×T×F.
    ///   - heads: divides F.
    ///   - projection: the module of the last matrix.
    mutating func attention(
        _ name: String, _ input: Int, heads count: Int, _ projections: AttentionProjections,
        projection: String
    ) throws -> Int {
        let shape = graph.shape(of: input)
        let (tokens, features) = (shape[0], shape[1])
        let parts = try self.projections(name, input, projections)
        let query = try heads("\(name).q", parts[0], count: count)
        let key = try heads("\(name).k", parts[1], count: count, isKey: true)
        let value = try heads("\(name).v", parts[2], count: count)
        var node = try add("\(name).products", MatrixMultiplication(), query, key)
        let scale = 1 / Float(features / count).squareRoot()
        node = try add("\(name).scale", ElementwiseArithmetic(.multiply, constant: Tensor([], [scale])), node)
        node = try add("\(name).softmax", Softmax(axis: 3), node)
        node = try add("\(name).values", MatrixMultiplication(), node, value)
        node = try add("\(name).merge", Transpose([0, 2, 1, 3]), node)
        node = try add("\(name).joined", Reshape([tokens, features]), node)
        return try linear(projection, node)
    }

    /// The activation inside of blocks: what a description beside the weights says, or the usual one.
    func innerActivation(_ usual: Activation) throws -> Activation {
        switch details?.hints.activation {
        case nil: return usual
        case "gelu", "gelu_python": return .gelu
        case "gelu_new", "gelu_pytorch_tanh", "gelu_fast": return .geluTanh
        case "relu": return .relu
        case "silu", "swish": return .silu
        case "relu6": return .relu6
        case let other?: throw BareWeightsError.Misfit.setting("hidden_act", other)
        }
    }

    /// Two linear layers with an activation between them.
    mutating func perceptron(
        _ names: (String, String), _ activation: Activation, _ input: Int
    ) throws -> Int {
        var node = try linear(names.0, input)
        node = try add("\(names.0).activation", ActivationLayer(activation), node)
        return try linear(names.1, node)
    }

    /// A place of the tokens' axis, N×F.
    mutating func token(_ name: String, _ input: Int, at index: Int) throws -> Int {
        let features = graph.shape(of: input)[1]
        let node = try add(name, Gather([nil, [index], nil], summary: .operation("Token")), input)
        return try add("\(name).features", Reshape([features]), node)
    }

    /// Maps N×C×H×W as tokens N×HW×C.
    mutating func tokens(_ name: String, _ input: Int) throws -> Int {
        let shape = graph.shape(of: input)
        let node = try add("\(name).flatten", Reshape([shape[0], shape[1] * shape[2]]), input)
        return try add("\(name).tokens", Transpose([0, 2, 1]), node)
    }
}
