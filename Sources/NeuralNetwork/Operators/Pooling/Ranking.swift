import Tensors
import Words

/// The k greatest or least elements along an axis in their order, or their places along it; of equal elements the first one
/// comes first.
///
/// The gradient of an element goes to its place; places have none.
public struct Ranking: PlainOperator {
    public enum Answer: Sendable, Hashable {
        case values
        /// Counted from 0, as floats.
        case places
    }

    public let answer: Answer
    public let axis: Int
    /// How many, at most as many as the axis has.
    public let count: Int
    public let isGreatest: Bool
    /// Whether of equal elements the last one comes first.
    public let prefersLast: Bool

    public init(
        _ answer: Answer, axis: Int, count: Int, isGreatest: Bool = true, prefersLast: Bool = false
    ) {
        self.answer = answer
        self.axis = axis
        self.count = count
        self.isGreatest = isGreatest
        self.prefersLast = prefersLast
    }

    public var kind: LayerKind { .pooling }
    public var summary: Words {
        switch answer {
        case .values: isGreatest ? "Greatest \(count)" : "Least \(count)"
        case .places: isGreatest ? "Places of the greatest \(count)" : "Places of the least \(count)"
        }
    }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard axis >= 0, axis < input.rank else { throw .badSetting("axis", value: axis) }
        guard count >= 0, count <= input[axis] else { throw .badSetting("size", value: count) }
        var dimensions = input.dimensions
        dimensions[axis] = count
        return Shape(dimensions)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        inputs[0].rank == 4 && axis == 1 ? .samePlace : .unknown
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = inputs[0].shape
        let (count, answer) = (count, answer)
        let (outer, extent) = (shape.dimensions[..<axis].reduce(1, *), shape[axis])
        let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
        let ranking = self
        /// Calls `body` with the place of every element of the output in it, in the input, and along the axis.
        @Sendable func forEach(_ input: PlainKernel.Floats, _ body: (Int, Int, Int) -> Void) {
            for block in 0..<outer {
                for lane in 0..<inner {
                    let start = block * extent * inner + lane
                    let order = ranking.order(of: (0..<extent).map { input[start + $0 * inner] })
                    for rank in 0..<count {
                        body(
                            (block * count + rank) * inner + lane, start + order[rank] * inner, order[rank])
                    }
                }
            }
        }
        return try PlainKernel(
            inputs: [shape], output: outputShape(of: shape), in: context,
            compute: { inputs, output in
                forEach(inputs[0]) { position, source, place in
                    output[position] = answer == .values ? inputs[0][source] : Float(place)
                }
            },
            differentiate: { backward in
                backward.target.update(repeating: 0)
                guard answer == .values else { return }
                forEach(backward.inputs[0]) { position, source, _ in
                    backward.target[source] = backward.gradient[position]
                }
            })
    }

    private func outputShape(of input: Shape) -> Shape { checked(try outputShape(of: [input])) }

    /// The places of a line's elements from the first rank on; what is no number comes first.
    private func order(of line: [Float]) -> [Int] {
        func comes(_ a: Int, before b: Int) -> Bool {
            let (x, y) = (line[a], line[b])
            if x == y || x.isNaN && y.isNaN { return prefersLast ? a > b : a < b }
            if x.isNaN || y.isNaN { return x.isNaN }
            return isGreatest ? x > y : x < y
        }
        guard count > 1 else {
            return line.indices.dropFirst().reduce(into: line.isEmpty ? [] : [0]) { best, place in
                if comes(place, before: best[0]) { best[0] = place }
            }
        }
        return line.indices.sorted { comes($0, before: $1) }
    }
}
