import NeuralNetwork
import Tensors

extension ONNXOperators {
    static let shapes: [String: Builder] = {
        var table: [String: Builder] = [
            "Transpose": transpose,
            "Concat": concatenate,
            "Split": split,
            "DepthToSpace": depthToSpace,
            "SpaceToDepth": spaceToDepth,
            "Dropout": dropout,
            "Cast": cast,
            "CastLike": cast,
        ]
        for (name, dimensions) in ONNXViews.all { table[name] = view(dimensions) }
        for (name, pick) in ONNXPicks.all { table[name] = selection(pick) }
        table["Resize"] = resize
        table["Upsample"] = resize
        return table
    }()

    private static func view(_ dimensions: @escaping @Sendable (ONNXNode, [Int]) throws -> [Int]) -> Builder {
        { node, importer in
            let input = try node.variable(0)
            let target = try dimensions(node, input.shape.dimensions)
            if target == input.shape.dimensions {
                return [try importer.layer(node, Identity(node.operation), input.layer)]
            }
            return [try importer.reshaped(node, input, to: target)]
        }
    }

    private static func selection(
        _ pick: @escaping @Sendable (ONNXNode, [Int]) throws -> ONNXPicks.Pick
    ) -> Builder {
        { node, importer in
            let (input, shape) = try node.variable(0)
            let pick = try pick(node, shape.dimensions)
            guard pick.positions.contains(where: { $0 != nil }) else {
                return [try importer.reshaped(node, (input, shape), to: pick.output ?? pick.input)]
            }
            _ = try node.checkedCount(pick.picked)
            var source = (layer: input, shape: shape)
            if pick.input != shape.dimensions {
                let name = importer.free("\(node.name)/axes")
                source.layer = try importer.reshaped(node, named: name, source, to: pick.input).layer!
            }
            let isWhole = pick.output == nil || pick.output == pick.picked
            let name = isWhole ? node.name : importer.free("\(node.name)/picked")
            let operation = Gather(pick.positions, fill: pick.fill, summary: node.operation)
            let result = try importer.layer(node, named: name, operation, [source.layer])
            guard !isWhole, case .variable(let layer, let picked) = result else { return [result] }
            return [try importer.reshaped(node, (layer, picked), to: pick.output!)]
        }
    }

    static func order(_ node: ONNXNode, rank: Int) throws -> [Int] {
        let order = node.ints("perm") ?? Array((0..<rank).reversed())
        guard order.sorted() == Array(0..<rank) else {
            throw node.fault("perm", expected: "each of the \(rank) axes once", found: "\(order)")
        }
        return order
    }

    private static let transpose: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let order = try order(node, rank: shape.rank)
        guard shape.rank > 0 else { return [try importer.layer(node, Identity("Transpose"), input)] }
        return [try importer.layer(node, Transpose(order), input)]
    }

    private static let concatenate: Builder = { node, importer in
        guard let shape = node.inputs.compactMap({ $0?.dimensions }).first else {
            throw node.fault(input: "inputs", expected: "tensors", found: "nothing")
        }
        let axis = try node.axis(node.int("axis", 1), rank: shape.count)
        var layers: [Int] = []
        for index in node.inputs.indices {
            switch try node.symbol(index) {
            case .variable(let layer, _), .unavailable(let layer): layers.append(layer)
            case .constant(let value):
                guard value.dimensions.count == shape.count else {
                    throw node.fault(
                        input: "input \(index + 1)", expected: "\(shape.count) axes",
                        found: "\(Shape(value.dimensions))")
                }
                guard let variable = node.inputs.compactMap({ $0?.layer }).first else {
                    throw UnsupportedFeature("its inputs are not computed")
                }
                let part = try importer.layer(
                    node, part: "constant\(index)", ConstantLayer(value.tensor), variable)
                layers.append(part.layer!)
            }
        }
        if layers.count == 1 { return [try importer.layer(node, Identity("Concatenate"), layers[0])] }
        return [try importer.layer(node, named: node.name, Concatenate(axis: axis), layers)]
    }

    /// Equal parts where no sizes are given, the last one smaller where they do not divide the axis.
    private static let split: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let axis = try node.axis(node.int("axis", 0), rank: shape.rank)
        let extent = shape[axis]
        let parts = node.int("num_outputs") ?? node.proto.output.count
        guard (1...1 << 16).contains(parts) else {
            throw node.fault("num_outputs", expected: "1 or more", found: "\(parts)")
        }
        var sizes = try node.integers("split", orInput: 1) ?? []
        if sizes.isEmpty {
            let size = (extent + parts - 1) / parts
            sizes = (0..<parts).map { max(0, min(size, extent - $0 * size)) }
        }
        var sum = 0
        for size in sizes {
            guard size >= 0, size <= extent - sum else {
                throw node.fault("split", expected: "\(extent) in all", found: "\(sizes)")
            }
            sum += size
        }
        guard sum == extent, sizes.count >= node.proto.output.count else {
            throw node.fault("split", expected: "\(extent) in all", found: "\(sizes)")
        }
        var start = 0
        var outputs: [ONNXSymbol] = []
        for (index, size) in sizes.prefix(node.proto.output.count).enumerated() {
            var positions = [[Int]?](repeating: nil, count: shape.rank)
            positions[axis] = Array(start..<start + size)
            start += size
            let name =
                node.proto.output.count == 1 ? node.name : importer.free("\(node.name)/\(index)")
            outputs.append(
                try importer.layer(node, named: name, Gather(positions, summary: "Split"), [input]))
        }
        return outputs
    }

    private static func block(_ node: ONNXNode, _ shape: Shape) throws -> Int {
        let block = node.int("blocksize", 0)
        guard shape.rank == 4, (1...1 << 10).contains(block) else {
            throw node.fault("blocksize", expected: "1 to 1024", found: "\(block)")
        }
        return block
    }

    private static let depthToSpace: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let block = try block(node, shape)
        guard shape[1] % (block * block) == 0 else {
            throw node.fault("blocksize", expected: "a divisor of the channels", found: "\(block)")
        }
        let channels = shape[1] / (block * block)
        let (rows, columns) = (shape[2], shape[3])
        let isColumnFirst = node.string("mode", "DCR") == "CRD"
        let operations: [any Operator] = [
            Reshape(
                isColumnFirst
                    ? [channels, block, block, rows, columns] : [block, block, channels, rows, columns]),
            Transpose(isColumnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]),
            Reshape([channels, rows * block, columns * block]),
        ]
        return [
            try importer.layer(
                node, Composite(operations, kind: .reshape, summary: "Depth to space \(block)"), input)
        ]
    }

    private static let spaceToDepth: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let block = try block(node, shape)
        guard shape[2] % block == 0, shape[3] % block == 0 else {
            throw node.fault("blocksize", expected: "a divisor of rows and columns", found: "\(block)")
        }
        let (rows, columns) = (shape[2] / block, shape[3] / block)
        let operations: [any Operator] = [
            Reshape([shape[1], rows, block, columns, block]), Transpose([0, 3, 5, 1, 2, 4]),
            Reshape([shape[1] * block * block, rows, columns]),
        ]
        return [
            try importer.layer(
                node, Composite(operations, kind: .reshape, summary: "Space to depth \(block)"), input)
        ]
    }

    /// The identity outside training. In training, a node with a seed drops what ONNX's reference implementation does.
    private static let dropout: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let ratio = try node.optionalConstant(1)?.tensor.values.first ?? 0.5
        let isTraining = try node.optionalConstant(2)?.booleans.first == true && ratio != 0
        let count = try node.checkedCount(shape.dimensions)
        let output: ONNXSymbol
        var kept = [Bool](repeating: true, count: count)
        if isTraining {
            guard let seed = node.int("seed"), (0..<1).contains(ratio) else {
                throw UnsupportedFeature("it drops values as in training")
            }
            var generator = MersenneTwister(seed: UInt64(truncatingIfNeeded: seed))
            for index in kept.indices { kept[index] = generator.uniform() >= Double(ratio) }
            let factors = Tensor(shape, kept.map { $0 ? 1 / (1 - ratio) : 0 })
            output = try importer.layer(node, ElementwiseArithmetic(.multiply, constant: factors), input)
        } else {
            output = try importer.layer(node, Identity(), input)
        }
        guard node.proto.output.count > 1 else { return [output] }
        return [output, .constant(ONNXValue(shape.dimensions, .booleans(kept)))]
    }

    /// Every float is a 32-bit one here; other casts of what depends on the picture are not computed.
    private static let cast: Builder = { node, importer in
        let input = try node.variable(0).layer
        let isFloat: Bool
        if node.operation == "CastLike" {
            isFloat = node.input(1)?.constant?.isFloat ?? true
        } else {
            isFloat = ONNXElementType(rawValue: node.int("to", 1))?.isFloat ?? false
        }
        guard isFloat else { throw UnsupportedFeature("it makes other numbers than floats of the picture") }
        return [try importer.layer(node, Identity("Cast"), input)]
    }
}
