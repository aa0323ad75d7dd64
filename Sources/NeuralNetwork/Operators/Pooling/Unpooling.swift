import Tensors
import Words

/// Puts elements where a max pooling found them, with zeros elsewhere. The second input holds the positions, counted in
/// the flattened output of `size`; an output that is larger has zeros at its ends.
public struct Unpooling: PlainOperator {
    /// The spatial extents in which positions are counted.
    public let size: [Int]
    /// The output's spatial extents, none smaller than `size`.
    public let outputSize: [Int]

    public init(size: [Int], outputSize: [Int]? = nil) {
        self.size = size
        self.outputSize = outputSize ?? size
    }

    public var kind: LayerKind { .pooling }
    public var summary: Words { "Unpooling to \(Shape(outputSize))" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs.count == 2 else { throw .inputCount(expected: 2, found: inputs.count) }
        guard inputs[0] == inputs[1] else { throw .notBroadcastable(inputs[0], inputs[1]) }
        guard inputs[0].rank == size.count + 2, outputSize.count == size.count else {
            throw .rank(expected: size.count + 2, found: inputs[0])
        }
        for (extent, output) in zip(size, outputSize) {
            guard extent > 0, output < 1 << 20 else { throw .badSetting("extent", value: extent) }
            guard output >= extent else { throw .badSetting("output extent", value: output) }
        }
        return Shape(inputs[0].dimensions.prefix(2) + outputSize)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .unknown }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let output = checked(try outputShape(of: inputs.map(\.shape)))
        let places = UnpooledPlaces(
            counted: Array(input.dimensions.prefix(2)) + size, output: output.dimensions)
        return try PlainKernel(
            inputs: inputs.map(\.shape), output: output, in: context,
            compute: { inputs, output in
                output.update(repeating: 0)
                // One after the other: the last of several elements at one place counts.
                for (value, place) in zip(inputs[0], places.of(inputs[1])) where place >= 0 {
                    output[place] = value
                }
            },
            differentiate: { backward in
                guard backward.index == 0 else { return backward.target.update(repeating: 0) }
                let places = places.of(backward.inputs[1])
                nonisolated(unsafe) let backward = backward
                Team.inParts(places.count, each: 1) { part in
                    for source in part {
                        backward.target[source] = places[source] < 0 ? 0 : backward.gradient[places[source]]
                    }
                }
            })
    }
}

/// Where positions that are counted in an array lie in a larger one with the same number of axes.
private struct UnpooledPlaces: Sendable {
    let counted, output: [Int]

    /// The place of each position, −1 for those that are none.
    func of(_ positions: PlainKernel.Floats) -> [Int] {
        let count = Double(counted.reduce(1, *))
        let isSame = counted == output
        nonisolated(unsafe) let positions = positions
        return [Int](unsafeUninitializedCapacity: positions.count) { places, initialized in
            initialized = positions.count
            nonisolated(unsafe) let places = places
            Team.inParts(positions.count, each: 1) { part in
                for index in part {
                    let position = Double(positions[index]).rounded()
                    let isInside = position >= 0 && position < count
                    let place = isInside ? isSame ? Int(position) : moved(Int(position)) : -1
                    places.initializeElement(at: index, to: place)
                }
            }
        }
    }

    private func moved(_ position: Int) -> Int {
        var (rest, place, step) = (position, 0, 1)
        for axis in counted.indices.reversed() {
            place += rest % counted[axis] * step
            rest /= counted[axis]
            step *= output[axis]
        }
        return place
    }
}
