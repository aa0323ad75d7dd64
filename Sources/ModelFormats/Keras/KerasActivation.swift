import Files
import NeuralNetwork

/// What an activation argument says.
enum KerasActivation: Equatable {
    case none
    case function(Activation)
    /// Axis as Keras counts it.
    case softmax(axis: Int)
    case logSoftmax
    /// Half of the channels times the sigmoid of the others.
    case gatedLinear
    case unsupported(String)

    /// - Parameters:
    ///   - value: a name, or what Keras writes of a function or of a layer in an activation's place.
    ///   - version: of Keras; some functions changed with version 3.
    init(_ value: JSONValue?, version: Int) {
        guard let value, !value.isNull else {
            self = .none
            return
        }
        if let name = value.text {
            self.init(named: name, version: version)
        } else if let name = value["config"]?.text {
            self.init(named: name, version: version)
        } else if let className = value["class_name"]?.text {
            self.init(layer: className, value["config"]?.record ?? [:], version: version)
        } else {
            self = .unsupported("of unknown form")
        }
    }

    private init(named name: String, version: Int) {
        switch name {
        case "linear": self = .none
        case "relu": self = .function(.relu)
        case "relu6": self = .function(.relu6)
        case "leaky_relu": self = .function(.leakyRelu(slope: 0.2))
        case "elu": self = .function(.elu(alpha: 1))
        case "selu": self = .function(.selu())
        case "celu": self = .function(.celu(alpha: 1))
        case "gelu": self = .function(.gelu)
        case "sigmoid": self = .function(.sigmoid)
        case "tanh": self = .function(.tanh)
        case "softplus": self = .function(.softplus)
        case "softsign": self = .function(.softsign)
        case "mish": self = .function(.mish)
        case "exponential": self = .function(.exponential)
        case "silu", "swish": self = .function(.silu)
        case "hard_sigmoid":
            self = .function(version < 3 ? .hardSigmoid(slope: 0.2, offset: 0.5) : .hardSigmoid())
        case "hard_silu", "hard_swish": self = .function(.hardSwish)
        case "hard_tanh": self = .function(.clip(minimum: -1, maximum: 1))
        case "sparse_sigmoid": self = .function(.hardSigmoid(slope: 0.5, offset: 0.5))
        case "log_sigmoid": self = .function(.logSigmoid)
        case "soft_shrink": self = .function(.softShrink(threshold: 0.5))
        case "hard_shrink": self = .function(.hardShrink(threshold: 0.5))
        case "tanh_shrink": self = .function(.tanhShrink)
        case "squareplus": self = .function(.squareplus(4))
        case "sparse_plus": self = .function(.sparsePlus)
        case "softmax": self = .softmax(axis: -1)
        case "log_softmax": self = .logSoftmax
        case "glu": self = .gatedLinear
        default: self = .unsupported(name)
        }
    }

    /// A layer object in an activation's place.
    private init(layer: String, _ settings: [String: JSONValue], version: Int) {
        func number(_ keys: String..., default standard: Float) -> Float {
            keys.lazy.compactMap { settings[$0]?.number }.first.map { Float($0) } ?? standard
        }
        switch layer {
        case "LeakyReLU": self = .function(.leakyRelu(slope: number("negative_slope", "alpha", default: 0.3)))
        case "ELU": self = .function(.elu(alpha: number("alpha", default: 1)))
        case "Softmax": self = .softmax(axis: settings["axis"]?.integer ?? -1)
        case "ReLU":
            let slope = number("negative_slope", default: 0)
            let maximum = number("max_value", default: .infinity)
            guard number("threshold", default: 0) == 0, slope == 0 || maximum == .infinity else {
                self = .unsupported(layer)
                return
            }
            self = .function(
                slope != 0
                    ? .leakyRelu(slope: slope)
                    : maximum == .infinity ? .relu : .clip(minimum: 0, maximum: maximum))
        default: self = .unsupported(layer)
        }
    }
}
