import Files
import Tensors

extension Graph {
    /// The layers that one layer depends on, itself the last.
    ///
    /// - Parameters:
    ///   - node: a computed layer.
    ///   - isLinear: whether an activation that is built into that layer is left out.
    ///   - input: another extent of the input, C×H×W.
    public func lowerPart(
        to node: Int, isLinear: Bool = false, input: Shape? = nil
    ) throws(GraphError) -> Graph {
        var isNeeded = [Bool](repeating: false, count: nodes.count)
        isNeeded[node] = true
        for id in (0...node).reversed() where isNeeded[id] {
            for input in nodes[id].inputs { isNeeded[input] = true }
        }
        var builder = GraphBuilder(
            name: name, input: input ?? inputShape, inputName: nodes[0].name, batch: batch)
        var places = [Int](repeating: 0, count: nodes.count)
        for source in nodes[1...] where isNeeded[source.id] {
            guard var operation = source.operation else { continue }
            if isLinear, source.id == node { operation = operation.withoutActivation }
            builder.scope = source.scope
            places[source.id] = try builder.add(source.name, operation, source.inputs.map { places[$0] })
        }
        return builder.build(logits: nil, scoring: scoring)
    }

    /// The same network with only some filters of its last layer, if that is a convolution whose filters all read the same
    /// channels; else nil.
    public func selecting(_ filters: [Int]) throws(GraphError) -> Graph? {
        let last = lastComputed
        guard let convolution = nodes[last].operation as? Convolution, convolution.groups == 1 else {
            return nil
        }
        return try rebuilt { node, operation, _ in
            node == last ? convolution.selecting(filters) : operation
        }
    }

    /// The same layers with other operations, whose outputs may have other extents.
    ///
    /// - Parameter operation: for a layer, its operation and what is built so far.
    func rebuilt(
        _ operation: (_ node: Int, _ operation: any Operator, _ below: GraphBuilder) -> any Operator
    ) throws(GraphError) -> Graph {
        var builder = GraphBuilder(name: name, input: inputShape, inputName: nodes[0].name, batch: batch)
        for source in nodes[1...] {
            guard let own = source.operation else { continue }
            builder.scope = source.scope
            _ = try builder.add(source.name, operation(source.id, own, builder), source.inputs)
        }
        return builder.build(logits: logits, scoring: scoring)
    }

    /// The layers that depend on one layer, as a network whose input is that layer's output.
    ///
    /// What they read besides is taken from a pass through the whole network, so that a layer inside a branch can be
    /// looked at while the other branches stay as they are.
    ///
    /// - Parameters:
    ///   - node: a computed layer whose output has a batch.
    ///   - pass: of one input through this network.
    /// - Returns: the network, and for each layer of this one its place in it, nil for those that are no part of it.
    public func upperPart(above node: Int, given pass: ForwardPass) throws -> (graph: Graph, places: [Int?]) {
        try upperPart(above: node) { try pass.output(of: $0).part(0) }
    }

    /// The layers that depend on one layer and on nothing besides, as a network whose input is that layer's output.
    ///
    /// - Precondition: none of them reads another layer.
    public func upperPart(above node: Int) throws -> Graph {
        try upperPart(above: node) { preconditionFailure("a layer reads \(nodes[$0].name), too") }.graph
    }

    /// - Parameter value: of a layer that is read besides, without the batch.
    private func upperPart(
        above node: Int, value: (Int) throws -> Tensor
    ) throws -> (graph: Graph, places: [Int?]) {
        var builder = GraphBuilder(name: name, input: nodes[node].shape, inputName: nodes[node].name)
        var places = [Int?](repeating: nil, count: nodes.count)
        places[node] = builder.input
        var given: [Int: Int] = [:]
        for source in nodes[(node + 1)...] {
            guard let operation = source.operation, source.isComputed,
                source.inputs.contains(where: { places[$0] != nil })
            else { continue }
            builder.scope = source.scope
            var inputs: [Int] = []
            for input in source.inputs {
                if let place = places[input] ?? given[input] {
                    inputs.append(place)
                } else {
                    let place = try builder.add(
                        nodes[input].name, FixedInput(try value(input)), builder.input)
                    given[input] = place
                    inputs.append(place)
                }
            }
            places[source.id] = try builder.add(source.name, operation, inputs)
        }
        return (builder.build(logits: logits.flatMap { places[$0] }, scoring: scoring), places)
    }

    /// The same network with every built-in activation as a layer of its own, for rules that need the value before it.
    ///
    /// - Returns: the network, and for each layer of this one its place in it.
    public func withSeparateActivations() throws(GraphError) -> (graph: Graph, places: [Int]) {
        var builder = GraphBuilder(name: name, input: inputShape, inputName: nodes[0].name, batch: batch)
        var places = [0]
        for source in nodes[1...] {
            guard let operation = source.operation else { continue }
            builder.scope = source.scope
            let inputs = source.inputs.map { places[$0] }
            if let activation = operation.builtInActivation {
                let sum = try builder.add(
                    source.name + " before activation", operation.withoutActivation, inputs)
                places.append(try builder.add(source.name, ActivationLayer(activation), sum))
            } else {
                places.append(try builder.add(source.name, operation, inputs))
            }
        }
        return (builder.build(logits: logits.map { places[$0] }, scoring: scoring), places)
    }
}

extension Operator {
    /// The activation that a source built into a convolution or dense layer.
    public var builtInActivation: Activation? {
        switch self {
        case let convolution as Convolution: convolution.activation
        case let dense as Dense: dense.activation
        default: nil
        }
    }

    /// The same operation without its built-in activation.
    var withoutActivation: any Operator {
        switch self {
        case var convolution as Convolution:
            convolution.activation = nil
            return convolution
        case var dense as Dense:
            dense.activation = nil
            return dense
        default: return self
        }
    }
}

/// A fixed value beside a batch: the same for each of its items.
struct FixedInput: Operator {
    /// For one item of the batch.
    let value: Tensor

    init(_ value: Tensor) {
        self.value = value
    }

    var kind: LayerKind { .input }
    var summary: String { "Given" }

    func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard input.rank > 0 else { throw .rank(expected: 4, found: input) }
        return Shape([input[0]] + value.shape.dimensions)
    }

    func makeKernel(for inputs: [MemoryDescriptor], in context: ComputeContext) throws(EngineError)
        -> any Kernel
    {
        let value = value
        let shape = inputs[0].shape
        return try PlainKernel(
            inputs: [shape], output: Shape([shape[0]] + value.shape.dimensions), in: context,
            compute: { _, output in
                value.withUnsafeBufferPointer { source in
                    for item in 0..<shape[0] {
                        (output.baseAddress! + item * source.count).update(
                            from: source.baseAddress!, count: source.count)
                    }
                }
            },
            differentiate: { $0.target.update(repeating: 0) })
    }
}
