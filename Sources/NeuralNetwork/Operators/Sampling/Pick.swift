import Tensors
import Words

/// Elements at given places of the whole input, in a shape of their own: gathering with places that no axis has in common.
///
/// Several elements may have the same place; its gradient is the sum of theirs.
public struct Pick: PlainOperator {
    /// Row-major places in the input with its batch, one for each element of the output.
    public let places: [Int32]
    /// The input's shape with the batch, for which the places are.
    public let input: Shape
    public let output: Shape
    public let summary: Words

    /// - Precondition: as many places as the output has elements, each within the input.
    public init(_ places: [Int32], of input: Shape, output: Shape, summary: LayerName) {
        precondition(places.count == output.count && places.allSatisfy { $0 >= 0 && $0 < input.count })
        self.places = places
        self.input = input
        self.output = output
        self.summary = summary.words
    }

    public var kind: LayerKind { .reshape }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard input == self.input else {
            throw .elementCount(expected: self.input.count, found: input.count)
        }
        return output
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .unknown }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        AxisRole.unknown(of: output, from: inputs)
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let places = places
        return try PlainKernel(
            inputs: [input], output: output, in: context,
            compute: { inputs, output in
                for (position, place) in places.enumerated() { output[position] = inputs[0][Int(place)] }
            },
            differentiate: { backward in
                backward.target.update(repeating: 0)
                for (position, place) in places.enumerated() {
                    backward.target[Int(place)] += backward.gradient[position]
                }
            })
    }
}
