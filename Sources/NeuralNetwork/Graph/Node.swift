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
    /// The output's shape with its first axis, which is the batch's where ``isByItem``; nil where there is no output.
    public let fullShape: Shape?
    /// What the output's axes run over, with the batch's; empty where there is no output.
    let roles: [AxisRole]
    /// Why the layer has no output, one clause, or nil where it has.
    public let obstacle: Words?
    /// The groups this layer lies in, outermost first: stage, then block.
    public let scope: [String]

    public var kind: LayerKind { operation?.kind ?? .input }
    /// Whether the engine computes the layer.
    public var isComputed: Bool { obstacle == nil }
    /// Whether it puts out no values because one of its axes is empty.
    public var isEmpty: Bool { fullShape?.count == 0 }
    /// What the layer does, for a person.
    public var summary: Words { operation?.summary ?? "Input" }
    /// The number of trained values.
    public var parameterCount: Int { operation?.parameters.reduce(0) { $0 + $1.count } ?? 0 }
    /// Where a picture's output is a map of the picture, how; it has more than one place.
    public var map: MapLayout? { mapAxes?.layout }
    /// The map with what its axes run over.
    var mapAxes: (layout: MapLayout, roles: [AxisRole])? {
        if let followedMap { return (followedMap, roles) }
        guard isComputed, isByItem else { return nil }
        // Where the axes could not be followed, as behind windows, they are what they usually are.
        let isFollowed = roles.contains { role in
            switch role {
            case .places, .tokens, .elsewhere: true
            default: false
            }
        }
        guard shape.rank == 3, !isFollowed, roles.filter({ $0 == .rows || $0 == .columns }).count < 2 else {
            return nil
        }
        let usual: [AxisRole] =
            roles.last == .channels
            ? [.items, .rows, .columns, .channels] : [.items, .channels, .rows, .columns]
        return MapLayout(usual, shape).map { ($0, usual) }
    }
    /// The same where its axes could be followed from the input.
    var followedMap: MapLayout? { isComputed && isByItem ? MapLayout(roles, shape) : nil }
    /// The axes of the output that run over places of the picture and nothing else, counted with the batch.
    public var axesOfPlaces: [Int] {
        roles.indices.filter { axis in
            switch roles[axis] {
            case .rows, .columns: true
            case .places(let rows, let columns, 0): rows * columns == shape[axis - 1]
            default: false
            }
        }
    }
    /// Whether a picture's output has rows and columns, more than one of them.
    public var hasSpatialExtent: Bool { map != nil }
}
