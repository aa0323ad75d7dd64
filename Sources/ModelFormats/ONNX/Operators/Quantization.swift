import NeuralNetwork
import Tensors
import Words

/// Numbers of a few bits that stand for reals: real = (number − zero point)·scale.
extension ONNXOperators {
    private static let groupAttributes: [ONNXAttribute] = [
        .axis(1, opsets: 13...), .integer("block_size", 0, in: 0...extentLimit, opsets: 21...),
    ]

    static let quantizeLinear = ONNXOperator(
        "QuantizeLinear", opsets: 10..., inputs: 2...3,
        attributes: groupAttributes + [
            .integer("output_dtype", 0, in: 0...Int(Int32.max), opsets: 21...),
            .ignored("saturate", .integer, opsets: 19...), .ignored("precision", .integer, opsets: 23...),
        ],
        kind: .activation, version: 25, limits: "floats of 8 and 4 bits", fold: nil, build: quantized)

    static let dequantizeLinear = ONNXOperator(
        "DequantizeLinear", opsets: 10..., inputs: 2...3,
        attributes: groupAttributes + [
            // What comes of it is floats of 32 bits here.
            .ignored("output_dtype", .integer, opsets: 23...)
        ],
        kind: .activation, version: 25, limits: "floats of 8 and 4 bits", fold: dequantizedConstants,
        build: dequantized)

    /// The same as ONNX Runtime wrote them before ONNX had them for 16 bits.
    static let microsoftQuantization: [ONNXOperator] = [
        ONNXOperator(
            "QuantizeLinear", domain: microsoft, opsets: 1..., inputs: 2...3,
            attributes: [.axis(1), .integer("output_dtype", 0, in: 0...Int(Int32.max))], kind: .activation,
            version: 1, fold: nil, build: quantized),
        ONNXOperator(
            "DequantizeLinear", domain: microsoft, opsets: 1..., inputs: 2...3, attributes: [.axis(1)],
            kind: .activation, version: 1, fold: dequantizedConstants, build: dequantized),
    ]

    @Sendable private static func quantized(
        _ node: ONNXNode, _ importer: inout ONNXImporter
    ) throws -> [ONNXSymbol] {
        let (input, shape) = try node.variable(0)
        let type = try quantizedType(node, importer)
        guard let numbers = type.numbers, type.bits <= 16 else {
            throw UnsupportedFeature.castTo(type: type.rawValue)
        }
        let scale = try node.symbol(1)
        guard let scale = scale.constant else {
            let zero = node.input(2) ?? .constant(ONNXValue([], .integers([0]), type))
            let layers = try [scale, zero].enumerated().map { index, symbol in
                try parameterLayer(node, symbol, "parameter\(index)", like: scale, &importer)
            }
            let layer = try importer.layer(
                node, named: node.name, Quantization(numbers: numbers), [input] + layers)
            return [importer.marked(layer, type)]
        }
        let groups = try QuantizationGroups(node, shape.dimensions, scale: scale)
        let zeros = try groups.zeroPoints(node, node.optionalConstant(2))
        let operation = Quantization(
            scale: groups.scales, zeroPoint: zeros ?? Tensor(groups.scales.shape, repeating: 0),
            numbers: numbers)
        return [importer.marked(try importer.layer(node, operation, input), type)]
    }

    /// The zero point says which numbers there are.
    private static func quantizedType(
        _ node: ONNXNode, _ importer: ONNXImporter
    ) throws -> ONNXElementType {
        let asked = node.attributes.integer("output_dtype")
        if let zero = node.input(2) { return importer.type(of: zero) }
        guard asked > 0 else { return .uint8 }
        guard let type = ONNXElementType(rawValue: asked) else {
            throw UnsupportedFeature.castTo(type: asked)
        }
        return type
    }

    /// A scale or zero point as a layer of the scale's shape.
    private static func parameterLayer(
        _ node: ONNXNode, _ symbol: ONNXSymbol, _ part: String, like scale: ONNXSymbol,
        _ importer: inout ONNXImporter
    ) throws -> Int {
        if let layer = symbol.layer { return layer }
        guard let layer = scale.layer, let dimensions = scale.dimensions, let value = symbol.constant,
            value.count == 1
        else { throw UnsupportedFeature.computedInput(2) }
        let tensor = Tensor(Shape(dimensions), repeating: value.tensor.values[0])
        return try importer.layer(node, part: part, ConstantLayer(tensor), layer).layer!
    }

    @Sendable private static func dequantizedConstants(_ node: ONNXNode) throws -> [ONNXValue]? {
        guard try node.constants() != nil, let value = node.input(0)?.constant else { return nil }
        let groups = try QuantizationGroups(node, value.dimensions, scale: node.constant(1))
        return [ONNXValue(groups.reals(value, try groups.zeroPoints(node, node.optionalConstant(2))))]
    }

    @Sendable private static func dequantized(
        _ node: ONNXNode, _ importer: inout ONNXImporter
    ) throws -> [ONNXSymbol] {
        guard case .variable(let input, let shape) = try node.symbol(0),
            let scale = try node.symbol(1).constant
        else {
            let number = try centred(node, "centred", node.symbol(0), node.input(2), &importer)
            let real = try mergedNumbers(
                node, named: node.name, .multiply, number, node.symbol(1), &importer)
            return [importer.marked(real, .float)]
        }
        let groups = try QuantizationGroups(node, shape.dimensions, scale: scale)
        var operations: [any Operator] = []
        if let zeros = try groups.zeroPoints(node, node.optionalConstant(2)),
            zeros.values.contains(where: { $0 != 0 })
        {
            operations.append(ElementwiseArithmetic(.subtract, constant: zeros))
        }
        operations.append(ElementwiseArithmetic(.multiply, constant: groups.scales))
        let whole = Composite(operations, kind: .activation, summary: .operation(node.operation))
        return [importer.marked(try importer.layer(node, whole, input), .float)]
    }

    /// Whole numbers without their zero point, as floats.
    ///
    /// - Parameter zero: nil for 0.
    static func centred(
        _ node: ONNXNode, _ part: String, _ number: ONNXSymbol, _ zero: ONNXSymbol?,
        _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let number = number.constant.map { ONNXSymbol.constant($0.cast(to: .float)) } ?? number
        guard let zero, zero.constant?.tensor.values.allSatisfy({ $0 == 0 }) != true else { return number }
        if let numbers = number.constant, let zeros = zero.constant {
            return .constant(
                try ONNXValue.merged(node, .subtract, numbers, zeros.cast(to: .float)))
        }
        return try mergedNumbers(
            node, named: importer.free("\(node.name)/\(part)"), .subtract, number, zero, &importer)
    }

    /// The whole numbers 0…255 from the least to the greatest value, with the scale and the zero point that this takes.
    static let dynamicQuantizeLinear = ONNXOperator(
        "DynamicQuantizeLinear", opsets: 11..., inputs: 1...1, outputs: 1...3, kind: .activation,
        version: 11, fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let range = try importer.layer(
            node, part: "range", QuantizationRange(batch: shape.dimensions.first ?? 1), input)
        let parameters = try ["scale", "zero-point"].enumerated().map { index, name in
            let picked = try importer.layer(
                node, part: "\(name)/picked", Gather([[index]], summary: .operation("Gather")), range.layer!)
            guard case .variable(let layer, let shape) = picked else { return picked }
            return try importer.reshaped(
                node, named: importer.free("\(node.name)/\(name)"), (layer, shape), to: [])
        }
        let operation = Quantization(numbers: 0...255)
        let output = try importer.layer(
            node, named: node.name, operation, [input] + parameters.compactMap(\.layer))
        return [
            importer.marked(output, .uint8), importer.marked(parameters[0], .float),
            importer.marked(parameters[1], .uint8),
        ]
    }
}

/// Which elements of a tensor have a scale and a zero point together: all of them, those at one place along an axis, or
/// blocks along an axis.
struct QuantizationGroups {
    /// Broadcasts to the tensor.
    let scales: Tensor

    private let dimensions: [Int]
    private let axis: Int
    /// Elements along the axis that go together; nil where the axis is not divided into blocks.
    private let block: Int?

    /// - Parameters:
    ///   - dimensions: of what is quantised.
    ///   - axis: nil for what the node says.
    init(_ node: ONNXNode, _ dimensions: [Int], scale: ONNXValue, axis: Int? = nil) throws {
        self.dimensions = dimensions
        let asked = node.attributes.has("axis") ? node.attributes.integer("axis") : 1
        let size = node.attributes.has("block_size") ? node.attributes.integer("block_size") : 0
        block = size > 0 ? size : nil
        guard scale.count != 1 || block != nil else {
            self.axis = 0
            scales = scale.tensor.reshaped([])
            return
        }
        let along = try axis ?? node.axis(asked, rank: dimensions.count)
        self.axis = along
        scales = try Self.spread(node, scale, "scale", over: dimensions, along: along, block: block)
    }

    /// A zero point for every scale, in the scales' shape; nil where none is given.
    func zeroPoints(_ node: ONNXNode, _ value: ONNXValue?) throws -> Tensor? {
        guard let value else { return nil }
        if value.count == 1 { return Tensor(scales.shape, repeating: value.tensor.values[0]) }
        guard scales.shape.rank > 0 else {
            throw node.fault(input: "zero point", expected: .oneElement, found: "\(value.count)")
        }
        return try Self.spread(
            node, value, "zero point", over: dimensions, along: axis, block: block)
    }

    /// One value for each place along the axis, or each block, as a tensor that broadcasts.
    private static func spread(
        _ node: ONNXNode, _ value: ONNXValue, _ name: String, over dimensions: [Int], along axis: Int,
        block: Int?
    ) throws -> Tensor {
        guard let block else {
            guard value.count == dimensions[axis] else {
                throw node.fault(input: name, expected: .values(dimensions[axis]), found: "\(value.count)")
            }
            let behind = [Int](repeating: 1, count: dimensions.count - 1 - axis)
            return value.tensor.reshaped(Shape([value.count] + behind))
        }
        var expected = dimensions
        expected[axis] = (dimensions[axis] + block - 1) / block
        guard value.dimensions == expected else {
            throw node.fault(input: name, expected: .like(expected), found: "\(Shape(value.dimensions))")
        }
        let places = (0..<dimensions[axis]).map { $0 / block }
        return ONNXValue(value.tensor).picked(IndexMap(expected).picking(places, along: axis)).tensor
    }

    /// The reals that whole numbers stand for.
    func reals(_ value: ONNXValue, _ zeros: Tensor?) -> Tensor {
        let numbers = value.tensor
        let inner = block != nil || scales.shape.rank == 0 ? 1 : dimensions[(axis + 1)...].reduce(1, *)
        let groups = scales.count
        let zeros = zeros?.values
        return numbers.withUnsafeBufferPointer { numbers in
            scales.withUnsafeBufferPointer { scales in
                Tensor(Shape(value.dimensions)) { reals in
                    for (position, number) in numbers.enumerated() {
                        let group = groups == 1 ? 0 : position / inner % groups
                        reals[position] = (number - (zeros?[group] ?? 0)) * scales[group]
                    }
                }
            }
        }
    }
}
