import Tensors
import Words

/// One operation of a network with its parameters: a value that knows its output's shape, can be compiled for given
/// inputs, and says all that the rest of the program has to know of it.
///
/// All shapes have the batch as their first axis: N×C×H×W, or N×F after flattening. Many operations give the same answers
/// to most questions; they conform to ``PlainOperator`` or one of its parts.
public protocol Operator: Computation {
    // MARK: What it is

    /// The kind of layer this draws as.
    var kind: LayerKind { get }
    /// The field's name of the operation with its settings, for example `Convolution 3×3, stride 2`.
    var summary: Words { get }
    /// Why the engine does not compute it, one clause; nil where it does, which is what an operation says that says nothing.
    var obstacle: Words? { get }
    /// Trained parameters, for counting.
    var parameters: [Tensor] { get }

    // MARK: What it computes

    /// The output's shape.
    ///
    /// - Throws: ``ShapeError`` when the inputs do not fit the operation.
    func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape
    /// Products of a weight, or of an element, and another element that it sums up: for measurements. 0 for an operation that sums
    /// up none, which is what an operation says that says nothing.
    ///
    /// - Parameters:
    ///   - inputs: with or without the batch, as `output`.
    func productCount(of inputs: [Shape], output: Shape) -> Int

    // MARK: How its output hangs together with its inputs

    /// The part of one input that one element of the output can depend on.
    ///
    /// - Parameters:
    ///   - index: which input.
    ///   - inputs: shapes for which ``outputShape(of:)`` gives an answer.
    func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField
    /// What the output's axes run over. An operation that says nothing keeps the axes of an input of the output's shape, of inputs
    /// that broadcast to it, or of N×C×H×W.
    func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole]
    /// Whether each place of the output depends on other places than its own although the axes stay, as in attention; not, for
    /// an operation that says nothing.
    var mixesPlaces: Bool { get }
    /// How a part of the output is computed from a part of the input.
    var narrowing: Narrowing { get }
    /// Only some of its filters, that is, of the channels that it puts out; nil where they cannot be computed by themselves.
    ///
    /// - Parameter filters: places among the output's channels, in any order.
    func selecting(filters: [Int]) -> (any Operator)?

    // MARK: How it is fused with its neighbours

    /// The activation that the source built into the operation, or nil.
    var builtInActivation: BuiltInActivation? { get }
    /// What a layer before it may compute along with its own work, if it is no more than that; else nil.
    var epilogue: Epilogue? { get }

    // MARK: How it is trained

    /// What it does otherwise in training, and how it learns; nil for an operation that does what it always does and has
    /// nothing that can be learnt.
    var learning: Learning? { get }

    // MARK: What explanations and tests of them ask

    /// Whether it is, or ends with, a rectifier, at which guided backpropagation stops negative gradients.
    var rectifies: Bool { get }
    /// What it passes down of a multiplier of DeepLIFT.
    var deepLIFTRule: DeepLIFTRule { get }
    /// Makes the same operation with random weights; nil for an operation without trained weights.
    var randomization: ((RandomWeights) -> any Operator)? { get }
}

extension Operator {
    public var obstacle: Words? { nil }
    public func productCount(of inputs: [Shape], output: Shape) -> Int { 0 }
}

/// How a part of an operation's output along rows and columns is computed from a part of its input.
public enum Narrowing {
    /// By the same operation: each element depends on the one at its place, and how does not depend on the place.
    case samePlace
    /// By the same operation with its window elsewhere: what is left out beside a window changes nothing.
    ///
    /// - Parameter moved: gives the operation with another padding of the window.
    case window(Window, moved: (Window) -> any Operator)
    /// It needs all of its input.
    case impossible
}

/// An operation's built-in activation.
public struct BuiltInActivation {
    public let activation: Activation
    /// The operation without it.
    public let linear: any Operator
}

/// Work at the end of an operation's own, done while its output is still at hand.
public enum Epilogue: Sendable {
    /// output·factor + shift, a factor and a shift for each channel. Its gradient needs no input.
    case scaleAndShift(factors: [Float], shifts: [Float])
    case activation(Activation)

    var isScaleAndShift: Bool { if case .scaleAndShift = self { true } else { false } }
}

/// What an operation passes down of DeepLIFT's multipliers (Shrikumar, Greenside and Kundaje 2017), as shap's `DeepExplainer`
/// does.
public enum DeepLIFTRule: Sendable {
    /// What its derivative at the reference passes: exact for linear operations.
    case derivative
    /// m·Δoutput/Δinput, for functions of single elements.
    case rescale
    /// The change of a maximum, to where the maxima of the input and the reference lie.
    case maximum
    /// Half to each of two factors.
    case product
}
