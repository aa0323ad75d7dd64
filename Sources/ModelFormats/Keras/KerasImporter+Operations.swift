import NeuralNetwork
import Tensors

extension KerasImporter {
    /// Every operation on tensors of `keras.ops` that is known, by its class, and how it becomes nodes.
    static let operations: [String: Build] = [arithmetic, reductions, views, indexing, products]
        .reduce(into: [:]) { $0.merge($1) { known, _ in known } }

    /// TensorFlow's functions that Keras 2 keeps as layers, by the name of the same operation in Keras 3.
    private static let functionNames: [String: String] = {
        var names: [String: String] = [
            "__operators__.getitem": "GetItem", "__operators__.add": "Add", "nn.bias_add": "BiasAdd",
            "math.truediv": "TrueDivide", "math.divide": "Divide", "math.pow": "Power",
            "math.abs": "Absolute",
            "math.negative": "Negative", "math.reciprocal": "Reciprocal", "math.rsqrt": "Rsqrt",
            "math.greater_equal": "GreaterEqual", "math.less_equal": "LessEqual",
            "math.logical_and": "LogicalAnd", "math.logical_or": "LogicalOr",
            "math.logical_not": "LogicalNot", "clip_by_value": "Clip",
            "compat.v1.transpose": "Transpose", "transpose": "Transpose", "reshape": "Reshape",
            "expand_dims": "ExpandDims", "compat.v1.expand_dims": "ExpandDims", "squeeze": "Squeeze",
            "compat.v1.squeeze": "Squeeze", "concat": "Concatenate", "stack": "Stack", "split": "Split",
            "unstack": "Unstack", "tile": "Tile", "roll": "Roll", "reverse": "Flip", "repeat": "Repeat",
            "pad": "Pad", "compat.v1.pad": "Pad", "gather": "Take", "compat.v1.gather": "Take",
            "broadcast_to": "BroadcastTo", "cast": "Cast", "identity": "Identity", "where": "Where",
            "stop_gradient": "StopGradient", "ones_like": "OnesLike", "zeros_like": "ZerosLike",
            "linalg.matmul": "Matmul", "math.l2_normalize": "Normalize", "linalg.l2_normalize": "Normalize",
            "image.resize": "Resize", "image.rgb_to_grayscale": "RGBToGrayscale",
            "nn.depth_to_space": "DepthToSpace", "nn.space_to_depth": "SpaceToDepth",
            "nn.max_pool2d": "MaxPool", "nn.max_pool": "MaxPool", "nn.avg_pool2d": "AveragePool",
            "nn.avg_pool": "AveragePool", "compat.v1.nn.max_pool": "MaxPool",
            "compat.v1.nn.avg_pool": "AveragePool", "nn.conv2d": "Conv", "nn.softmax": "Softmax",
            "compat.v1.nn.softmax": "Softmax", "nn.log_softmax": "LogSoftmax", "nn.relu6": "Relu6",
            "nn.leaky_relu": "LeakyRelu", "nn.gelu": "Gelu", "nn.silu": "Silu", "nn.swish": "Silu",
            "nn.elu": "Elu", "nn.selu": "Selu",
        ]
        for name in [
            "add", "subtract", "multiply", "maximum", "minimum", "greater", "less", "equal", "sqrt", "square",
            "exp", "log", "log1p", "expm1", "sign", "floor", "ceil", "round", "sin", "cos", "tan", "erf",
            "sinh", "cosh", "tanh", "sigmoid", "softplus", "softsign",
        ] {
            names["math.\(name)"] = name.prefix(1).uppercased() + name.dropFirst()
        }
        for (name, operation) in [
            ("mean", "Mean"), ("sum", "Sum"), ("max", "Max"), ("min", "Min"), ("prod", "Prod"),
            ("std", "Std"), ("variance", "Var"), ("logsumexp", "Logsumexp"),
        ] {
            names["math.reduce_\(name)"] = operation
            names["compat.v1.reduce_\(name)"] = operation
            names["compat.v1.math.reduce_\(name)"] = operation
        }
        for name in ["relu", "sigmoid", "tanh", "softplus", "softsign"] {
            names["nn.\(name)"] = name.prefix(1).uppercased() + name.dropFirst()
        }
        return names
    }()

    /// One of TensorFlow's functions, which Keras 2 writes as a layer.
    func addFunction(_ call: KerasCall, _ inputs: [Int]) throws -> [Int] {
        let function = call.settings["function"]?.text ?? ""
        guard let name = Self.functionNames[function], let build = Self.operations[name] else {
            return [try unsupported(call, inputs, .operation(function))]
        }
        return try build(self, call, inputs)
    }
}

extension KerasCall {
    /// Whether the file says by the settings alone that it is an operation on tensors: every layer has more.
    var isTensorOperation: Bool { layer.isOperation || layer.settings.values["trainable"] == nil }
}
