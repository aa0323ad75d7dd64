import Tensors
import Words

/// Where a max pooling finds its maxima: for each window, the position of its first greatest element in the flattened
/// input, padding not counted. Its gradient is 0.
public struct MaximumPositions: PlainOperator {
    public let window: Window
    /// Whether the spatial axes are counted with the first one fastest.
    public let isColumnMajor: Bool

    public init(window: Window, isColumnMajor: Bool = false) {
        self.window = window
        self.isColumnMajor = isColumnMajor
    }

    public var kind: LayerKind { .pooling }
    public var summary: Words { "Positions of maxima \(window.summary)" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        try Pooling(.maximum, window: window).outputShape(of: inputs)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        .window(window, over: inputs[0])
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let size = Array(input.dimensions.dropFirst(2))
        let output = checked(try outputShape(of: [input]))
        let placement = checked(try window.place(over: size))
        let windows = PlaneWindows(
            size: size,
            spans: size.indices.map { axis in
                (0..<placement.outputSize[axis]).map { index in
                    span(axis, from: index * window.stride[axis] - placement.before[axis], of: size[axis])
                }
            }, dilation: window.dilation, isColumnMajor: isColumnMajor)
        return try PlainKernel(
            inputs: [input], output: output, in: context,
            compute: { inputs, output in
                // Each plane writes its own positions.
                nonisolated(unsafe) let (input, output) = (inputs[0], output)
                Team.inParts(windows.count == 0 ? 0 : output.count / windows.count, each: windows.planeCount)
                {
                    for plane in $0 { windows.findMaxima(of: plane, input, into: output) }
                }
            },
            differentiate: { $0.target.update(repeating: 0) })
    }

    /// The window's elements that lie in the input.
    private func span(_ axis: Int, from start: Int, of extent: Int) -> PlaneWindows.Span {
        let inside = (0..<window.kernelSize[axis]).map { start + $0 * window.dilation[axis] }
            .filter { (0..<extent).contains($0) }
        return .init(first: inside.first ?? 0, count: inside.count)
    }
}

/// The windows over one plane, which has depth, rows and columns; missing axes have extent 1.
private struct PlaneWindows: Sendable {
    /// Elements of a window along one axis.
    struct Span {
        let first, count: Int
    }

    private let size, dilation: [Int]
    /// For each axis and each position of the output along it, what the window has there.
    private let spans: [[Span]]
    /// Distances in the numbering of positions.
    private let steps: [Int]

    var count: Int { spans.reduce(1) { $0 * $1.count } }
    var planeCount: Int { size.reduce(1, *) }

    init(size: [Int], spans: [[Span]], dilation: [Int], isColumnMajor: Bool) {
        let missing = 3 - size.count
        let ones = [Int](repeating: 1, count: missing)
        let whole = ones + size
        self.size = whole
        self.dilation = ones + dilation
        self.spans = ones.map { _ in [Span(first: 0, count: 1)] } + spans
        steps = isColumnMajor ? [1, whole[0], whole[0] * whole[1]] : [whole[1] * whole[2], whole[2], 1]
    }

    func findMaxima(of plane: Int, _ input: PlainKernel.Floats, into output: PlainKernel.MutableFloats) {
        let (rows, columns) = (size[1], size[2])
        let (depthDilation, rowDilation, columnDilation) = (dilation[0], dilation[1], dilation[2])
        let start = plane * planeCount
        var position = plane * count
        for depths in spans[0] {
            for own in spans[1] {
                for across in spans[2] {
                    // The first of them where none is greater than −∞.
                    var best = (depth: depths.first, row: own.first, column: across.first)
                    var greatest = -Float.infinity
                    for z in 0..<depths.count {
                        let depth = depths.first + z * depthDilation
                        for y in 0..<own.count {
                            let row = own.first + y * rowDilation
                            for x in 0..<across.count {
                                let column = across.first + x * columnDilation
                                let value = input[start + (depth * rows + row) * columns + column]
                                guard value > greatest else { continue }
                                greatest = value
                                best = (depth, row, column)
                            }
                        }
                    }
                    let number = best.depth * steps[0] + best.row * steps[1] + best.column * steps[2]
                    output[position] = Float(start + number)
                    position += 1
                }
            }
        }
    }
}
