import Tensors

/// One layer by itself on the inputs that it had in a pass: says of single elements of its output what every element of the
/// inputs has to do with them.
///
/// Where the layer moves a window over its input, only what lies in the window is looked at, and of the filters only the
/// one that is asked about, so that an answer takes a millisecond and not a pass.
///
/// Not Sendable: it stays on the queue of its executor.
public final class LayerProbe {
    /// What of one input an element can depend on, and how it does.
    public struct Share: Sendable {
        /// The input's values: all of them in its shape with the batch, or those of a window, 1×C×h×w.
        public let values: Tensor
        /// The element's derivative by each of them.
        public let slopes: Tensor
        /// The row and the column of the input with which the values begin; nil where all are there.
        public let start: (row: Int, column: Int)?
        /// The places of the values that count: those with a derivative other than 0, or one that is no number.
        public let counting: [Int]

        init(values: Tensor, slopes: Tensor, start: (row: Int, column: Int)?) {
            self.values = values
            self.slopes = slopes
            self.start = start
            counting = slopes.withUnsafeBufferPointer { slopes in
                var places: [Int] = []
                var place = 0
                while place < slopes.count {
                    if slopes[place] != 0 { places.append(place) }
                    place += 1
                }
                return places
            }
        }
    }

    /// One element of the output.
    public struct Element: Sendable {
        public let value: Float
        /// One for each input.
        public let shares: [Share]
        /// What the element would be if one of the inputs were 0, for each of them.
        public let withoutInput: [Float]
        /// What it would be if all of them were.
        public let withoutInputs: Float
        /// Rows and columns that the window reaches over the input's edges, where there is a window.
        public let window: Reach?
    }

    /// Where a window lies over an input; it may begin before its first element and end after the last one.
    public struct Reach: Sendable {
        public let rows, columns: Range<Int>
        /// From one element that is read to the next.
        public let dilation: (rows: Int, columns: Int)
    }

    private let operation: any Operator
    private let inputs: [Tensor]
    private let outputShape: Shape
    private let context: ComputeContext

    /// - Parameters:
    ///   - operation: the layer's.
    ///   - inputs: in the operation's order, with the batch.
    ///   - executor: whose buffers are used.
    /// - Throws: ``ShapeError``.
    public init(_ operation: any Operator, inputs: [Tensor], besides executor: Executor) throws {
        self.operation = operation
        self.inputs = inputs
        outputShape = try operation.outputShape(of: inputs.map(\.shape))
        context = executor.context
    }

    /// What the layer makes of other inputs of the same shapes.
    public func output(of inputs: [Tensor]? = nil) throws -> Tensor {
        let run = try Run(operation, inputs ?? self.inputs, context)
        return try context.tensor(run.result.output)
    }

    /// - Parameter index: the element's place in the output, row-major with the batch.
    /// - Precondition: there is such an element.
    public func element(_ index: Int) throws -> Element {
        precondition((0..<outputShape.count).contains(index), "element \(index) of \(outputShape)")
        if let element = try elementInWindow(index) { return element }
        let (operation, place) = try selected(index)
        return try element(
            place, of: operation, inputs, start: nil, reach: nil)
    }

    /// The filter that puts the element out by itself where that is possible, and where the element is then.
    private func selected(_ index: Int) throws -> (operation: any Operator, place: Int) {
        guard outputShape.rank >= 2, outputShape[1] > 1 else { return (operation, index) }
        let inside = outputShape.dimensions.dropFirst(2).reduce(1, *)
        let (item, rest) = index.quotientAndRemainder(dividingBy: inside * outputShape[1])
        guard let filter = operation.selecting(filters: [rest / inside]) else { return (operation, index) }
        return (filter, item * inside + rest % inside)
    }

    private func elementInWindow(_ index: Int) throws -> Element? {
        guard inputs.count == 1, outputShape.rank == 4, outputShape[0] == 1, inputs[0].shape.rank == 4 else {
            return nil
        }
        let plane = outputShape[2] * outputShape[3]
        let (channel, row, column) = (index / plane, index % plane / outputShape[3], index % outputShape[3])
        switch operation.narrowing {
        case .impossible: return nil
        case .samePlace:
            let part = inputs[0].window(rows: row..<row + 1, columns: column..<column + 1)
            return try element(
                channel, of: operation, [part], start: (row, column),
                reach: Reach(rows: row..<row + 1, columns: column..<column + 1, dilation: (1, 1)))
        case .window(var window, let moved):
            let size = Array(inputs[0].shape.dimensions.suffix(2))
            guard window.kernelSize.count == 2 else { return nil }
            let placement = try window.place(over: size)
            let reaches = zip([row, column], size.indices).map { place, axis in
                let first = place * window.stride[axis] - placement.before[axis]
                return first..<first + window.dilation[axis] * (window.kernelSize[axis] - 1) + 1
            }
            let insides = zip(reaches, size).map { $0.clamped(to: 0..<$1) }
            guard !insides.contains(where: \.isEmpty) else { return nil }
            window.ceilMode = false
            window.padding = .explicit(
                before: zip(reaches, insides).map { $1.lowerBound - $0.lowerBound },
                after: zip(reaches, insides).map { $0.upperBound - $1.upperBound })
            let whole = moved(window)
            let filter = whole.selecting(filters: [channel])
            return try element(
                filter == nil ? channel : 0, of: filter ?? whole,
                [inputs[0].window(rows: insides[0], columns: insides[1])],
                start: (insides[0].lowerBound, insides[1].lowerBound),
                reach: Reach(
                    rows: reaches[0], columns: reaches[1], dilation: (window.dilation[0], window.dilation[1]))
            )
        }
    }

    private func element(
        _ place: Int, of operation: any Operator, _ inputs: [Tensor], start: (row: Int, column: Int)?,
        reach: Reach?
    ) throws -> Element {
        let run = try Run(operation, inputs, context)
        let output = try context.tensor(run.result.output)
        let seed = Tensor(output.shape) { target in
            target.initialize(repeating: 0)
            target[place] = 1
        }
        let slopes = try run.kernel.backward(
            try context.memory(seed), inputs: run.inputs, result: run.result)
        var shares: [Share] = []
        for (input, slope) in zip(inputs, slopes) {
            shares.append(Share(values: input, slopes: try context.tensor(slope), start: start))
        }
        let zeros = inputs.map { Tensor($0.shape, repeating: 0) }
        func value(_ inputs: [Tensor]) throws -> Float {
            try context.tensor(Run(operation, inputs, context, kernel: run.kernel).result.output)[place]
        }
        let withoutInputs = try value(zeros)
        let withoutInput =
            inputs.count == 1
            ? [withoutInputs]
            : try inputs.indices.map { index in
                var some = inputs
                some[index] = zeros[index]
                return try value(some)
            }
        return Element(
            value: output[place], shares: shares, withoutInput: withoutInput, withoutInputs: withoutInputs,
            window: reach)
    }

    /// An operation on some inputs.
    private struct Run {
        let kernel: any Kernel
        let inputs: [Memory]
        let result: KernelResult

        init(
            _ operation: any Operator, _ tensors: [Tensor], _ context: ComputeContext,
            kernel: (any Kernel)? = nil
        ) throws {
            var inputs: [Memory] = []
            for tensor in tensors { inputs.append(try context.memory(tensor)) }
            self.kernel =
                try kernel ?? operation.makeKernel(reading: inputs.map(\.descriptor), in: context)
            self.inputs = inputs
            result = try self.kernel.forward(inputs)
        }
    }
}

extension Tensor {
    /// Some rows and columns of N×C×H×W.
    fileprivate func window(rows: Range<Int>, columns: Range<Int>) -> Tensor {
        let (height, width) = (shape[2], shape[3])
        return withUnsafeBufferPointer { source in
            Tensor([shape[0], shape[1], rows.count, columns.count]) { target in
                var place = 0
                for plane in 0..<shape[0] * shape[1] {
                    for row in rows {
                        for column in columns {
                            target[place] = source[(plane * height + row) * width + column]
                            place += 1
                        }
                    }
                }
            }
        }
    }
}
