import Tensors
import Words

/// The first input with elements of the second at given places: scattering.
///
/// Where several elements have one place, the last one stands there, or all are added. The gradient of what is replaced goes
/// to what stands in its place.
public struct Replacement: PlainOperator {
    /// Row-major places in the first input with its batch, one for each element of the second.
    public let places: [Int32]
    /// Both inputs' shapes with the batch, for which the places are.
    public let whole, part: Shape
    /// Whether elements are added to what stands there.
    public let adds: Bool

    /// - Precondition: as many places as the second input has elements, each within the first.
    public init(_ places: [Int32], in whole: Shape, of part: Shape, adds: Bool = false) {
        precondition(places.count == part.count && places.allSatisfy { $0 >= 0 && $0 < whole.count })
        self.places = places
        self.whole = whole
        self.part = part
        self.adds = adds
    }

    public var kind: LayerKind { .merge }
    public var summary: Words { adds ? "Scatter (sum)" : "Scatter" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs.count == 2 else { throw .inputCount(expected: 2, found: inputs.count) }
        for (expected, found) in zip([whole, part], inputs) where expected != found {
            throw .elementCount(expected: expected.count, found: found.count)
        }
        return whole
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .unknown }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let (places, adds) = (places, adds)
        return try PlainKernel(
            inputs: [whole, part], output: whole, in: context,
            compute: { inputs, output in
                _ = output.update(from: inputs[0])
                for (position, place) in places.enumerated() {
                    output[Int(place)] = inputs[1][position] + (adds ? output[Int(place)] : 0)
                }
            },
            differentiate: { backward in
                if backward.index == 0 {
                    _ = backward.target.update(from: backward.gradient)
                    if !adds { for place in places { backward.target[Int(place)] = 0 } }
                    return
                }
                // The last one at a place is what the output has.
                var taken = Set<Int32>()
                for position in places.indices.reversed() {
                    let isOutput = adds || taken.insert(places[position]).inserted
                    backward.target[position] = isOutput ? backward.gradient[Int(places[position])] : 0
                }
            })
    }
}
