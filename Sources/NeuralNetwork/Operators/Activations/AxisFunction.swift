import Tensors

/// A function of each line of values along one axis; the output has the input's shape.
public protocol AxisFunction: PlainOperator {
    /// The axis, counted with the batch: 1 for N×F and for the channels of N×C×H×W.
    var axis: Int { get }
}

extension AxisFunction {
    public var kind: LayerKind { .activation }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard axis >= 0, axis < input.rank else { throw .badSetting("axis", value: axis) }
        return input
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        .along([axis], of: inputs[0])
    }
}
