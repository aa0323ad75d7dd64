import Foundation
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
        let sampler = GridSampler(self, picture: shapes[0], output: output)
        let grid = grid
        let fixed = grid.map { grid in grid.withUnsafeBufferPointer { sampler.taps(at: $0) } }
        return try PlainKernel(
            inputs: shapes, output: output, in: context,
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

/// The pixels that places of a grid read: `count` for each place, one place after the other.
private struct GridTaps: Sendable {
    let count: Int
    /// Pixels in a plane of the picture, −1 where there is none.
    var pixels: [Int32]
    /// What the place takes of the pixel, and how that grows with the place's column and row.
    var weights, columnSlopes, rowSlopes: [Float]

    init(places: Int, count: Int) {
        self.count = count
        pixels = [Int32](repeating: -1, count: places * count)
        weights = [Float](repeating: 0, count: places * count)
        columnSlopes = weights
        rowSlopes = weights
    }
}

private struct GridSampler: Sendable {
    private let mode: GridSample.Mode
    private let padding: GridSample.Padding
    private let alignsCorners: Bool
    private let batch, channels, height, width: Int
    /// Places of one item's grid.
    private let places: Int

    init(_ operation: GridSample, picture: Shape, output: Shape) {
        mode = operation.mode
        padding = operation.padding
        alignsCorners = operation.alignsCorners
        (batch, channels, height, width) = (picture[0], picture[1], picture[2], picture[3])
        places = output[2] * output[3]
    }

    /// Calls `body` with every plane, the first place of its grid and its own number, on all cores.
    private func inPlanes(_ taps: GridTaps, _ body: @Sendable (_ plane: Int, _ firstTap: Int) -> Void) {
        let hasOneGrid = taps.pixels.count == places * taps.count
        inParts(batch * channels, each: places * taps.count) { part in
            for plane in part { body(plane, hasOneGrid ? 0 : plane / channels * places * taps.count) }
        }
    }

    func read(_ picture: PlainKernel.Floats, _ taps: GridTaps, into output: PlainKernel.MutableFloats) {
        // Each part of the work writes its own planes.
        nonisolated(unsafe) let (picture, output) = (picture, output)
        inPlanes(taps) { plane, firstTap in
            let source = plane * height * width
            var tap = firstTap
            for place in 0..<places {
                var sum: Float = 0
                for _ in 0..<taps.count {
                    let pixel = Int(taps.pixels[tap])
                    if pixel >= 0 { sum += taps.weights[tap] * picture[source + pixel] }
                    tap += 1
                }
                output[plane * places + place] = sum
            }
        }
    }

    /// The gradient to the picture.
    func spread(_ gradient: PlainKernel.Floats, _ taps: GridTaps, into target: PlainKernel.MutableFloats) {
        target.update(repeating: 0)
        nonisolated(unsafe) let (gradient, target) = (gradient, target)
        inPlanes(taps) { plane, firstTap in
            let source = plane * height * width
            var tap = firstTap
            for place in 0..<places {
                let own = gradient[plane * places + place]
                for _ in 0..<taps.count {
                    let pixel = Int(taps.pixels[tap])
                    if pixel >= 0 { target[source + pixel] += taps.weights[tap] * own }
                    tap += 1
                }
            }
        }
    }

    /// The gradient to the grid.
    func differentiate(
        _ picture: PlainKernel.Floats, _ gradient: PlainKernel.Floats, _ taps: GridTaps,
        into target: PlainKernel.MutableFloats
    ) {
        nonisolated(unsafe) let (picture, gradient, target) = (picture, gradient, target)
        inParts(batch * places, each: channels * taps.count) { part in
            for position in part {
                let (item, place) = position.quotientAndRemainder(dividingBy: places)
                var (column, row): (Float, Float) = (0, 0)
                for channel in 0..<channels {
                    let plane = item * channels + channel
                    let own = gradient[plane * places + place]
                    for tap in position * taps.count..<(position + 1) * taps.count where taps.pixels[tap] >= 0
                    {
                        let value = own * picture[plane * height * width + Int(taps.pixels[tap])]
                        column += value * taps.columnSlopes[tap]
                        row += value * taps.rowSlopes[tap]
                    }
                }
                target[2 * position] = column
                target[2 * position + 1] = row
            }
        }
    }

    // MARK: Where a place reads

    /// - Parameter grid: columns and rows of any number of items.
    func taps(at grid: PlainKernel.Floats) -> GridTaps {
        let width = mode == .bilinear ? 2 : mode == .bicubic ? 4 : 1
        var taps = GridTaps(places: grid.count / 2, count: width * width)
        for place in 0..<grid.count / 2 {
            guard let column = axis(Double(grid[2 * place]), self.width),
                let row = axis(Double(grid[2 * place + 1]), height)
            else { continue }
            var tap = place * taps.count
            for y in row {
                for x in column {
                    if let x = x.pixel, let y = y.pixel { taps.pixels[tap] = Int32(y * self.width + x) }
                    taps.weights[tap] = Float(x.weight * y.weight)
                    taps.columnSlopes[tap] = Float(x.slope * y.weight)
                    taps.rowSlopes[tap] = Float(x.weight * y.slope)
                    tap += 1
                }
            }
        }
        return taps
    }

    /// What a place takes of one column or row.
    private struct AxisTap {
        /// Nil outside.
        let pixel: Int?
        let weight: Double
        /// The weight's derivative by the grid's number.
        let slope: Double
    }

    /// - Returns: nil for a place that is nowhere.
    private func axis(_ place: Double, _ extent: Int) -> [AxisTap]? {
        // Pixels per unit of the grid.
        let scale = Double(alignsCorners ? extent - 1 : extent) / 2
        let pixel = alignsCorners ? (place + 1) * scale : (place + 1) * scale - 0.5
        guard pixel.isFinite, abs(pixel) < 1e9 else { return nil }
        func tap(_ pixel: Double, _ weight: Double, _ slope: Double) -> AxisTap {
            let isInside = pixel >= 0 && pixel < Double(extent)
            return AxisTap(pixel: isInside ? Int(pixel) : nil, weight: weight, slope: slope)
        }
        switch mode {
        case .nearest:
            return [tap(padded(pixel, extent).place.rounded(.toNearestOrEven), 1, 0)]
        case .bilinear:
            let (inside, slope) = padded(pixel, extent)
            let (first, rest) = (inside.rounded(.down), inside - inside.rounded(.down))
            return [tap(first, 1 - rest, -scale * slope), tap(first + 1, rest, scale * slope)]
        case .bicubic:
            let (first, rest) = (pixel.rounded(.down), pixel - pixel.rounded(.down))
            return (-1...2).map { offset in
                let (weight, slope) = Self.cubic(rest - Double(offset))
                return tap(padded(first + Double(offset), extent).place, weight, slope * scale)
            }
        }
    }

    /// Where the padding takes a place from, and the derivative of that.
    private func padded(_ pixel: Double, _ extent: Int) -> (place: Double, slope: Double) {
        switch padding {
        case .zeros: return (pixel, 1)
        case .border: return clipped(pixel, extent)
        case .reflection:
            let start = alignsCorners ? 0 : -0.5
            let span = Double(alignsCorners ? extent - 1 : extent)
            guard span > 0 else { return (0, 0) }
            let distance = abs(pixel - start)
            let (turns, rest) = ((distance / span).rounded(.down), fmod(distance, span))
            let isForward = turns.truncatingRemainder(dividingBy: 2) == 0
            let (place, slope) = clipped(start + (isForward ? rest : span - rest), extent)
            return (place, (pixel < start) == isForward ? -slope : slope)
        }
    }

    private func clipped(_ pixel: Double, _ extent: Int) -> (place: Double, slope: Double) {
        let last = Double(extent - 1)
        return pixel <= 0 ? (0, 0) : pixel >= last ? (last, 0) : (pixel, 1)
    }

    /// The kernel of cubic convolution and its derivative at a distance.
    private static func cubic(_ distance: Double) -> (value: Double, slope: Double) {
        let a = -0.75
        let x = abs(distance)
        let sign: Double = distance < 0 ? -1 : 1
        return x <= 1
            ? (((a + 2) * x - (a + 3)) * x * x + 1, (3 * (a + 2) * x - 2 * (a + 3)) * x * sign)
            : (((a * x - 5 * a) * x + 8 * a) * x - 4 * a, ((3 * a * x - 10 * a) * x + 8 * a) * sign)
    }
}
