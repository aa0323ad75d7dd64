import Tensors
import Words

/// One layer of a network: an operation under the name that its source gave it.
public struct Node: Sendable, Identifiable {
    /// The position in ``Graph/nodes``.
    public let id: Int
    /// The source's name, unique in the graph: `block5_conv3`, `layer4.1.bn2`.
    public let name: String
    /// What is computed; nil for the network's input.
    public let operation: (any Operator)?
    /// The nodes that this one reads, in the operation's order.
    public let inputs: [Int]
    /// The output's shape for one picture, without the batch: C×H×W or F. Without meaning where ``obstacle`` says that
    /// there is no output.
    public let shape: Shape
    /// Whether the output's first axis is the batch; some layers of transformers put the windows of a picture into it, and
    /// ``shape`` is that of one window then.
    public let isByItem: Bool
    /// Why the layer has no output, one clause, or nil where it has.
    public let obstacle: Words?
    /// The groups this layer lies in, outermost first: stage, then block.
    public let scope: [String]

    public var kind: LayerKind { operation?.kind ?? .input }
    /// Whether the engine computes the layer.
    public var isComputed: Bool { obstacle == nil }
    /// What the layer does, for a person.
    public var summary: Words { operation?.summary ?? "Input" }
    /// The number of trained values.
    public var parameterCount: Int { operation?.parameters.reduce(0) { $0 + $1.count } ?? 0 }
    /// Whether a picture's output has rows and columns, more than one of them.
    public var hasSpatialExtent: Bool { isComputed && isByItem && shape.rank == 3 && shape[1] * shape[2] > 1 }
}
