import NeuralNetwork
import Tensors

extension ONNXOperators {
    static let concatenation = ONNXOperator(
        "Concat", opsets: 1..., inputs: 1...,
        attributes: [
            .axis(1, opsets: 1...3), .required("axis", in: ONNXAttribute.axisRange, opsets: 4...),
        ],
        kind: .merge, version: 13, fold: ONNXOperator.ofConstants(joined)
    ) { node, importer in
        let shape = try node.symbol(0).dimensions ?? []
        let axis = try node.axis(node.attributes.integer("axis"), rank: shape.count)
        var layers: [Int] = []
        for index in node.inputs.indices {
            switch try node.symbol(index) {
            case .variable(let layer, _), .unavailable(let layer): layers.append(layer)
            case .constant(let value):
                guard value.dimensions.count == shape.count else {
                    throw node.fault(
                        input: "input \(index + 1)", expected: .axes(shape.count),
                        found: "\(Shape(value.dimensions))")
                }
                guard let variable = node.inputs.compactMap({ $0?.layer }).first else {
                    throw UnsupportedFeature.uncomputedInputs
                }
                let part = try importer.layer(
                    node, part: "constant\(index)", ConstantLayer(value.tensor), variable)
                layers.append(part.layer!)
            }
        }
        if layers.count == 1 { return [try importer.layer(node, Identity(.concatenation), layers[0])] }
        return [try importer.layer(node, named: node.name, Concatenate(axis: axis), layers)]
    }

    @Sendable private static func joined(_ node: ONNXNode, _ inputs: [ONNXValue]) throws -> ONNXValue? {
        let first = inputs[0]
        let axis = try node.axis(node.attributes.integer("axis"), rank: first.dimensions.count)
        var dimensions = first.dimensions
        dimensions[axis] = 0
        for input in inputs {
            guard input.dimensions.count == dimensions.count,
                dimensions.indices.allSatisfy({ $0 == axis || input.dimensions[$0] == dimensions[$0] })
            else {
                throw node.fault(
                    input: "inputs", expected: .like(first.dimensions), found: "\(Shape(input.dimensions))")
            }
            dimensions[axis] += input.dimensions[axis]
        }
        try node.spend(dimensions)
        let outer = dimensions[..<axis].reduce(1, *)
        func joined<Element>(_ elements: [[Element]]) -> [Element] {
            var result: [Element] = []
            for block in 0..<outer {
                for part in elements {
                    let size = part.count / outer
                    result += part[block * size..<(block + 1) * size]
                }
            }
            return result
        }
        if first.isFloat { return ONNXValue(Tensor(Shape(dimensions), joined(inputs.map(\.tensor.values)))) }
        if first.isBoolean { return ONNXValue(dimensions, .booleans(joined(inputs.map(\.booleans)))) }
        return ONNXValue(dimensions, .integers(joined(inputs.map { $0.integers.map(Int64.init) })))
    }
}
