import NeuralNetwork
import Tensors

extension ATenOperators {
    /// Functions of one tensor that are one operator of ONNX.
    static let functions: [ATenOperator] = [
        ("relu", "Relu"), ("sigmoid", "Sigmoid"), ("tanh", "Tanh"), ("hardswish", "HardSwish"),
        ("mish", "Mish"), ("selu", "Selu"), ("exp", "Exp"), ("log", "Log"), ("sqrt", "Sqrt"), ("abs", "Abs"),
        ("neg", "Neg"), ("erf", "Erf"), ("sin", "Sin"), ("cos", "Cos"), ("tan", "Tan"), ("floor", "Floor"),
        ("ceil", "Ceil"), ("round", "Round"), ("sign", "Sign"), ("reciprocal", "Reciprocal"),
        ("atan", "Atan"), ("logical_not", "Not"), ("bitwise_not", "Not"), ("isnan", "IsNaN"),
    ].map { name, operation in
        ATenOperator("\(name)(self)", kind: .activation) { call, network in
            [.value(try network.emit(operation, call, [try call.tensor("self")]))]
        }
    }

    /// Functions of one tensor that the engine has and ONNX has not.
    static let engineFunctions: [ATenOperator] = [
        ("silu", Activation.silu), ("hardsigmoid", .hardSigmoid()), ("log_sigmoid", .logSigmoid),
        ("relu6", .relu6), ("softsign", .softsign),
    ].map { name, function in
        ATenOperator("\(name)(self)", kind: .activation) { call, network in
            try network.activation(function, call, try call.tensor("self"))
        }
    }

    static let gelu = ATenOperator("gelu(self, approximate?)", kind: .activation) { call, network in
        let form = try call.text("approximate", "none")
        return [
            .value(try network.emit("Gelu", call, [try call.tensor("self")], [.text("approximate", form)]))
        ]
    }

    static let leakyRelu = ATenOperator("leaky_relu(self, negative_slope?)", kind: .activation) {
        call, network in
        let slope = try call.float("negative_slope", 0.01)
        return [
            .value(try network.emit("LeakyRelu", call, [try call.tensor("self")], [.float("alpha", slope)]))
        ]
    }

    static let elu = ATenOperator("elu(self, alpha?, scale?, input_scale?)", kind: .activation) {
        call, network in
        let (alpha, scale) = (try call.float("alpha", 1), try call.float("scale", 1))
        guard try call.float("input_scale", 1) == 1 else { throw UnsupportedFeature.argument("input_scale") }
        guard scale != 1 else {
            return [
                .value(try network.emit("Elu", call, [try call.tensor("self")], [.float("alpha", alpha)]))
            ]
        }
        return [
            .value(
                try network.emit(
                    "Selu", call, [try call.tensor("self")], [.float("alpha", alpha), .float("gamma", scale)])
            )
        ]
    }

    static let celu = ATenOperator("celu(self, alpha?)", kind: .activation) { call, network in
        let alpha = try call.float("alpha", 1)
        return [.value(try network.emit("Celu", call, [try call.tensor("self")], [.float("alpha", alpha)]))]
    }

    /// ln(1 + exp(beta·x)) / beta; above the threshold it is x within what 32-bit floats can tell.
    static let softplus = ATenOperator("softplus(self, beta?, threshold?)", kind: .activation) {
        call, network in
        guard try call.float("beta", 1) == 1, try call.float("threshold", 20) >= 20 else {
            throw UnsupportedFeature.argument("beta")
        }
        return [.value(try network.emit("Softplus", call, [try call.tensor("self")]))]
    }

    static let hardtanh = ATenOperator("hardtanh(self, min_val?, max_val?)", kind: .activation) {
        call, network in
        try clipped(call, call.float("min_val", -1), call.float("max_val", 1), &network)
    }

    static let clamps: [ATenOperator] = [
        "clamp(self, min?, max?)", "clip(self, min?, max?)", "clamp_min(self, min)", "clamp_max(self, max)",
    ].map { signature in
        ATenOperator(signature, kind: .activation) { call, network in
            try clipped(call, call.optionalFloat("min"), call.optionalFloat("max"), &network)
        }
    }

    private static func clipped(
        _ call: ATenCall, _ minimum: Float?, _ maximum: Float?, _ network: inout ATenNetwork
    ) throws -> [ATenResult] {
        let bounds = [minimum, maximum].map { bound in bound.map { network.translation.float($0) } }
        return [.value(try network.emit("Clip", call, [try call.tensor("self")] + bounds))]
    }

    /// x above the threshold, a value else.
    static let threshold = ATenOperator("threshold(self, threshold, value)", kind: .activation) {
        call, network in
        let bound = try call.float("threshold")
        guard try call.float("value") == 0 else { throw UnsupportedFeature.argument("value") }
        return try network.activation(.thresholdedRelu(threshold: bound), call, try call.tensor("self"))
    }

    /// One slope, or one for each channel.
    static let parametricRelus: [ATenOperator] = ["prelu", "_prelu_kernel"].map { name in
        ATenOperator("\(name)(self, weight)", kind: .activation) { call, network in
            var slopes = try call.tensor("weight")
            if slopes.dimensions?.count == 1 {
                let rank = try call.rank("self")
                let extents = slopes.dimensions! + Array(repeating: 1, count: max(rank - 2, 0))
                slopes = try network.reshaped(slopes, to: extents, call, part: "slopes")
            }
            return [.value(try network.emit("PRelu", call, [try call.tensor("self"), slopes]))]
        }
    }

    /// The first half along an axis, times the sigmoid of the second.
    static let gatedLinearUnit = ATenOperator("glu(self, dim?)", kind: .activation) { call, network in
        let axis = try call.axis("dim", -1, rank: call.rank("self"))
        guard try call.dimensions("self")[axis].isMultiple(of: 2) else {
            throw UnsupportedFeature.argument("dim")
        }
        let halves = try network.translation.node(
            "Split", named: "\(call.name).half", [try call.tensor("self")],
            [.integer("axis", axis), .integer("num_outputs", 2)], outputs: 2)
        let gate = try network.emit("Sigmoid", call, [halves[1]], part: "gate")
        return [.value(try network.emit("Mul", call, [halves[0], gate]))]
    }

    static let softmaxes: [ATenOperator] = [
        ("softmax(self, dim, dtype?)", "Softmax"), ("_softmax(self, dim, half_to_float)", "Softmax"),
        ("_safe_softmax(self, dim, dtype?)", "Softmax"), ("log_softmax(self, dim, dtype?)", "LogSoftmax"),
        ("_log_softmax(self, dim, half_to_float)", "LogSoftmax"),
    ].map { signature, operation in
        ATenOperator(signature, kind: .activation) { call, network in
            let axis = try call.axis("dim", rank: call.rank("self"))
            return [
                .value(try network.emit(operation, call, [try call.tensor("self")], [.integer("axis", axis)]))
            ]
        }
    }

    // MARK: What changes nothing

    static let identities: [ATenOperator] = [
        "contiguous(self, memory_format?)", "clone(self, memory_format?)", "detach(self)", "alias(self)",
        "lift_fresh_copy(self)", "lift_fresh(self)", "positive(self)", "requires_grad_(self, requires_grad?)",
        "resolve_conj(self)", "resolve_neg(self)",
    ].map { signature in
        let copies = signature.hasPrefix("clone") || signature.hasPrefix("lift_fresh_copy")
        return ATenOperator(signature, kind: .regularization, isView: !copies) { call, _ in
            [.value(try call.tensor("self"))]
        }
    }

    static let dropouts: [ATenOperator] = [
        "dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout", "native_dropout",
    ].map { name in
        ATenOperator("\(name)(input, p, train?)", kind: .regularization, isView: true) { call, _ in
            guard try !call.boolean("train") || call.float("p") == 0 else {
                throw UnsupportedFeature.training
            }
            return [.value(try call.tensor("input"))]
        }
    }

    /// Another type of elements: every float is a 32-bit one here.
    static let casts: [ATenOperator] = [
        "to(self, dtype?, other?, non_blocking?, copy?, memory_format?)",
        "_to_copy(self, dtype?, non_blocking?, memory_format?)", "type_as(self, other)",
    ].map { signature in
        ATenOperator(signature, kind: .reshape, isView: true) { call, network in
            let value = try call.tensor("self")
            var type = try call.elementType("dtype")
            if let other = try call.optionalTensor("other") {
                type =
                    other.constant.map { $0.isFloat ? .float : $0.isBoolean ? .boolean : .integer } ?? .float
            }
            guard let type else { return [.value(value)] }
            guard let constant = value.constant else {
                guard type == .float else { throw UnsupportedFeature.castOfPicture }
                return [.value(value)]
            }
            let cast =
                switch type {
                case .float: ONNXValue(constant.tensor.reshaped(Shape(constant.dimensions)))
                case .integer:
                    ONNXValue(constant.dimensions, .integers(constant.integers.map(Int64.init)))
                case .boolean: ONNXValue(constant.dimensions, .booleans(constant.booleans))
                }
            return [.value(network.translation.constant(cast))]
        }
    }

    static let floatCast = ATenOperator("float(self)", kind: .reshape, isView: true) { call, network in
        let value = try call.tensor("self")
        guard let constant = value.constant, !constant.isFloat else { return [.value(value)] }
        return [.value(network.translation.constant(ONNXValue(constant.tensor)))]
    }
}
