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
        let candidates = size.indices.map { axis in
            (0..<placement.outputSize[axis]).map { index in
                elements(axis, from: index * window.stride[axis] - placement.before[axis], of: size[axis])
            }
        }
        let numbering = isColumnMajor ? Array(size.indices) : size.indices.reversed()
        return try PlainKernel(
            inputs: [input], output: output, in: context,
            compute: { inputs, output in
                let plane = size.reduce(1, *)
                let windows = placement.outputSize.reduce(1, *)
                for position in 0..<output.count {
                    let (channel, inPlane) = position.quotientAndRemainder(dividingBy: windows)
                    var rest = inPlane
                    var lists: [[Int]] = []
                    for axis in size.indices.reversed() {
                        lists.insert(candidates[axis][rest % placement.outputSize[axis]], at: 0)
                        rest /= placement.outputSize[axis]
                    }
                    let best = Self.firstMaximum(lists, size) { inputs[0][channel * plane + $0] }
                    output[position] = Float(channel * plane + Self.number(best, size, numbering))
                }
            },
            differentiate: { $0.target.update(repeating: 0) })
    }

    /// The window's elements that lie in the input.
    private func elements(_ axis: Int, from start: Int, of extent: Int) -> [Int] {
        (0..<window.kernelSize[axis]).map { start + $0 * window.dilation[axis] }
            .filter { (0..<extent).contains($0) }
    }

    /// The coordinates of the first greatest element in row-major order.
    private static func firstMaximum(
        _ lists: [[Int]], _ size: [Int], _ value: (Int) -> Float
    ) -> [Int] {
        var best = lists.map { $0.first ?? 0 }
        var greatest = -Float.infinity
        for turn in 0..<lists.reduce(1, { $0 * $1.count }) {
            var rest = turn
            var coordinates = best
            for axis in lists.indices.reversed() {
                coordinates[axis] = lists[axis][rest % lists[axis].count]
                rest /= lists[axis].count
            }
            let found = value(zip(coordinates, size).reduce(0) { $0 * $1.1 + $1.0 })
            if found > greatest { (greatest, best) = (found, coordinates) }
        }
        return best
    }

    /// The number of coordinates, counted with the first of `axes` fastest.
    private static func number(_ coordinates: [Int], _ size: [Int], _ axes: [Int]) -> Int {
        var (number, step) = (0, 1)
        for axis in axes {
            number += coordinates[axis] * step
            step *= size[axis]
        }
        return number
    }
}
