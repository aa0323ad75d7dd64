import Tensors
import Words

/// Reads N×C×H×W at places that a grid N×Ho×Wo×2 gives, which makes N×C×Ho×Wo: the sampler of spatial transformers
/// (Jaderberg et al. 2015), with the conventions of PyTorch's `grid_sample`.
///
/// A place is a column and a row between −1 and 1 across the picture; others lie outside. The gradient goes to the picture
/// and to the grid; a place that is not a number reads nothing.
public struct GridSample: PlainOperator {
    /// How a place between pixels is read.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// From the four pixels around it.
        case bilinear
        /// From the nearest pixel, halves to the even one; the grid gets no gradient.
        case nearest
        /// From sixteen pixels by cubic convolution with a = −0.75 (Keys 1981).
        case bicubic
    }

    /// What stands outside of the picture.
    public enum Padding: String, Sendable, Hashable, CaseIterable {
        case zeros
        /// The nearest pixel of the edge.
        case border
        /// The picture mirrored at its edge, as often as it takes.
        case reflection
    }

    public let mode: Mode
    public let padding: Padding
    /// Whether −1 and 1 are the centres of the first and the last pixels; otherwise they are their outer edges.
    public let alignsCorners: Bool
    /// The grid where it is no input; one of a single item counts for every item of the batch.
    public let grid: Tensor?

    public init(
        _ mode: Mode = .bilinear, padding: Padding = .zeros, alignsCorners: Bool = false, grid: Tensor? = nil
    ) {
        self.mode = mode
        self.padding = padding
        self.alignsCorners = alignsCorners
        self.grid = grid
    }

    public var kind: LayerKind { .reshape }
    public var summary: Words { "Grid sampling (\(mode.rawValue), \(padding.rawValue))" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let (picture, places) = try inputs.pair(constant: grid?.shape)
        for shape in [picture, places] where shape.rank != 4 { throw .rank(expected: 4, found: shape) }
        guard places[3] == 2 else { throw .extent(axis: "along axis \(3)", expected: 2, found: places[3]) }
        guard places[0] == picture[0] || grid != nil && places[0] == 1 else {
            throw .extent(axis: "items of the batch", expected: places[0], found: picture[0])
        }
        for extent in [picture[2], picture[3]] where extent < 1 { throw .badSetting("input", value: extent) }
        return [picture[0], picture[1], places[1], places[2]]
    }

    /// Where an element reads is not told by its own place.
    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .unknown }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shapes = inputs.map(\.shape)
        let output = checked(try outputShape(of: shapes))
        let planes = try PlaneLayout(inputs[0], in: context)
        let sampler = GridSampler(self, planes: planes, output: output)
        let grid = grid
        let fixed = grid.map { grid in grid.withUnsafeBufferPointer { sampler.taps(at: $0) } }
        var layouts = [planes.layout]
        for shape in shapes.dropFirst() { layouts.append(try context.plainLayout(shape)) }
        return try PlainKernel(
            layouts: layouts, output: planes.withExtents([output[2], output[3]], in: context).layout,
            in: context,
            compute: { inputs, output in
                sampler.read(inputs[0], fixed ?? sampler.taps(at: inputs[1]), into: output)
            },
            differentiate: { backward in
                let taps = fixed ?? sampler.taps(at: backward.inputs[1])
                if backward.index == 0 {
                    sampler.spread(backward.gradient, taps, into: backward.target)
                } else {
                    sampler.differentiate(backward.inputs[0], backward.gradient, taps, into: backward.target)
                }
            })
    }
}
