import COneDNN
import CWinograd
import Foundation
import Tensors

/// A convolution of 3×3 with stride 1, or its gradient, by Winograd's algorithm.
final class WinogradConvolution: ConvolutionPass {
    let input: MemoryDescriptor
    let output: MemoryDescriptor
    let tail: ConvolutionTail
    let other: MemoryDescriptor?
    private let shape: winograd_shape
    private let weights: Memory
    /// Filled up to whole blocks of channels, or nil.
    private let bias: Memory?
    /// The least and the greatest value of the output.
    private let bounds: Bounds
    /// Where the values that are given beside the input lie if the input counts; nil where it always counts.
    private let gate: Bounds?
    private let division: WinogradDivision
    private let context: ComputeContext

    typealias Bounds = (low: Float, high: Float)
    private static let unbounded: Bounds = (-.infinity, .infinity)

    /// Computes the tail, but for an activation without ``Activation/bounds``.
    convenience init(
        _ geometry: ConvolutionGeometry, _ operation: Convolution, _ tail: ConvolutionTail,
        in context: ComputeContext
    ) throws(EngineError) {
        let bounds = tail.activation?.bounds
        let own = ConvolutionTail(adds: tail.adds, activation: bounds == nil ? nil : tail.activation)
        try self.init(
            .forward, operation, from: geometry.input, to: geometry.output,
            padding: geometry.before.map(Int.init), bias: operation.bias,
            bounds: bounds ?? Self.unbounded, gate: nil, tail: own, in: context)
    }

    /// - Parameter activation: applied to the sum; its gradient comes first.
    /// - Throws: that it is not implemented for activations without ``Activation/bounds``.
    convenience init(
        gradientOf operation: Convolution, _ geometry: ConvolutionGeometry, activation: Activation?,
        in context: ComputeContext
    ) throws(EngineError) {
        let gate = activation?.bounds
        if let activation, gate == nil { throw .unimplemented(.fuse(activation.name)) }
        try self.init(
            .backward, operation, from: geometry.output, to: geometry.input,
            padding: geometry.before.map { 2 - Int($0) }, bias: nil,
            bounds: Self.unbounded, gate: gate, tail: ConvolutionTail(activation: activation), in: context)
    }

    /// Tiles of a batch that make up for weights four times as large as the direct algorithm's.
    private static let fewestTiles = 24

    /// Whether it computes such a convolution, or its gradient. It is then the faster one: of 77 geometries out of 22 networks
    /// oneDNN's direct algorithm was faster in none, with vectors of 16 and of 8.
    static func applies(to geometry: ConvolutionGeometry, _ direction: ConvolutionDirection) -> Bool {
        guard geometry.groups == 1, geometry.weights.dimensions.dropFirst(2) == [3, 3],
            geometry.strides == [1, 1], geometry.dilates == [0, 0],
            OneDNN.vectorInstructions != .none, winograd_supports(Int32(MemoryDescriptor.lanes))
        else { return false }
        let (source, target) =
            direction == .forward ? (geometry.input, geometry.output) : (geometry.output, geometry.input)
        // A gradient may end at the three colours, which other code computes as slowly as sixteen channels.
        return source[1] >= 16 && (target[1] >= 8 || direction == .backward)
            && target[0] * winograd_shape(from: source, to: target).tileCount >= fewestTiles
    }

    private init(
        _ direction: ConvolutionDirection, _ operation: Convolution, from source: Shape, to target: Shape,
        padding: [Int], bias: Tensor?, bounds: Bounds, gate: Bounds?, tail: ConvolutionTail,
        in context: ComputeContext
    ) throws(EngineError) {
        self.tail = tail
        self.bounds = bounds
        self.gate = gate
        self.context = context
        input = try .filledBlocks(source)
        output = try .filledBlocks(target)
        other = gate != nil ? input : tail.adds ? output : nil
        let shape = winograd_shape(from: source, to: target, padding: padding)
        self.shape = shape
        division = WinogradDivision(shape, batch: source[0])
        let lanes = MemoryDescriptor.lanes
        self.bias = try bias.map { (bias) throws(EngineError) in
            let whole = Shape([(bias.count + lanes - 1) / lanes * lanes])
            return try context.weights(bias, as: .filledUp, in: .plain(whole)) { filled in
                filled.floats.initialize(repeating: 0)
                for channel in 0..<bias.count { filled.floats[channel] = bias[channel] }
            }
        }
        weights = try context.weights(
            operation.weights, as: .winograd(isGradient: direction == .backward),
            in: .plain([shape.preparedCount])
        ) { memory in
            Self.prepare(operation.weights, direction, for: shape, into: memory)
        }
    }

    private static func prepare(
        _ weights: Tensor, _ direction: ConvolutionDirection, for shape: winograd_shape, into memory: Memory
    ) {
        let (filter, channel) = (9 * weights.shape[1], 9)
        let layout =
            direction == .forward
            ? winograd_weights(output_stride: filter, input_stride: channel, is_reversed: false)
            : winograd_weights(output_stride: channel, input_stride: filter, is_reversed: true)
        weights.withUnsafeBufferPointer { weights in
            // Each part of the work writes its own groups.
            nonisolated(unsafe) let (weights, prepared) = (weights.baseAddress!, memory.floats.baseAddress!)
            withUnsafePointer(to: shape) { shape in
                nonisolated(unsafe) let shape = shape
                Team.inParts(shape.pointee.groupCount, of: 1) { groups in
                    for group in groups {
                        winograd_prepare(shape, weights, layout, Int32(group), prepared)
                    }
                }
            }
        }
    }

    func run(_ memory: Memory, besides other: Memory?) throws(EngineError) -> Memory {
        let source = try context.convert(memory, to: input)
        var second: Memory?
        if let layout = self.other, let other { second = try context.convert(other, to: layout) }
        let result = try context.allocate(output)
        let scratch = try context.scratchBytes(division.workers * division.scratchCount * 4)
        let values = second.map { UnsafePointer($0.floats.baseAddress!) }
        let operands = winograd_operands(
            input: source.floats.baseAddress!, gate: gate == nil ? nil : values,
            gate_low: gate?.low ?? 0, gate_high: gate?.high ?? 0, prepared: weights.floats.baseAddress!,
            bias: bias.map { UnsafePointer($0.floats.baseAddress!) }, addend: tail.adds ? values : nil,
            low: bounds.low, high: bounds.high, output: result.floats.baseAddress!)
        // Each worker has its own part of the scratch memory, each piece of the work its own part of the output.
        nonisolated(unsafe) let shared = operands
        nonisolated(unsafe) let between = scratch.start.assumingMemoryBound(to: Float.self)
        let (shape, division) = (shape, division)
        Team.byWorkers(division.workers, division.pieceCount) { piece, worker in
            withUnsafePointer(to: shape) { shape in
                withUnsafePointer(to: shared) { operands in
                    winograd_convolve(
                        shape, operands, division.piece(piece), between + worker * division.scratchCount)
                }
            }
        }
        withExtendedLifetime((source, second, scratch, weights, bias)) {}
        return result
    }
}

extension winograd_shape {
    /// - Parameters:
    ///   - source: N×C×H×W.
    ///   - target: N×C×H×W.
    ///   - padding: rows and columns of zeros before the first ones.
    fileprivate init(from source: Shape, to target: Shape, padding: [Int] = [0, 0]) {
        self.init(
            lanes: Int32(MemoryDescriptor.lanes),
            input_channels: Int32(source[1]), input_height: Int32(source[2]), input_width: Int32(source[3]),
            output_channels: Int32(target[1]), output_height: Int32(target[2]),
            output_width: Int32(target[3]),
            padding_top: Int32(padding[0]), padding_left: Int32(padding[1]))
    }

    fileprivate var tileCount: Int { Int(withUnsafePointer(to: self, winograd_tile_count)) }
    fileprivate var groupCount: Int { Int(withUnsafePointer(to: self, winograd_group_count)) }
    fileprivate var preparedCount: Int { withUnsafePointer(to: self, winograd_prepared_count) }
    fileprivate func scratchCount(tiles: Int) -> Int {
        withUnsafePointer(to: self) { winograd_scratch_count($0, Int32(tiles)) }
    }
}

/// How the tiles of a batch and the groups of output channels are divided among workers.
private struct WinogradDivision {
    let workers: Int
    /// Floats that one worker needs.
    let scratchCount: Int
    private let tileCount: Int
    private let groupCount: Int
    /// Into how many parts the tiles, and the groups, are divided.
    private let tileParts: Int
    private let groupParts: Int

    /// The most tiles of a piece: the weights are read once for each piece, but what lies between the stages has to stay in a
    /// processor's cache.
    private static let largestPiece = 48
    /// The same where the weights are larger than that cache themselves.
    private static let largestPieceOfLargeWeights = 96
    private static let largeWeights = 8 << 20
    /// The fewest for which it is worthwhile to divide tiles instead of groups.
    private static let smallestPiece = 24
    /// Bytes that a worker may need for a piece larger than that.
    private static let workerMemory = 8 << 20

    init(_ shape: winograd_shape, batch: Int) {
        workers = ProcessInfo.processInfo.activeProcessorCount
        (tileCount, groupCount) = (batch * shape.tileCount, shape.groupCount)
        let weightBytes = shape.preparedCount * 4
        let wanted = weightBytes > Self.largeWeights ? Self.largestPieceOfLargeWeights : Self.largestPiece
        let smallest = shape.scratchCount(tiles: Self.smallestPiece) * 4
        let largest = min(wanted, max(1, Self.workerMemory / smallest) * Self.smallestPiece)
        let needed = (tileCount + largest - 1) / largest
        if needed >= workers {
            tileParts = (needed + workers - 1) / workers * workers
        } else {
            tileParts = max(needed, min(workers, tileCount / Self.smallestPiece), 1)
        }
        groupParts = min(groupCount, (workers + tileParts - 1) / tileParts)
        scratchCount = shape.scratchCount(tiles: (tileCount + tileParts - 1) / tileParts)
    }

    var pieceCount: Int { tileParts * groupParts }

    /// - Parameter number: one of 0..<``pieceCount``.
    func piece(_ number: Int) -> winograd_piece {
        let (tilePart, groupPart) = number.quotientAndRemainder(dividingBy: groupParts)
        return winograd_piece(
            first_tile: Int32(tilePart * tileCount / tileParts),
            end_tile: Int32((tilePart + 1) * tileCount / tileParts),
            first_group: Int32(groupPart * groupCount / groupParts),
            end_group: Int32((groupPart + 1) * groupCount / groupParts))
    }
}
