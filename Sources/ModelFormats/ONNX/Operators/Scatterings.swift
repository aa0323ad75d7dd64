import NeuralNetwork
import Tensors

/// Elements read from and written to places that an input names.
extension ONNXOperators {
    /// The input's elements at output's places along one axis, those of the indices along the others.
    static let gatherElements = ONNXOperator(
        "GatherElements", opsets: 11..., inputs: 2...2, attributes: [.axis(0)], kind: .reshape, version: 13,
        limits: "constants picked by indices that depend on the picture",
        fold: { node in
            guard try node.constants() != nil, let value = node.input(0)?.constant else { return nil }
            let indices = try node.constant(1)
            return [value.picked(at: try elementPlaces(node, value.dimensions, indices), indices.dimensions)]
        },
        build: { node, importer in
            let (input, shape) = try node.variable(0)
            if case .variable(let indices, _)? = node.input(1) {
                let axis = try node.axis(node.attributes.integer("axis"), rank: shape.rank)
                return [try importer.layer(node, ElementGathering(axis: axis), input, indices)]
            }
            let indices = try node.constant(1)
            let places = try elementPlaces(node, shape.dimensions, indices)
            let pick = Pick(
                places, of: shape, output: Shape(indices.dimensions), summary: .operation(node.operation))
            return [try importer.layer(node, pick, input)]
        })

    /// Slices at places of which each is a row of the indices.
    static let gatherND = ONNXOperator(
        "GatherND", opsets: 11..., inputs: 2...2,
        attributes: [.integer("batch_dims", 0, in: 0...15, opsets: 12...)], kind: .reshape, version: 13,
        limits: "indices that depend on the picture",
        fold: { node in
            guard try node.constants() != nil, let value = node.input(0)?.constant else { return nil }
            let slices = try SlicePlaces(
                node, value.dimensions, node.constant(1), batchAxes: node.attributes.integer("batch_dims"))
            return [value.picked(at: slices.places, slices.dimensions)]
        },
        build: { node, importer in
            let (input, shape) = try node.variable(0)
            let slices = try SlicePlaces(
                node, shape.dimensions, node.constant(1), batchAxes: node.attributes.integer("batch_dims"))
            let pick = Pick(
                slices.places, of: shape, output: Shape(slices.dimensions),
                summary: .operation(node.operation))
            return [try importer.layer(node, pick, input)]
        })

    static let scatterElements = ["ScatterElements", "Scatter"].map { name in
        ONNXOperator(
            name, opsets: name == "Scatter" ? 9..<11 : 11..<Int.max, inputs: 3...3,
            attributes: [.axis(0)]
                + (name == "Scatter"
                    ? [] : [.text("reduction", of: ["none", "add", "mul", "max", "min"], opsets: 16...)]),
            kind: .merge, version: name == "Scatter" ? 11 : 18,
            limits: "indices that depend on the picture; products and extremes", fold: nil
        ) { node, importer in
            let whole = try node.symbol(0).dimensions ?? []
            let indices = try node.constant(1)
            let places = try elementPlaces(node, whole, indices)
            return [try replaced(node, places, indices.dimensions, &importer)]
        }
    }

    static let scatterND = ONNXOperator(
        "ScatterND", opsets: 11..., inputs: 3...3,
        attributes: [.text("reduction", of: ["none", "add", "mul", "max", "min"], opsets: 16...)],
        kind: .merge, version: 18, limits: "indices that depend on the picture; products and extremes",
        fold: nil
    ) { node, importer in
        let slices = try SlicePlaces(
            node, node.symbol(0).dimensions ?? [], node.constant(1), batchAxes: 0)
        return [try replaced(node, slices.places, slices.dimensions, &importer)]
    }

    private static func replaced(
        _ node: ONNXNode, _ places: [Int32], _ dimensions: [Int], _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let reduction =
            node.operation == "Scatter" || !node.attributes.has("reduction")
            ? "none" : node.attributes.text("reduction")
        guard ["none", "add"].contains(reduction) else {
            throw UnsupportedFeature.attribute("reduction", opset: nil)
        }
        let (whole, part) = (try node.symbol(0), try node.symbol(2))
        guard part.dimensions == dimensions, let extents = whole.dimensions else {
            throw node.fault(
                input: "updates", expected: .like(dimensions),
                found: part.dimensions.map { "\(Shape($0))" } ?? "nothing")
        }
        guard let variable = whole.layer ?? part.layer else { throw UnsupportedFeature.constantInputs }
        let layers = try [(whole, "whole"), (part, "part")].map { symbol, name -> Int in
            if let layer = symbol.layer { return layer }
            let value = symbol.constant!.tensor.reshaped(Shape(symbol.dimensions!))
            return try importer.layer(node, part: name, ConstantLayer(value), variable).layer!
        }
        let operation = Replacement(
            places, in: Shape(extents), of: Shape(dimensions), adds: reduction == "add")
        let type = importer.type(of: whole)
        return importer.marked(try importer.layer(node, named: node.name, operation, layers), type)
    }

    /// The row-major places in an array that indices along one axis name.
    private static func elementPlaces(
        _ node: ONNXNode, _ dimensions: [Int], _ indices: ONNXValue
    ) throws -> [Int32] {
        let axis = try node.axis(node.attributes.integer("axis"), rank: dimensions.count)
        let extents = indices.dimensions
        guard extents.count == dimensions.count,
            zip(extents, dimensions).enumerated().allSatisfy({ $0 == axis || $1.0 <= $1.1 })
        else {
            throw node.fault(input: "indices", expected: .like(dimensions), found: "\(Shape(extents))")
        }
        _ = try node.checkedCount(dimensions)
        try node.spend(extents)
        let strides = IndexMap.strides(dimensions)
        let own = IndexMap.strides(extents)
        return try indices.integers.enumerated().map { position, index in
            guard index >= -dimensions[axis], index < dimensions[axis] else {
                throw node.fault(
                    input: "indices",
                    expected: .within(-dimensions[axis]...max(dimensions[axis] - 1, -dimensions[axis])),
                    found: "\(index)")
            }
            var place = (index < 0 ? index + dimensions[axis] : index) * strides[axis]
            for other in extents.indices where other != axis {
                place += position / own[other] % extents[other] * strides[other]
            }
            return Int32(place)
        }
    }
}

/// The places of slices that the rows of an array name.
private struct SlicePlaces {
    let places: [Int32]
    /// The extents of all slices together.
    let dimensions: [Int]

    /// - Parameter batchAxes: leading axes that array and indices have in common.
    init(_ node: ONNXNode, _ array: [Int], _ indices: ONNXValue, batchAxes: Int) throws {
        let extents = indices.dimensions
        guard let length = extents.last, extents.count > batchAxes,
            array.count >= batchAxes + length, Array(extents[..<batchAxes]) == Array(array[..<batchAxes])
        else {
            throw node.fault(input: "indices", expected: .like(array), found: "\(Shape(extents))")
        }
        let slice = Array(array[(batchAxes + length)...])
        dimensions = Array(extents.dropLast()) + slice
        let count = try node.spend(dimensions)
        _ = try node.checkedCount(array)
        let size = slice.reduce(1, *)
        let strides = IndexMap.strides(array)
        let rows = extents.dropLast().reduce(1, *)
        let perBatch = extents[batchAxes..<extents.count - 1].reduce(1, *)
        let batchSize = array[batchAxes...].reduce(1, *)
        let numbers = indices.integers
        var places: [Int32] = []
        places.reserveCapacity(count)
        for row in 0..<rows {
            var start = perBatch == 0 ? 0 : row / perBatch * batchSize
            for position in 0..<length {
                let axis = batchAxes + position
                let index = numbers[row * length + position]
                guard index >= -array[axis], index < array[axis] else {
                    throw node.fault(
                        input: "indices",
                        expected: .within(-array[axis]...max(array[axis] - 1, -array[axis])),
                        found: "\(index)")
                }
                start += (index < 0 ? index + array[axis] : index) * strides[axis]
            }
            places += (0..<size).map { Int32(start + $0) }
        }
        self.places = places
    }
}

extension ONNXValue {
    /// Elements at row-major places, under other extents.
    fileprivate func picked(at places: [Int32], _ dimensions: [Int]) -> ONNXValue {
        switch elements {
        case .floats(let tensor):
            ONNXValue(Tensor(Shape(dimensions), places.map { tensor[Int($0)] }))
        case .integers(let integers):
            ONNXValue(dimensions, .integers(places.map { integers[Int($0)] }), type)
        case .booleans(let booleans):
            ONNXValue(dimensions, .booleans(places.map { booleans[Int($0)] }))
        }
    }
}
