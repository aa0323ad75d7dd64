import Tensors

/// What an axis of a layer's output runs over, as far as it can be followed from the input's channels, rows and columns.
///
/// It tells which layers are maps of the picture, in whatever order their axes stand.
public enum AxisRole: Sendable, Hashable {
    /// The items of the batch.
    case items
    case channels
    case rows
    case columns
    /// Places of the picture, row by row, as the tokens of a transformer; the `first` elements before them are none, such as a
    /// class token, nor are those behind them.
    case places(rows: Int, columns: Int, first: Int)
    /// Rows of a product of two layers that are no places known, such as the tokens of a window that attend to each other: such a
    /// layer is no map of the picture.
    case tokens
    /// What an input of its own runs over, which is no map of the picture, nor is what is made of it alone.
    case elsewhere
    /// Anything else, or not known.
    case other

    /// The axes of a network's input: N×C×H×W, or others.
    static func ofInput(_ shape: Shape) -> [AxisRole] {
        shape.rank == 4
            ? [.items, .channels, .rows, .columns]
            : [.items] + Array(repeating: .other, count: max(0, shape.rank - 1))
    }

    /// The same role where an axis has another extent: places in a row cannot be told any more.
    func ofOtherExtent() -> AxisRole { if case .places = self { .other } else { self } }
}

/// The axes of one input of a layer.
public struct RoleAxes: Sendable {
    public let shape: Shape
    public let roles: [AxisRole]
}

extension Operator {
    public var mixesPlaces: Bool { false }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        let alike = inputs.filter { $0.shape == output }
        if let best = alike.max(by: { $0.known < $1.known }), best.known > 1 || inputs.count == 1 {
            return best.roles
        }
        if let roles = broadcast(inputs, to: output) { return roles }
        if let first = inputs.first, first.shape.rank == 4, output.rank == 4 {
            return first.roles(withExtentsOf: output)
        }
        return AxisRole.unknown(of: output, from: inputs)
    }

    /// Of inputs that broadcast to the output, what one of them says about each axis.
    private func broadcast(_ inputs: [RoleAxes], to output: Shape) -> [AxisRole]? {
        guard inputs.count > 1, inputs.allSatisfy({ $0.shape.canBroadcast(to: output) }) else { return nil }
        return output.dimensions.indices.map { axis in
            for input in inputs {
                let own = axis - (output.rank - input.shape.rank)
                if own >= 0, input.shape[own] == output[axis],
                    ![.other, .elsewhere].contains(input.roles[own])
                {
                    return input.roles[own]
                }
            }
            return inputs.contains { $0.roles.contains(.elsewhere) } ? .elsewhere : .other
        }
    }
}

extension RoleAxes {
    /// How many axes are known.
    fileprivate var known: Int { roles.count { $0 != .other && $0 != .elsewhere } }

    /// The same roles for a layer that moves a window.
    fileprivate func roles(withExtentsOf output: Shape) -> [AxisRole] {
        roles.indices.map { shape[$0] == output[$0] ? roles[$0] : roles[$0].ofOtherExtent() }
    }
}

extension AxisRole {
    /// Nothing but that the first axis may still be the batch's.
    static func unknown(of output: Shape, from inputs: [RoleAxes]) -> [AxisRole] {
        output.dimensions.indices.map { axis in
            axis == 0 && inputs.first?.roles.first == .items && inputs.first?.shape[0] == output[0]
                ? .items : .other
        }
    }

    /// The roles of the same elements under other extents, in row-major order.
    static func reshaped(_ input: RoleAxes, to output: Shape) -> [AxisRole] {
        var roles = [AxisRole](repeating: .other, count: output.rank)
        guard input.shape.count > 0, input.shape.count == output.count else { return roles }
        var (source, target) = (0, 0)
        while source < input.shape.rank, target < output.rank {
            var (have, want) = (input.shape[source], output[target])
            let (firstSource, firstTarget) = (source, target)
            (source, target) = (source + 1, target + 1)
            // Equal products end a group: its axes hold the same elements.
            while have != want {
                if have < want {
                    guard source < input.shape.rank else { return roles }
                    have *= input.shape[source]
                    source += 1
                } else {
                    guard target < output.rank else { return roles }
                    want *= output[target]
                    target += 1
                }
            }
            if target == firstTarget + 1, source == firstSource + 1 {
                roles[firstTarget] = input.roles[firstSource]
                continue
            }
            let from = (firstSource..<source).filter { input.shape[$0] != 1 }
            let to = (firstTarget..<target).filter { output[$0] != 1 }
            let found = regrouped(
                from.map { (input.roles[$0], input.shape[$0]) }, into: to.map { output[$0] })
            for (axis, role) in zip(to, found) { roles[axis] = role }
        }
        return roles
    }

    /// The roles of axes that hold the elements of others.
    private static func regrouped(_ axes: [(role: AxisRole, extent: Int)], into extents: [Int]) -> [AxisRole]
    {
        if axes.count == 1, extents.count == 1 { return [axes[0].role] }
        if axes.count == 1 { return split(axes[0].role, into: extents) }
        if extents.count == 1 { return [merged(axes)] }
        return extents.map { _ in .other }
    }

    private static func merged(_ axes: [(role: AxisRole, extent: Int)]) -> AxisRole {
        if axes.map(\.role) == [.rows, .columns] {
            return .places(rows: axes[0].extent, columns: axes[1].extent, first: 0)
        }
        let known = axes.map(\.role).filter { $0 != .other }
        // Elements of a finer grid inside each place: the shuffle of pixels that enlarges.
        if known.count == 1, known[0] == axes[0].role, [.rows, .columns].contains(known[0]) {
            return known[0]
        }
        return known == [.channels] ? .channels : .other
    }

    private static func split(_ role: AxisRole, into extents: [Int]) -> [AxisRole] {
        var roles = [AxisRole](repeating: .other, count: extents.count)
        switch role {
        // The coarser axis comes first: windows of some rows each.
        case .rows, .columns: roles[0] = role
        case .channels: roles[extents.count - 1] = .channels
        case .places(let rows, let columns, 0):
            var product = 1
            for (index, extent) in extents.enumerated() {
                if product == rows, extents[index...].reduce(1, *) == columns {
                    roles[0] = .rows
                    roles[index] = .columns
                    break
                }
                product *= extent
            }
        default: break
        }
        return roles
    }
}

extension Shape {
    fileprivate func canBroadcast(to other: Shape) -> Bool {
        rank <= other.rank
            && zip(dimensions.reversed(), other.dimensions.reversed()).allSatisfy { $0 == $1 || $0 == 1 }
    }
}
