import NeuralNetwork
import Tensors

/// Element-wise operators.
extension TFLiteOperators {
    /// Functions of one input that are one operator of ONNX.
    static let functions: [TFLiteOperator] = [
        function("RELU", "Relu"), function("LOGISTIC", "Sigmoid"), function("TANH", "Tanh"),
        function("HARD_SWISH", "HardSwish"), function("ELU", "Elu"), function("ABS", "Abs"),
        function("NEG", "Neg"), function("EXP", "Exp"), function("LOG", "Log"), function("SQRT", "Sqrt"),
        function("FLOOR", "Floor"), function("CEIL", "Ceil"), function("ROUND", "Round"),
        function("SIN", "Sin"), function("COS", "Cos"), function("SIGN", "Sign"),
        function("LOGICAL_NOT", "Not"), bounded("RELU6", 0, 6), bounded("RELU_0_TO_1", 0, 1),
        bounded("RELU_N1_TO_1", -1, 1),
    ]

    /// Functions of two inputs that broadcast to each other.
    static let arithmetic: [TFLiteOperator] = [
        binary("ADD", "Add", options: 11), binary("SUB", "Sub", options: 28),
        binary("MUL", "Mul", options: 21), binary("DIV", "Div", options: 29),
        plainBinary("POW", "Pow"), plainBinary("MAXIMUM", "Max"), plainBinary("MINIMUM", "Min"),
        plainBinary("FLOOR_MOD", "Mod"), plainBinary("LOGICAL_AND", "And"), plainBinary("LOGICAL_OR", "Or"),
    ]

    static let comparisons: [TFLiteOperator] = [
        plainBinary("LESS", "Less"), plainBinary("LESS_EQUAL", "LessOrEqual"),
        plainBinary("GREATER", "Greater"), plainBinary("GREATER_EQUAL", "GreaterOrEqual"),
        plainBinary("EQUAL", "Equal"),
    ]

    private static func function(_ name: String, _ operation: String) -> TFLiteOperator {
        TFLiteOperator(name, inputs: 1...1, kind: .activation) { call, importer in
            let input = call.input(0)
            let value = try importer.emit(operation, call, [input.value])
            return [TFLiteValue(value: value, isChannelsFirst: input.isChannelsFirst)]
        }
    }

    private static func bounded(_ name: String, _ minimum: Float, _ maximum: Float) -> TFLiteOperator {
        TFLiteOperator(name, inputs: 1...1, kind: .activation) { call, importer in
            let input = call.input(0)
            let value = try importer.translation.clip(input.value, minimum, maximum, named: call.name)
            return [TFLiteValue(value: value, isChannelsFirst: input.isChannelsFirst)]
        }
    }

    private static func binary(_ name: String, _ operation: String, options: UInt8) -> TFLiteOperator {
        TFLiteOperator(name, inputs: 2...2, options: options, activation: 0, kind: .merge) { call, importer in
            try merged(operation, call, &importer)
        }
    }

    private static func plainBinary(_ name: String, _ operation: String) -> TFLiteOperator {
        TFLiteOperator(name, inputs: 2...2, kind: .merge) { call, importer in
            try merged(operation, call, &importer)
        }
    }

    private static func merged(
        _ operation: String, _ call: TFLiteCall, _ importer: inout TFLiteImporter
    ) throws -> [TFLiteValue] {
        let (values, isFirst) = try importer.aligned(call.inputs.compactMap { $0 }, call)
        return [
            TFLiteValue(value: try importer.emit(operation, call, values), isChannelsFirst: isFirst)
        ]
    }

    static let addAll = TFLiteOperator("ADD_N", inputs: 1...4096, kind: .merge) { call, importer in
        try merged("Sum", call, &importer)
    }

    static func choice(_ name: String) -> TFLiteOperator {
        TFLiteOperator(name, inputs: 3...3, kind: .merge) { call, importer in
            try merged("Where", call, &importer)
        }
    }

    static let squaredDifference = TFLiteOperator(
        "SQUARED_DIFFERENCE", inputs: 2...2, kind: .merge
    ) { call, importer in
        let (values, isFirst) = try importer.aligned(call.inputs.compactMap { $0 }, call)
        let difference = try importer.emit("Sub", call, values, part: "difference")
        let square = try importer.emit("Mul", call, [difference, difference])
        return [TFLiteValue(value: square, isChannelsFirst: isFirst)]
    }

    static let square = TFLiteOperator("SQUARE", inputs: 1...1, kind: .activation) { call, importer in
        let input = call.input(0)
        let value = try importer.emit("Mul", call, [input.value, input.value])
        return [TFLiteValue(value: value, isChannelsFirst: input.isChannelsFirst)]
    }

    static let reciprocalSquareRoot = TFLiteOperator(
        "RSQRT", inputs: 1...1, kind: .activation
    ) { call, importer in
        let input = call.input(0)
        let root = try importer.emit("Sqrt", call, [input.value], part: "root")
        let value = try importer.emit("Reciprocal", call, [root])
        return [TFLiteValue(value: value, isChannelsFirst: input.isChannelsFirst)]
    }

    /// Rounded towards negative infinity, for floats.
    static let floorDivision = TFLiteOperator("FLOOR_DIV", inputs: 2...2, kind: .merge) { call, importer in
        let (values, isFirst) = try importer.aligned(call.inputs.compactMap { $0 }, call)
        guard values.allSatisfy({ $0.constant?.isFloat ?? true }) else {
            throw UnsupportedFeature.constants(operation: call.operation)
        }
        let quotient = try importer.emit("Div", call, values, part: "quotient")
        return [
            TFLiteValue(value: try importer.emit("Floor", call, [quotient]), isChannelsFirst: isFirst)
        ]
    }

    static let leakyRelu = TFLiteOperator(
        "LEAKY_RELU", inputs: 1...1, options: 75, kind: .activation
    ) { call, importer in
        let input = call.input(0)
        let value = try importer.emit("LeakyRelu", call, [input.value], [.float("alpha", call.float(0))])
        return [TFLiteValue(value: value, isChannelsFirst: input.isChannelsFirst)]
    }

    static let parametricRelu = TFLiteOperator(
        "PRELU", inputs: 2...2, kind: .activation
    ) { call, importer in
        let (values, isFirst) = try importer.aligned(call.inputs.compactMap { $0 }, call)
        return [TFLiteValue(value: try importer.emit("PRelu", call, values), isChannelsFirst: isFirst)]
    }

    static let gelu = TFLiteOperator("GELU", inputs: 1...1, options: 116, kind: .activation) {
        call, importer in
        let input = call.input(0)
        let form = try call.flag(0) ? "tanh" : "none"
        let value = try importer.emit("Gelu", call, [input.value], [.text("approximate", form)])
        return [TFLiteValue(value: value, isChannelsFirst: input.isChannelsFirst)]
    }
}

extension TFLiteImporter {
    /// Values in one order of axes so that they broadcast to each other, and whether that is N×C×H×W.
    mutating func aligned(
        _ values: [TFLiteValue], _ call: TFLiteCall
    ) throws -> (values: [TranslatedValue], isChannelsFirst: Bool) {
        let isFirst = values.contains { $0.isChannelsFirst }
        guard isFirst, values.allSatisfy({ ($0.dimensions?.count ?? 0) <= 4 }) else {
            return (try values.map { try asWritten($0, call) }, false)
        }
        let aligned = try values.map { value in
            value.dimensions?.isEmpty == true ? value.value : try channelsFirst(value, call)
        }
        return (aligned, true)
    }
}
