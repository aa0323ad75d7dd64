import NeuralNetwork
import Tensors

/// The values from which a training starts: those of a file, and drawn ones where there is none.
///
/// Drawn are weights of several axes, uniformly within the bound of the architecture's ``FirstWeights``, those of a new last layer
/// within ±1/√inputs; of vectors, factors and variances are 1 and the others 0, or what ``FirstWeights`` says. Element i of a
/// tensor is 2u − 1 times the bound, where u are the upper 24 bits of SplitMix64 of state + i, the state being SplitMix64 of the
/// seed exclusive-or FNV-1a of the name.
final class StartingWeights: Weights {
    private let tensors: NamedTensors?
    private let seed: UInt64
    private let first: FirstWeights
    /// The shapes of the new last layer's tensors.
    private let head: [String: Shape]
    /// Whether tensors have shapes and no values.
    private let isHollow: Bool
    /// Values to be taken as they are, by name.
    private let given: [String: Tensor]
    /// In the order in which they were asked for.
    private(set) var parameters: [Parameter] = []
    private var asked: [(name: String, tensor: Tensor)] = []

    init(
        _ tensors: NamedTensors?, seed: UInt64, first: FirstWeights, head: [String: Shape] = [:],
        isHollow: Bool = false, given: [String: Tensor] = [:]
    ) {
        self.first = first
        self.given = given
        self.tensors = tensors
        self.seed = seed
        self.head = head
        self.isHollow = isHollow
    }

    var shapes: [String: Shape] {
        Dictionary(asked.map { ($0.name, $0.tensor.shape) }, uniquingKeysWith: { first, _ in first })
    }

    /// The name under which a tensor was asked for.
    func name(of tensor: Tensor) -> String? {
        asked.first { known in
            known.tensor.withUnsafeBufferPointer { one in
                tensor.withUnsafeBufferPointer { one.baseAddress == $0.baseAddress }
            }
        }?.name
    }

    func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
        if let known = parameters.first(where: { $0.name == name }), known.tensor.shape == shape {
            return known.tensor
        }
        if let known = given[name], known.shape == shape { return known }
        if isHollow {
            let tensor = Tensor(shape) { _ in }
            asked.append((name, tensor))
            return tensor
        }
        let values: Tensor =
            if let tensors, head[name] == nil { try tensors.tensor(name, shape) } else { drawn(name, shape) }
        let parameter = Parameter(name, copying: values)
        parameters.append(parameter)
        return parameter.tensor
    }

    func shape(of name: String) -> Shape? { head[name] ?? tensors?.shape(of: name) }

    private func drawn(_ name: String, _ shape: Shape) -> Tensor {
        let (module, last) = Self.parts(of: name)
        let isHead = head[name] != nil
        guard shape.rank > 1 else {
            if isHead { return uniform(name, shape, bound: headBound) }
            if first == .modules, last == "bias",
                let weight = parameters.first(where: { $0.name == module + "weight" }),
                weight.tensor.shape.rank > 1
            {
                return uniform(name, shape, bound: first.bound(of: weight.tensor.shape))
            }
            return Tensor(shape, repeating: ["weight", "running_var"].contains(last) ? 1 : 0)
        }
        return uniform(name, shape, bound: (isHead ? .modules : first).bound(of: shape))
    }

    /// `features.0.` and `weight`.
    private static func parts(of name: String) -> (module: String, last: String) {
        let start = name.lastIndex(of: ".").map { name.index(after: $0) } ?? name.startIndex
        return (String(name[..<start]), String(name[start...]))
    }

    /// 1/√inputs of the last layer.
    private var headBound: Float {
        head.values.first { $0.rank > 1 }.map { FirstWeights.modules.bound(of: $0) } ?? 1
    }

    private func uniform(_ name: String, _ shape: Shape, bound: Float) -> Tensor {
        RandomWeights.uniform(shape, bound: bound, seed: SplitMix64.output(seed ^ Self.hash(name)))
    }

    /// FNV-1a of 64 bits.
    static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
