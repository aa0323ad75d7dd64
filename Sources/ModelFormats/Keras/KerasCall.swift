import Tensors

/// One application of a layer.
struct KerasCall {
    let layer: KerasLayer
    /// The first of its outputs.
    let output: KerasOutput
    var arguments: KerasArguments
    var address: KerasAddress
    /// The name of the node.
    var name: String
    /// Whether it is the whole network's first output.
    let isOutput: Bool
    /// The nodes that its arguments name.
    var nodes: [KerasOutput: Int] = [:]
    /// Whether the file may have more arrays of this layer than it reads, as for one inside another.
    var isInner = false

    var settings: KerasSettings { layer.settings }

    /// An argument by its place or one of its names, also where it is a setting: operations of Keras 3 have theirs there.
    func argument(_ position: Int?, _ names: String...) -> KerasArgument? {
        if let position, position < arguments.positional.count { return arguments.positional[position] }
        for name in names {
            if let argument = arguments.named[name] { return argument }
            if let value = layer.settings.values[name] { return KerasArgument(value) }
        }
        return nil
    }

    /// The node of an argument that is one layer's output.
    func node(_ position: Int?, _ names: String...) -> Int? {
        if let position, position < arguments.positional.count {
            return arguments.positional[position].output.flatMap { nodes[$0] }
        }
        return names.lazy.compactMap { arguments.named[$0]?.output.flatMap { nodes[$0] } }.first
    }

    /// The layer that this one's settings hold, as if it were applied here.
    ///
    /// - Parameters:
    ///   - key: of the setting.
    ///   - part: where the layer's arrays lie in this one's.
    func inner(_ key: String, part: String) throws(KerasError) -> KerasCall {
        guard let value = settings[key] else { throw settings.fault(key) }
        let layer = try KerasNetwork.inner(value, of: settings)
        var call = KerasCall(
            layer: layer, output: output, arguments: arguments, address: address, name: name,
            isOutput: isOutput, nodes: nodes, isInner: true)
        call.address.part = address.part.isEmpty ? part : "\(address.part)/\(part)"
        return call
    }
}
