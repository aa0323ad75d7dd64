import Foundation
import NeuralNetwork
import Tensors
import Words

/// Masks, classes as vectors, and what depends on which elements are not 0.
extension ONNXOperators {
    /// 1 on a diagonal and 0 elsewhere, of an input's extents.
    static let eyeLike = ONNXOperator(
        "EyeLike", opsets: 9..., inputs: 1...1,
        attributes: [
            .integer("k", 0, in: -extentLimit...extentLimit), .integer("dtype", in: 0...Int(Int32.max)),
        ],
        kind: .activation, version: 22,
        fold: { node in
            guard let dimensions = node.input(0)?.dimensions else { return nil }
            guard dimensions.count == 2 else {
                throw node.fault(input: "input", expected: .matrix, found: "\(Shape(dimensions))")
            }
            try node.spend(dimensions)
            let shift = node.attributes.integer("k")
            let values = (0..<dimensions[0]).flatMap { row in
                (0..<dimensions[1]).map { $0 - row == shift ? Float(1) : 0 }
            }
            let type = node.attributes.givenInteger("dtype").map(ONNXElementType.init(rawValue:))
            guard let type = type ?? node.input(0)?.constant?.type ?? .float else {
                throw UnsupportedFeature.castTo(type: node.attributes.integer("dtype"))
            }
            return [ONNXValue(Tensor(Shape(dimensions), values)).cast(to: type)]
        }, build: nil)

    /// 0 on one side of a diagonal.
    static let triangle = ONNXOperator(
        "Trilu", opsets: 14..., inputs: 1...2, attributes: [.flag("upper", true)], kind: .activation,
        version: 14, limits: "a diagonal that depends on the picture",
        fold: { node in
            guard try node.constants() != nil, let value = node.input(0)?.constant else { return nil }
            let mask = try triangleMask(node, value.dimensions)
            let kept = mask.booleans
            func masked<Element>(_ elements: [Element], _ zero: Element) -> [Element] {
                elements.enumerated().map { kept[$0 % kept.count] ? $1 : zero }
            }
            switch value.elements {
            case .floats(let tensor):
                return [ONNXValue(Tensor(Shape(value.dimensions), masked(tensor.values, 0)))]
            case .integers(let integers):
                return [ONNXValue(value.dimensions, .integers(masked(integers, 0)), value.type)]
            case .booleans(let booleans):
                return [ONNXValue(value.dimensions, .booleans(masked(booleans, false)))]
            }
        },
        build: { node, importer in
            let shape = try node.variable(0).shape
            let mask = try triangleMask(node, shape.dimensions)
            return [
                try importer.one(
                    node, "Where", .constant(mask), node.symbol(0), .constant(ONNXValue(float: 0)))
            ]
        })

    /// Truth where an element of the last two axes is kept.
    private static func triangleMask(_ node: ONNXNode, _ dimensions: [Int]) throws -> ONNXValue {
        guard dimensions.count >= 2 else {
            throw node.fault(input: "input", expected: .matrix, found: "\(Shape(dimensions))")
        }
        let extents = Array(dimensions.suffix(2))
        try node.spend(extents)
        let shift = min(max(try node.optionalConstant(1)?.integers.first ?? 0, -extentLimit), extentLimit)
        let isUpper = node.attributes.flag("upper")
        let kept = (0..<extents[0]).flatMap { row in
            (0..<extents[1]).map { isUpper ? $0 - row >= shift : $0 - row <= shift }
        }
        return ONNXValue(extents, .booleans(kept))
    }

    /// A vector for each index: one value at its place and another one elsewhere.
    static let oneHot = ONNXOperator(
        "OneHot", opsets: 9..., inputs: 3...3, attributes: [.axis(-1)], kind: .activation, version: 11,
        limits: "a depth or values that depend on the picture; negative indices of the picture", fold: nil
    ) { node, importer in
        let (_, shape) = try node.variable(0)
        let (depths, values) = (try node.constant(1), try node.constant(2))
        guard let depth = depths.integers.first, depths.count == 1, (1...extentLimit).contains(depth) else {
            throw node.fault(
                input: "depth", expected: .within(1...extentLimit), found: "\(depths.integers.first ?? 0)")
        }
        guard values.count == 2 else {
            throw node.fault(input: "values", expected: .values(2), found: "\(values.count)")
        }
        let axis = try node.axis(node.attributes.integer("axis"), rank: shape.rank + 1)
        _ = try node.checkedCount(shape.dimensions + [depth])
        let wide = try importer.one(
            node, part: "indices", "Unsqueeze", node.symbol(0), .constant(ONNXValue(integers: [axis])))
        // What is negative counts from the end.
        let places =
            [Int](repeating: 1, count: axis) + [depth] + [Int](repeating: 1, count: shape.rank - axis)
        let own = ONNXValue(integers: Array(0..<depth)).reshaped(places)
        let fromEnd = ONNXValue(integers: (0..<depth).map { $0 - depth }).reshaped(places)
        let first = try importer.one(node, part: "first", "Equal", wide, .constant(own))
        let second = try importer.one(node, part: "second", "Equal", wide, .constant(fromEnd))
        let hits = try importer.one(node, part: "hits", "Or", first, second)
        let numbers = values.cast(to: .float).tensor.values
        let output = try importer.one(
            node, "Where", hits, .constant(ONNXValue(float: numbers[1])),
            .constant(ONNXValue(float: numbers[0])))
        return [importer.marked(output, values.type)]
    }

    static let notANumber = ONNXOperator(
        "IsNaN", opsets: 9..., inputs: 1...1, kind: .activation, version: 20, fold: nil
    ) { node, importer in
        let same = try importer.one(node, part: "same", "Equal", node.symbol(0), node.symbol(0))
        return [importer.marked(try importer.one(node, "Not", same), .boolean)]
    }

    static let isInfinite = ONNXOperator(
        "IsInf", opsets: 10..., inputs: 1...1,
        attributes: [.flag("detect_negative", true), .flag("detect_positive", true)], kind: .activation,
        version: 20, fold: nil
    ) { node, importer in
        let infinity = ONNXSymbol.constant(ONNXValue(float: .infinity))
        let sides = (
            node.attributes.flag("detect_negative"), node.attributes.flag("detect_positive")
        )
        let number: ONNXSymbol
        switch sides {
        case (true, true): number = try importer.one(node, part: "magnitude", "Abs", node.symbol(0))
        case (true, false): number = try importer.one(node, part: "opposite", "Neg", node.symbol(0))
        case (false, true): number = try node.symbol(0)
        case (false, false):
            return [
                importer.marked(
                    try importer.one(node, "Less", node.symbol(0), .constant(ONNXValue(float: -.infinity))),
                    .boolean)
            ]
        }
        return [importer.marked(try importer.one(node, "Equal", number, infinity), .boolean)]
    }

    // MARK: How much they put out depends on the elements

    static let openSelections: [ONNXOperator] = [
        ONNXOperator(
            "NonZero", opsets: 9..., inputs: 1...1, kind: .reshape, version: 13,
            limits: "inputs that depend on the picture",
            fold: ONNXOperator.ofConstants { _, inputs in
                let dimensions = inputs[0].dimensions
                let strides = IndexMap.strides(dimensions)
                let hits = inputs[0].tensor.values.indices.filter { inputs[0].tensor[$0] != 0 }
                let rows = dimensions.indices.map { axis in
                    hits.map { Int64($0 / strides[axis] % dimensions[axis]) }
                }
                return ONNXValue([dimensions.count, hits.count], .integers(rows.flatMap { $0 }))
            }, build: openSize),
        ONNXOperator(
            "Compress", opsets: 9..., inputs: 2...2, attributes: [.axis()], kind: .reshape, version: 11,
            limits: "a condition that depends on the picture", fold: nil
        ) { node, importer in
            guard let condition = try node.symbol(1).constant else { throw UnsupportedFeature.openSize }
            let places = condition.booleans.indices.filter { condition.booleans[$0] }
            let isFlat = node.attributes.givenInteger("axis") == nil
            let input =
                isFlat
                ? try importer.one(
                    node, part: "flat", "Reshape", node.symbol(0), .constant(ONNXValue(integers: [-1])))
                : try node.symbol(0)
            return [
                try importer.one(
                    node, "Gather", input, .constant(ONNXValue(integers: places)),
                    attributes: .integer("axis", node.attributes.givenInteger("axis") ?? 0))
            ]
        },
        ONNXOperator(
            "NonMaxSuppression", opsets: 10..., inputs: 2...5, attributes: [.flag("center_point_box")],
            kind: .reshape, version: 11, limits: "everything", fold: nil, build: openSize),
        ONNXOperator(
            "Unique", opsets: 11..., inputs: 1...1, outputs: 1...4,
            attributes: [.axis(), .flag("sorted", true)], kind: .reshape, version: 11, limits: "everything",
            fold: nil, build: openSize),
    ]

    @Sendable private static func openSize(
        _ node: ONNXNode, _ importer: inout ONNXImporter
    ) throws -> [ONNXSymbol] { throw UnsupportedFeature.openSize }

    // MARK: Bits

    static let bits: [ONNXOperator] = [
        bitwise("BitwiseAnd") { $0 & $1 }, bitwise("BitwiseOr") { $0 | $1 },
        bitwise("BitwiseXor") { $0 ^ $1 },
        ONNXOperator(
            "BitwiseNot", opsets: 18..., inputs: 1...1, kind: .activation, version: 18,
            limits: "inputs that depend on the picture",
            fold: ONNXOperator.ofConstants { _, inputs in
                let type = inputs[0].type
                return ONNXValue(
                    inputs[0].dimensions,
                    .integers(inputs[0].integers.map { type.wrapped(~Int64($0)) }), type)
            }, build: nil),
        ONNXOperator(
            "BitShift", opsets: 11..., inputs: 2...2,
            attributes: [.text("direction", of: ["LEFT", "RIGHT"])],
            kind: .activation, version: 11, limits: "inputs that depend on the picture",
            fold: ONNXOperator.ofConstants { node, inputs in
                let pair = try ONNXValue.broadcast(node, inputs)
                let isLeft = node.attributes.text("direction") == "LEFT"
                let type = pair[0].type
                return ONNXValue(
                    pair[0].dimensions,
                    .integers(
                        zip(pair[0].integers, pair[1].integers).map { number, places in
                            type.wrapped(Int64(isLeft ? number << places : number >> places))
                        }), type)
            }, build: nil),
    ]

    private static func bitwise(
        _ name: String, _ function: @escaping @Sendable (Int64, Int64) -> Int64
    ) -> ONNXOperator {
        ONNXOperator(
            name, opsets: 18..., inputs: 2...2, kind: .activation, version: 18,
            limits: "inputs that depend on the picture",
            fold: ONNXOperator.ofConstants { node, inputs in
                let pair = try ONNXValue.broadcast(node, inputs)
                return ONNXValue(
                    pair[0].dimensions,
                    .integers(zip(pair[0].integers, pair[1].integers).map { function(Int64($0), Int64($1)) }),
                    pair[0].type)
            }, build: nil)
    }

    // MARK: Blocks

    /// Overlapping blocks summed up to a picture: the inverse of taking windows out of one, as a transposed convolution.
    static let blockSum = ONNXOperator(
        "Col2Im", opsets: 18..., inputs: 3...3,
        attributes: [
            .integers("dilations", in: 1...extentLimit), .integers("pads", in: 0...extentLimit),
            .integers("strides", in: 1...extentLimit),
        ], kind: .reshape, version: 18, limits: "other pictures than those of rows and columns", fold: nil
    ) { node, importer in
        let (_, shape) = try node.variable(0)
        let (size, block) = (try node.constant(1).integers, try node.constant(2).integers)
        guard shape.rank == 3, size.count == 2, block.count == 2 else {
            throw UnsupportedFeature.spatialAxes(size.count, supported: 2...2)
        }
        let dilations = try node.integers("dilations", count: 2) ?? [1, 1]
        let strides = try node.integers("strides", count: 2) ?? [1, 1]
        let pads = try node.integers("pads", count: 4) ?? [0, 0, 0, 0]
        let places = try (0..<2).map { axis -> Int in
            guard (1...extentLimit).contains(size[axis]), (1...extentLimit).contains(block[axis]) else {
                throw node.fault(
                    input: "block_shape", expected: .within(1...extentLimit), found: "\(block[axis])")
            }
            let reach = dilations[axis] * (block[axis] - 1) + 1
            let room = size[axis] + pads[axis] + pads[axis + 2] - reach
            guard room >= 0 else {
                throw node.fault(input: "block_shape", expected: .upTo(size[axis]), found: "\(block[axis])")
            }
            return room / strides[axis] + 1
        }
        let area = try node.checkedCount(block)
        guard shape[1] % area == 0, shape[1] > 0, places[0] * places[1] == shape[2] else {
            throw node.fault(
                input: "input", expected: .like([shape[0], area, places[0] * places[1]]), found: "\(shape)")
        }
        let channels = shape[1] / area
        try node.spend([shape[1], area])
        let grid = try importer.one(
            node, part: "grid", "Reshape", node.symbol(0),
            .constant(ONNXValue(integers: [shape[0], shape[1]] + places)))
        var kernel = [Float](repeating: 0, count: shape[1] * area)
        for row in 0..<shape[1] { kernel[row * area + row % area] = 1 }
        let weights = ONNXValue(Tensor(Shape([shape[1], 1] + block), kernel))
        // What the last block leaves over at the end.
        let rest = (0..<2).map { axis -> Int in
            let reach = dilations[axis] * (block[axis] - 1) + 1
            let padded = size[axis] + pads[axis] + pads[axis + 2]
            return padded - (places[axis] - 1) * strides[axis] - reach
        }
        return [
            try importer.derived(
                node, "ConvTranspose", [grid, .constant(weights)],
                [
                    .integer("group", channels), .integers("strides", strides), .integers("pads", pads),
                    .integers("dilations", dilations), .integers("output_padding", rest),
                ])[0]
        ]
    }
}
