import COneDNN
import CWinograd
import Foundation
import Tensors

/// A convolution of 3×3 with stride 1, or its gradient, by Winograd's algorithm.
final class WinogradConvolution: ConvolutionPass {
    let input: MemoryDescriptor
    let output: MemoryDescriptor
    private let shape: winograd_shape
    private let weights: Memory
    /// Filled up to whole blocks of channels, or nil.
    private let bias: Tensor?
    private let bounds: (low: Float, high: Float)
    private let division: WinogradDivision
    private let context: ComputeContext

    /// - Parameter fused: applied to the sum.
    /// - Throws: that it is not implemented for activations without ``Activation/bounds``.
    convenience init(
        _ geometry: ConvolutionGeometry, _ operation: Convolution, fused: Activation?,
        in context: ComputeContext
    ) throws(EngineError) {
        guard let bounds = fused.map(\.bounds) ?? (-.infinity, .infinity) else {
            throw EngineError(
                action: "fuse \(fused!.name)", status: Int(dnnl_unimplemented.rawValue))
        }
        try self.init(
            .forward, operation, from: geometry.input, to: geometry.output,
            padding: geometry.before.map(Int.init), bias: operation.bias, bounds: bounds, in: context)
    }

    convenience init(
        gradientOf operation: Convolution, _ geometry: ConvolutionGeometry, in context: ComputeContext
    ) throws(EngineError) {
        try self.init(
            .backward, operation, from: geometry.output, to: geometry.input,
            padding: geometry.before.map { 2 - Int($0) }, bias: nil, bounds: (-.infinity, .infinity),
            in: context)
    }

    private init(
        _ direction: ConvolutionDirection, _ operation: Convolution, from source: Shape, to target: Shape,
        padding: [Int], bias: Tensor?, bounds: (low: Float, high: Float), in context: ComputeContext
    ) throws(EngineError) {
        self.bounds = bounds
        self.context = context
        input = try .filledBlocks(source)
        output = try .filledBlocks(target)
        let lanes = MemoryDescriptor.lanes
        let shape = winograd_shape(
            lanes: Int32(lanes),
            input_channels: Int32(source[1]), input_height: Int32(source[2]), input_width: Int32(source[3]),
            output_channels: Int32(target[1]), output_height: Int32(target[2]),
            output_width: Int32(target[3]),
            padding_top: Int32(padding[0]), padding_left: Int32(padding[1]))
        self.shape = shape
        division = WinogradDivision(shape, batch: source[0])
        self.bias = bias.map { bias in
            Tensor([(bias.count + lanes - 1) / lanes * lanes]) { filled in
                filled.initialize(repeating: 0)
                for channel in 0..<bias.count { filled[channel] = bias[channel] }
            }
        }
        weights = try context.weights(
            operation.weights, as: .winograd(direction),
            in: .plain([withUnsafePointer(to: shape, winograd_prepared_count)])
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
                inParts(Int(winograd_group_count(shape)), of: 1) { groups in
                    for group in groups {
                        winograd_prepare(shape, weights, layout, Int32(group), prepared)
                    }
                }
            }
        }
    }

    func run(_ memory: Memory) throws(EngineError) -> Memory {
        let source = try context.convert(memory, to: input)
        let result = try context.allocate(output)
        let scratch = context.scratchBytes(division.workers * division.scratchCount * 4)
        let (division, bounds) = (division, bounds)
        // Each worker has its own part of the scratch memory, each piece of the work its own part of the output.
        nonisolated(unsafe) let (input, output, weights, bias, between) = (
            source.floats.baseAddress!, result.floats.baseAddress!, self.weights.floats.baseAddress!,
            self.bias?.withUnsafeBufferPointer { $0.baseAddress! },
            scratch.start.assumingMemoryBound(to: Float.self)
        )
        withUnsafePointer(to: shape) { shape in
            nonisolated(unsafe) let shape = shape
            byWorkers(division.workers, division.pieceCount) { piece, worker in
                let (tiles, groups) = division.piece(piece)
                winograd_convolve(
                    shape, input, weights, bias, bounds.low, bounds.high,
                    Int32(tiles.lowerBound), Int32(tiles.upperBound),
                    Int32(groups.lowerBound), Int32(groups.upperBound),
                    between + worker * division.scratchCount, output)
            }
        }
        withExtendedLifetime((source, scratch)) {}
        return result
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

    init(_ shape: winograd_shape, batch: Int) {
        workers = ProcessInfo.processInfo.activeProcessorCount
        (tileCount, groupCount) = withUnsafePointer(to: shape) {
            (batch * Int(winograd_tile_count($0)), Int(winograd_group_count($0)))
        }
        let weightBytes = withUnsafePointer(to: shape, winograd_prepared_count) * 4
        let largest = weightBytes > Self.largeWeights ? Self.largestPieceOfLargeWeights : Self.largestPiece
        let needed = (tileCount + largest - 1) / largest
        if needed >= workers {
            tileParts = (needed + workers - 1) / workers * workers
        } else {
            tileParts = max(needed, min(workers, tileCount / Self.smallestPiece), 1)
        }
        groupParts = min(groupCount, (workers + tileParts - 1) / tileParts)
        let tiles = (tileCount + tileParts - 1) / tileParts
        scratchCount = withUnsafePointer(to: shape) { winograd_scratch_count($0, Int32(tiles)) }
    }

    var pieceCount: Int { tileParts * groupParts }

    /// - Parameter number: one of 0..<``pieceCount``.
    func piece(_ number: Int) -> (tiles: Range<Int>, groups: Range<Int>) {
        func part(_ index: Int, of parts: Int, _ count: Int) -> Range<Int> {
            index * count / parts..<(index + 1) * count / parts
        }
        return (
            part(number / groupParts, of: tileParts, tileCount),
            part(number % groupParts, of: groupParts, groupCount)
        )
    }
}
