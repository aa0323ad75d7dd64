import NeuralNetwork
import Tensors

/// Constants out of nothing or out of shapes.
extension ONNXOperators {
    static let constant = ONNXOperator(
        "Constant", opsets: 1..., inputs: 0...0,
        attributes: [
            .tensor("value"), .integer("value_int", in: .min ... .max, opsets: 12...),
            .integers("value_ints", in: .min ... .max, opsets: 12...), .float("value_float", opsets: 12...),
            .floats("value_floats", in: -.infinity ... .infinity, opsets: 12...),
            .unread("value_string", .text, opsets: 12...), .unread("value_strings", .texts, opsets: 12...),
            .unread("sparse_value", .sparseTensor, opsets: 11...),
        ],
        kind: .activation, version: 25, limits: "texts and sparse tensors",
        fold: { node in
            let attributes = node.attributes
            if let tensor = attributes.tensor("value") {
                return [try node.tensors.value(tensor, raw: nil)]
            }
            if let value = attributes.givenInteger("value_int") {
                return [ONNXValue([], .integers([Int64(value)]))]
            }
            if let values = attributes.integers("value_ints") { return [ONNXValue(integers: values)] }
            if attributes.has("value_float") {
                return [ONNXValue(float: attributes.float("value_float"))]
            }
            if let values = attributes.floats("value_floats") {
                return [ONNXValue(Tensor([values.count], values))]
            }
            throw UnsupportedFeature.constantKind
        }, build: nil)

    static let constantOfShape = ONNXOperator(
        "ConstantOfShape", opsets: 9..., inputs: 1...1, attributes: [.tensor("value")], kind: .activation,
        version: 25, limits: "a shape that depends on the picture",
        fold: ONNXOperator.ofConstants { node, inputs in
            let shape = inputs[0].integers
            let count = try node.spend(shape)
            guard let tensor = node.attributes.tensor("value") else {
                return ONNXValue(Tensor(Shape(shape), repeating: 0))
            }
            let value = try node.tensors.value(tensor, raw: nil)
            guard value.count == 1 else {
                throw node.fault("value", expected: .oneElement, found: "\(value.count)")
            }
            switch value.elements {
            case .floats(let tensor): return ONNXValue(Tensor(Shape(shape), repeating: tensor[0]))
            case .integers(let integers):
                return ONNXValue(shape, .integers(Array(repeating: integers[0], count: count)))
            case .booleans(let booleans):
                return ONNXValue(shape, .booleans(Array(repeating: booleans[0], count: count)))
            }
        }, build: nil)

    /// start, start + delta … below the limit.
    static let range = ONNXOperator(
        "Range", opsets: 11..., inputs: 3...3,
        attributes: [.ignored("stash_type", .integer, opsets: 27...)], kind: .activation, version: 27,
        limits: "bounds that depend on the picture",
        fold: ONNXOperator.ofConstants { node, inputs in
            for (name, input) in zip(["start", "limit", "delta"], inputs) where input.count != 1 {
                throw node.fault(input: name, expected: .oneElement, found: "\(input.count)")
            }
            let numbers = inputs.map { value in
                value.isFloat ? Double(value.tensor[0]) : Double(value.integers[0])
            }
            let steps = ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)
            guard steps.isFinite, steps <= Double(ONNXValue.limit) else {
                throw node.fault(input: "delta", expected: .reachingTheLimit, found: "\(numbers[2])")
            }
            let count = try node.spend([Int(max(0, steps))])
            if inputs[0].isFloat {
                return ONNXValue(
                    Tensor([count], (0..<count).map { Float(numbers[0] + Double($0) * numbers[2]) }))
            }
            let (start, delta) = (Int64(inputs[0].integers[0]), Int64(inputs[2].integers[0]))
            return ONNXValue([count], .integers((0..<count).map { start &+ Int64($0) &* delta }))
        }, build: nil)

    /// Known for layers too, so that no layer ever computes a shape.
    static let shape = ONNXOperator(
        "Shape", opsets: 1..., inputs: 1...1,
        attributes: [
            .integer("start", 0, in: .min ... .max, opsets: 15...),
            .integer("end", in: .min ... .max, opsets: 15...),
        ],
        kind: .activation, version: 25,
        fold: { node in
            guard let dimensions = node.input(0)?.dimensions else { return nil }
            func bound(_ value: Int) -> Int {
                let counted = value < 0 ? max(value, -dimensions.count) + dimensions.count : value
                return min(counted, dimensions.count)
            }
            let start = bound(node.attributes.integer("start"))
            let end = bound(node.attributes.givenInteger("end") ?? dimensions.count)
            return [ONNXValue(integers: Array(dimensions[min(start, end)..<end]))]
        }, build: nil)

    static let size = ONNXOperator(
        "Size", opsets: 1..., inputs: 1...1, kind: .activation, version: 25,
        fold: { node in
            node.input(0)?.dimensions.map { [ONNXValue([], .integers([Int64($0.reduce(1, *))]))] }
        }, build: nil)
}
