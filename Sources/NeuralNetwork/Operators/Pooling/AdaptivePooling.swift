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
        let axes = (0..<2).map { Self.parts(of: input[$0 + 2], count: outputSize[$0]) }
        return try Resampling([nil, nil] + axes, summary: .like(summary)).makeKernel(for: inputs, in: context)
    }

    /// The means along an axis as a product: parts × extent.
    ///
    /// - Parameter axis: 0 for rows, 1 for columns.
    public func matrix(axis: Int, extent: Int) -> Tensor {
        let parts = Self.parts(of: extent, count: outputSize[axis])
        return Tensor([parts.count, extent]) { values in
            values.update(repeating: 0)
            for (row, part) in parts.enumerated() {
                for (position, weight) in zip(part.positions, part.weights) {
                    values[row * extent + position] = weight
                }
            }
        }
    }

    private static func parts(of extent: Int, count: Int) -> [Resampling.Taps] {
        (0..<count).map {
            let part = $0 * extent / count..<(($0 + 1) * extent + count - 1) / count
            return Resampling.Taps(
                positions: Array(part), weights: part.map { _ in 1 / Float(part.count) })
        }
    }
}
