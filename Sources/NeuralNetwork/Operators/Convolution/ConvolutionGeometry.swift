import Tensors

/// The numbers that identify a convolution.
struct ConvolutionGeometry {
    let input: Shape
    let output: Shape
    /// The shape of the weights, with a leading axis of groups where there is more than one.
    let weights: Shape
    let strides: [Int64]
    let dilates: [Int64]
    let before: [Int64]
    let after: [Int64]
    let hasBias: Bool
    let groups: Int

    /// - Parameter input: a shape for which ``Convolution/outputShape(of:)`` gives an answer.
    init(_ operation: Convolution, input: Shape) {
        let output = checked(try operation.outputShape(of: [input]))
        let placement = checked(try operation.window.place(over: Array(input.dimensions.dropFirst(2))))
        self.input = input
        self.output = output
        groups = operation.groups
        let shape = operation.weights.shape
        weights =
            groups == 1
            ? shape : Shape([groups, shape[0] / groups] + shape.dimensions.dropFirst())
        strides = operation.window.stride.map(Int64.init)
        dilates = operation.window.dilation.map { Int64($0 - 1) }
        before = placement.before.map(Int64.init)
        after = placement.after.map(Int64.init)
        hasBias = operation.bias != nil
    }
}

/// Whether a convolution is computed or its gradient with respect to its input.
enum ConvolutionDirection {
    case forward, backward
}
