import NeuralNetwork
import Tensors

/// Says how single elements of one layer come about for one picture.
///
/// What a layer computes is asked of the layer itself: its derivatives by its inputs are the weights of everything that is
/// linear, so that convolutions of every kind, pooling, products of matrices, resampling and cuts are one case. Functions of
/// one number, normalisations by the numbers' own statistics and softmax have a form of their own.
///
/// Not Sendable: it stays on the analysis's queue.
public final class ArithmeticReader {
    public let layer: Node
    private let analysis: Analysis
    private var outputs: [Int: Tensor] = [:]
    private var probes: [Int: LayerProbe] = [:]

    /// - Parameter layer: one that is computed.
    public init(of layer: Node, in analysis: Analysis) {
        self.layer = layer
        self.analysis = analysis
    }

    /// Why no element of the layer can be looked at, or nil.
    public static func obstacle(at layer: Node) -> Obstacle? {
        if let reason = layer.obstacle { return .notComputed(layer: layer.name, reason: reason) }
        if layer.isEmpty { return .noValues(layer: layer.name) }
        return layer.isByItem ? nil : .notByPicture(layer: layer.name)
    }

    /// How an element comes about.
    ///
    /// - Parameters:
    ///   - channel: of the layer's map, or among its values where it has none.
    ///   - place: nil where the layer has no places.
    /// - Throws: ``QuestionError`` for an element that there is not; ``Obstacle``, `EngineError`.
    public func element(channel: Int, place: ElementArithmetic.Place? = nil) throws -> ElementArithmetic {
        if let obstacle = Self.obstacle(at: layer) { throw obstacle }
        let index: Int
        if let map = layer.map {
            let place = place ?? .init(row: 0, column: 0)
            guard (0..<map.channels).contains(channel), (0..<map.rows).contains(place.row),
                (0..<map.columns).contains(place.column)
            else {
                throw QuestionError.noElement(layer: layer.name, shape: map.shape.description)
            }
            index = map.index(channel, place.row, place.column)
        } else {
            guard (0..<layer.shape.count).contains(channel), place == nil || place == .init(row: 0, column: 0)
            else {
                throw QuestionError.noElement(layer: layer.name, shape: layer.shape.description)
            }
            index = channel
        }
        return ElementArithmetic(
            layer: layer, channel: channel, place: layer.map == nil ? nil : place ?? .init(row: 0, column: 0),
            value: try output(of: layer)[index], steps: try steps(to: index, of: layer))
    }

    private func output(of node: Node) throws -> Tensor {
        if let known = outputs[node.id] { return known }
        let output = try analysis.forward.output(of: node.id)
        outputs[node.id] = output
        return output
    }

    private func inputs(of node: Node) throws -> [Tensor] {
        try node.inputs.map { try output(of: analysis.model.graph.nodes[$0]) }
    }

    // MARK: Steps

    private func steps(to index: Int, of node: Node) throws -> [ArithmeticStep] {
        guard let operation = node.operation else {
            return [ArithmeticStep(layer: node, content: .input, result: Double(try output(of: node)[index]))]
        }
        let inputs = try inputs(of: node)
        if let builtIn = operation.builtInActivation {
            let probe = try probe(builtIn.linear, of: node, inputs)
            let sum = try probe.element(index)
            return [try step(from: sum, builtIn.linear, of: node)]
                + [try function(ActivationLayer(builtIn.activation), of: sum.value, node)]
        }
        if operation.followsOneNumber, inputs.count == 1, inputs[0].count == (try output(of: node)).count {
            // What is before: the number itself, and how that comes about.
            let before = try steps(to: index, of: analysis.model.graph.nodes[node.inputs[0]])
            let shown = before.count == 1 && before[0].isInput ? [] : before
            return shown + [try ownStep(of: operation, at: index, inputs[0], node)]
        }
        if let step = try step(by: operation, at: index, inputs, node) { return [step] }
        return [
            try step(from: probe(operation, of: node, inputs).element(index), operation, of: node)
        ]
    }

    private func probe(_ operation: any Operator, of node: Node, _ inputs: [Tensor]) throws -> LayerProbe {
        if let known = probes[node.id] { return known }
        let probe = try LayerProbe(operation, inputs: inputs, besides: analysis.executor)
        probes[node.id] = probe
        return probe
    }

    /// The step of a function of the element at the same place.
    private func ownStep(
        of operation: any Operator, at index: Int, _ input: Tensor, _ node: Node
    ) throws -> ArithmeticStep {
        let channel = index / max(1, input.shape.dimensions.dropFirst(2).reduce(1, *))
        if let normalization = operation as? BatchNormalization {
            let c = channel % normalization.scale.count
            return ArithmeticStep(
                normalization: NormalizedNumber(
                    number: Double(input[index]), mean: Double(normalization.mean[c]),
                    variance: Double(normalization.variance[c]), epsilon: Double(normalization.epsilon),
                    scale: Double(normalization.scale[c]), offset: Double(normalization.offset[c]),
                    isTrained: true),
                node)
        }
        guard operation is ParametricRelu else { return try function(operation, of: input[index], node) }
        let below = try LayerProbe(
            operation, inputs: [Tensor(input.shape, repeating: -1)], besides: analysis.executor
        ).output()[index]
        return try function(operation, of: input[index], node) { $0.map { $0 < 0 ? -$0 * below : $0 } }
    }

    // MARK: Forms of their own

    private func step(
        by operation: any Operator, at index: Int, _ inputs: [Tensor], _ node: Node
    ) throws -> ArithmeticStep? {
        if let softmax = operation as? Softmax, let input = inputs.first {
            let line = input.line(through: index, along: [softmax.axis])
            return ArithmeticStep(softmax: line.values, own: line.own, node)
        }
        if let standardization = operation as? Standardization, let input = inputs.first {
            let group = input.line(through: index, along: standardization.axes)
            let numbers = group.values.map(Double.init)
            let mean = numbers.reduce(0, +) / Double(numbers.count)
            let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
            return ArithmeticStep(
                normalization: NormalizedNumber(
                    number: numbers[group.own], mean: mean, variance: variance,
                    epsilon: Double(standardization.epsilon),
                    scale: standardization.scale.map { Double($0[group.own]) } ?? 1,
                    offset: standardization.offset.map { Double($0[group.own]) } ?? 0, isTrained: false),
                node)
        }
        return nil
    }

    /// - Parameter own: what it makes of numbers, where that depends on the element's place.
    private func function(
        _ operation: any Operator, of number: Float, _ node: Node, own: (([Float]) throws -> [Float])? = nil
    ) throws -> ArithmeticStep {
        let reach = max(abs(number) * 1.4, 3)
        let points = (0...80).map { -reach + 2 * reach * Float($0) / 80 } + [number]
        let values =
            try own?(points)
            ?? LayerProbe(operation, inputs: [Tensor([1, points.count], points)], besides: analysis.executor)
            .output().values
        let curve = zip(points, values).dropLast().map { (x: Double($0), y: Double($1)) }
        return ArithmeticStep(
            layer: node,
            content: .function(
                PlottedFunction(number: Double(number), result: Double(values.last!), curve: curve)),
            result: Double(values.last!))
    }

    // MARK: Linear work

    private func step(
        from element: LayerProbe.Element, _ operation: any Operator, of node: Node
    ) throws -> ArithmeticStep {
        let sources = node.inputs.map { analysis.model.graph.nodes[$0] }
        if let step = ArithmeticStep(maximum: element, operation, of: node, sources) { return step }
        let value = Double(element.value)
        let totals = element.shares.map(\.total)
        let allowed = element.shares.reduce(abs(value)) { $0 + $1.magnitude } * 1e-5
        func terms(_ index: Int) -> [WeightedSum.Term] {
            element.shares[index].terms(of: sources[index], in: index == 0 ? element.window : nil)
        }
        if abs(totals.reduce(Double(element.withoutInputs), +) - value) <= allowed {
            return ArithmeticStep(
                terms: sources.indices.flatMap(terms), constant: Double(element.withoutInputs), node)
        }
        for index in sources.indices
        where abs(totals[index] + Double(element.withoutInput[index]) - value) <= allowed {
            let own = terms(index)
            if index == 0, totals.count == 2, own.count == 1, own[0].weights.count == 1 {
                let other = terms(1)
                if other.count == 1, other[0].weights.count == 1, element.withoutInput[0] == 0,
                    abs(totals[1] - value) <= allowed
                {
                    return ArithmeticStep(
                        layer: node, content: .product(own[0], other[0]),
                        result: Double(own[0].numbers[0] ?? 0) * Double(other[0].numbers[0] ?? 0))
                }
            }
            return ArithmeticStep(terms: own, constant: Double(element.withoutInput[index]), node)
        }
        return ArithmeticStep(
            layer: node, content: .other(count: element.shares.reduce(0) { $0 + $1.values.count }),
            result: nil)
    }
}

extension Operator {
    /// Whether each element of the output is a function of the element at the same place of the only input, and of no other.
    fileprivate var followsOneNumber: Bool {
        switch self {
        case is ActivationLayer, is BatchNormalization, is ParametricRelu: true
        case let arithmetic as ElementwiseArithmetic: (arithmetic.constant?.count ?? 2) == 1
        default: false
        }
    }
}

extension Tensor {
    /// All values that share an element's place along the other axes, and which of them it is.
    fileprivate func line(through index: Int, along axes: [Int]) -> (values: [Float], own: Int) {
        let strides = shape.strides
        let base = axes.reduce(index) { $0 - index / strides[$1] % shape[$1] * strides[$1] }
        var places = [base]
        for axis in axes.sorted() {
            places = places.flatMap { place in (0..<shape[axis]).map { place + $0 * strides[axis] } }
        }
        return (places.map { self[$0] }, places.firstIndex(of: index)!)
    }
}
