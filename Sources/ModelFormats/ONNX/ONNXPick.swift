import NeuralNetwork
import Words

/// What is picked of an input.
struct ONNXPick {
    /// The input's extents with axes of extent 1 put before them, or as they are.
    var input: [Int]
    /// For each axis the positions in the input, −1 for `fill`; nil for all.
    var positions: [[Int]?]
    var fill: Float = 0
    /// The output's extents where they differ from the number of positions.
    var output: [Int]?

    init(_ input: [Int]) {
        self.input = input
        positions = input.map { _ in nil }
    }

    var picked: [Int] { zip(input, positions).map { $1?.count ?? $0 } }
}

extension ONNXPick {
    /// The picked elements of a constant; nil where some of them are none of its own.
    func picked(of value: ONNXValue, for node: ONNXNode) throws -> ONNXValue? {
        guard !positions.contains(where: { $0?.contains(-1) ?? false }) else { return nil }
        try node.spend(picked)
        var map = IndexMap(input)
        for (axis, positions) in positions.enumerated() {
            if let positions { map = map.picking(positions, along: axis) }
        }
        return value.picked(map).reshaped(output ?? picked)
    }

    /// The layers that pick of a node's first input.
    func layers(_ node: ONNXNode, _ importer: inout ONNXImporter) throws -> [ONNXSymbol] {
        let (layer, shape) = try node.variable(0)
        guard positions.contains(where: { $0 != nil }) else {
            return [try importer.reshaped(node, (layer, shape), to: output ?? input)]
        }
        _ = try node.checkedCount(picked)
        var source = (layer: layer, shape: shape)
        if input != shape.dimensions {
            let name = importer.free("\(node.name)/axes")
            source.layer = try importer.reshaped(node, named: name, source, to: input).layer!
        }
        let isWhole = output == nil || output == picked
        let name = isWhole ? node.name : importer.free("\(node.name)/picked")
        let operation = Gather(positions, fill: fill, summary: .operation(node.operation))
        let result = try importer.layer(node, named: name, operation, [source.layer])
        guard !isWhole, case .variable(let picked, let shape) = result else { return [result] }
        return [try importer.reshaped(node, (picked, shape), to: output!)]
    }
}
