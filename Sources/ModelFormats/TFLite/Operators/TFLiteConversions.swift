import NeuralNetwork
import Tensors

/// Operators between types of elements, and constants out of shapes.
extension TFLiteOperators {
    /// Real numbers stay what they are; what the output's type cannot hold is rounded as after every operator.
    static let quantize = TFLiteOperator("QUANTIZE", inputs: 1...1, kind: .activation) { call, _ in
        [call.input(0)]
    }

    static let dequantize = TFLiteOperator("DEQUANTIZE", inputs: 1...1, kind: .activation) { call, _ in
        [call.input(0)]
    }

    static let cast = TFLiteOperator("CAST", inputs: 1...1, kind: .reshape) { call, importer in
        let input = call.input(0)
        guard let type = call.outputs[0].type else {
            throw UnsupportedFeature.castTo(type: call.outputs[0].typeNumber)
        }
        guard let constant = input.value.constant else {
            guard type.isFloat else { throw UnsupportedFeature.castOfPicture }
            return [input]
        }
        if type.isFloat {
            return [TFLiteValue(value: importer.translation.constant(ONNXValue(constant.tensor)))]
        }
        let result =
            type == .boolean
            ? ONNXValue(constant.dimensions, .booleans(constant.booleans))
            : ONNXValue(constant.dimensions, .integers(constant.integers.map(Int64.init)))
        return [TFLiteValue(value: importer.translation.constant(result))]
    }

    static let shape = TFLiteOperator("SHAPE", inputs: 1...1, kind: .activation) { call, importer in
        [TFLiteValue(value: importer.translation.integers(try call.dimensions(0)))]
    }

    /// The inputs are the extents and the value of all elements.
    static let fill = TFLiteOperator("FILL", inputs: 2...2, kind: .activation) { call, importer in
        let value = try importer.emit("Expand", call, [call.input(1).value, call.input(0).value])
        return [TFLiteValue(value: value)]
    }

    static let range = TFLiteOperator("RANGE", inputs: 3...3, kind: .activation) { call, importer in
        let value = try importer.emit("Range", call, call.inputs.map { $0?.value })
        return [TFLiteValue(value: value)]
    }
}
