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
            if isLinear, source.id == node, let builtIn = operation.builtInActivation {
                operation = builtIn.linear
            }
            builder.scope = source.scope
            places[source.id] = try builder.add(source.name, operation, source.inputs.map { places[$0] })
        }
        return builder.build(logits: nil, scoring: scoring)
    }

    /// The same network with only some filters of its last layer; nil where they cannot be computed by themselves.
    public func selecting(_ filters: [Int]) throws(GraphError) -> Graph? {
        let last = lastComputed
        guard let selected = nodes[last].operation?.selecting(filters: filters) else { return nil }
        return try rebuilt { node, operation, _ in node == last ? selected : operation }
    }

    /// The same layers with other operations; the outputs may have other extents.
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
        return builder.build(logits: logits, scoring: scoring).with(outputs: outputs)
    }

    /// The layers that depend on one layer and on nothing besides, as a network that takes that layer's output as its input.
    ///
    /// - Precondition: none of them reads another layer.
    public func upperPart(above node: Int) throws -> Graph {
        try upperPart(above: node) { preconditionFailure("a layer reads \(nodes[$0].name), too") }.graph
    }

    /// - Parameter value: of a layer that is read besides, without the batch.
    func upperPart(
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

    /// The layers between some and another one, as a network that takes the output of the first of them as its input.
    ///
    /// - Parameters:
    ///   - layers: those with given outputs, in rising order; not empty.
    ///   - end: a computed layer that depends on nothing else.
    ///   - value: the output of one of `layers` without the batch; asked for all but the first.
    /// - Returns: the network, and the place of `end` in it.
    /// - Throws: ``GraphError`` where they do not make a network, as where `end` depends on more.
    package func part(
        from layers: [Int], to end: Int, value: (Int) throws -> Tensor
    ) throws -> (graph: Graph, place: Int) {
        var builder = GraphBuilder(
            name: name, input: nodes[layers[0]].shape, inputName: nodes[layers[0]].name)
        var places = [Int?](repeating: nil, count: nodes.count)
        places[layers[0]] = builder.input
        for layer in layers.dropFirst() {
            places[layer] = try builder.add(nodes[layer].name, FixedInput(try value(layer)), builder.input)
        }
        var isNeeded = [Bool](repeating: false, count: nodes.count)
        isNeeded[end] = true
        for node in nodes[...end].reversed()
        where isNeeded[node.id] && places[node.id] == nil && !(node.operation is ConstantLayer) {
            for input in node.inputs { isNeeded[input] = true }
        }
        for node in nodes[...end] where isNeeded[node.id] && places[node.id] == nil {
            guard let operation = node.operation, node.isComputed else {
                throw GraphError.shape(
                    node: node.name, operation: node.summary, .inputCount(expected: 1, found: 0))
            }
            let inputs = operation is ConstantLayer ? [builder.input] : node.inputs.compactMap { places[$0] }
            places[node.id] = try builder.add(node.name, operation, inputs)
        }
        return (builder.build(logits: nil), places[end]!)
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
            if let builtIn = operation.builtInActivation {
                let sum = try builder.add(source.name + " before activation", builtIn.linear, inputs)
                places.append(try builder.add(source.name, ActivationLayer(builtIn.activation), sum))
            } else {
                places.append(try builder.add(source.name, operation, inputs))
            }
        }
        let graph = builder.build(logits: logits.map { places[$0] }, scoring: scoring)
        let outputs = outputs.map { Output(name: $0.name, layer: places[$0.layer]) }
        return (graph.with(outputs: outputs), places)
    }
}
