import Tensors
import Words

/// Means over windows that divide any number of rows and columns into a fixed number of parts: PyTorch's
/// `AdaptiveAvgPool2d`.
///
/// Part i of `n` parts of an axis of extent `m` goes from ⌊i·m / n⌋ to ⌈(i + 1)·m / n⌉; parts may overlap.
public struct AdaptivePooling: PlainOperator {
    /// Rows and columns of the output.
    public let outputSize: [Int]

    public init(outputSize: [Int]) {
        precondition(outputSize.count == 2)
        self.outputSize = outputSize
    }

    public var kind: LayerKind { .pooling }
    public var summary: Words {
        "Adaptive average pooling to \(outputSize.map(String.init).joined(separator: "×"))"
    }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single(rank: 4)
        for value in outputSize where value < 1 { throw .badSetting("output size", value: value) }
        guard input[2] > 0, input[3] > 0 else {
            throw .windowTooLarge(window: [1, 1], input: [input[2], input[3]])
        }
        return [input[0], input[1], outputSize[0], outputSize[1]]
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        guard let input = inputs.first, input.rank == 4 else { return .unknown }
        return outputSize == [1, 1]
            ? .all : input[2] == outputSize[0] && input[3] == outputSize[1] ? .samePlace : .unknown
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let rows = Self.parts(of: input[2], count: outputSize[0])
        let columns = Self.parts(of: input[3], count: outputSize[1])
        let width = input[3]
        let plane = input[2] * width
        let planes = 0..<input[0] * input[1]
        return try PlainKernel(
            inputs: [input], output: [input[0], input[1], rows.count, columns.count], in: context,
            compute: { inputs, output in
                var position = 0
                for start in planes.lazy.map({ $0 * plane }) {
                    for rows in rows {
                        for columns in columns {
                            var sum: Float = 0
                            for row in rows {
                                for column in columns { sum += inputs[0][start + row * width + column] }
                            }
                            output[position] = sum / Float(rows.count * columns.count)
                            position += 1
                        }
                    }
                }
            },
            differentiate: { pass in
                pass.target.update(repeating: 0)
                var position = 0
                for start in planes.lazy.map({ $0 * plane }) {
                    for rows in rows {
                        for columns in columns {
                            let share = pass.gradient[position] / Float(rows.count * columns.count)
                            for row in rows {
                                for column in columns { pass.target[start + row * width + column] += share }
                            }
                            position += 1
                        }
                    }
                }
            })
    }

    private static func parts(of extent: Int, count: Int) -> [Range<Int>] {
        (0..<count).map { $0 * extent / count..<(($0 + 1) * extent + count - 1) / count }
    }
}
