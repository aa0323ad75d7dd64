import Tensors

extension Graph {
    /// The layers through which everything goes that the last one depends on, and that are maps of the picture of which every
    /// place counts there: what lies in a branch is left out, and so are the tokens of a last block of which only the class
    /// token is read.
    ///
    /// - Parameter end: the class scores, or another layer that is computed.
    public func maps(onTheWayTo end: Int) -> [Node] {
        let needs = needs(of: end)
        let isFixed = fixedLayers
        // A layer is passed by where an earlier one that counts is read by a later one that counts.
        var reach = 0
        var maps: [Node] = []
        var lastReader = [Int](repeating: 0, count: nodes.count)
        for node in nodes where needs[node.id] != .nothing && !isFixed[node.id] {
            for input in node.inputs { lastReader[input] = max(lastReader[input], node.id) }
        }
        for node in nodes[...end] where needs[node.id] != .nothing && !isFixed[node.id] {
            if reach <= node.id, needs[node.id] == .everything, node.followedMap != nil { maps.append(node) }
            reach = max(reach, lastReader[node.id])
        }
        return maps
    }

    /// Whether a layer is the network's own, whatever the picture.
    private func isFixed(_ node: Int) -> Bool {
        nodes[node].operation.map { $0 is ConstantLayer || $0 is FixedInput } ?? false
    }

    /// For every layer whether what it puts out is the network's own, made of nothing of the picture.
    private var fixedLayers: [Bool] {
        var isFixed = [Bool](repeating: false, count: nodes.count)
        for node in nodes.dropFirst() {
            isFixed[node.id] = self.isFixed(node.id) || node.inputs.allSatisfy { isFixed[$0] }
        }
        return isFixed
    }

    /// What of a layer's output another one depends on.
    private enum Need: Equatable {
        case nothing
        /// What stands before the picture's places along an axis, counted with the batch.
        case beforePlaces(axis: Int)
        case everything

        func union(_ other: Need) -> Need {
            self == other || other == .nothing ? self : self == .nothing ? other : .everything
        }
    }

    private func needs(of end: Int) -> [Need] {
        var needs = [Need](repeating: .nothing, count: nodes.count)
        needs[end] = .everything
        for node in nodes[...end].reversed()
        where needs[node.id] != .nothing && node.isComputed && !isFixed(node.id) {
            for (index, input) in node.inputs.enumerated() {
                needs[input] = needs[input].union(need(ofInput: index, of: node, for: needs[node.id]))
            }
        }
        return needs
    }

    private func need(ofInput index: Int, of node: Node, for need: Need) -> Need {
        guard let operation = node.operation else { return .everything }
        let input = axes(of: node.inputs[index])
        if let picks = operation as? Gather, let axis = picks.axisBeforePlaces(of: input) {
            return .beforePlaces(axis: axis)
        }
        guard case .beforePlaces(let axis) = need, !operation.mixesPlaces else { return .everything }
        // The axis of the input that becomes that axis of the output, if one does.
        guard let output = node.fullShape else { return .everything }
        for own in input.roles.indices {
            guard case .places = input.roles[own] else { continue }
            let inputs = node.inputs.indices.map { other in
                let axes = self.axes(of: node.inputs[other])
                return RoleAxes(
                    shape: axes.shape,
                    roles: axes.roles.indices.map { other == index && $0 == own ? axes.roles[$0] : .other })
            }
            let roles = operation.axes(of: inputs, output: output)
            if roles.indices.contains(axis), case .places = roles[axis] { return .beforePlaces(axis: own) }
        }
        return .everything
    }

    /// The axes of a layer's output with the batch's.
    private func axes(of node: Int) -> RoleAxes {
        RoleAxes(shape: nodes[node].fullShape ?? [], roles: nodes[node].roles)
    }
}
