import CWinograd
import Files
import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// Winograd's algorithm against the direct one, on shapes with edges that fall in all ways on its tiles and blocks of channels.
@Suite struct WinogradConvolutionTests {
    private let context: ComputeContext

    init() throws {
        context = try ComputeContext()
    }

    /// A 3×3 convolution of a batch, its input and a gradient at its output, with anything that Winograd's algorithm takes.
    private struct Case {
        let operation: Convolution
        let input: Tensor
        let gradient: Tensor
        let geometry: ConvolutionGeometry

        init(_ draw: inout Draw, batch: Int? = nil, largest: Int = 40) throws {
            let padding = (0..<4).map { _ in draw.whole(0...2) }
            let channels = (draw.whole(16...largest), draw.whole(3...largest))
            operation = Convolution(
                weights: draw.tensor([channels.1, channels.0, 3, 3]),
                bias: draw.whole(0...1) == 0 ? nil : draw.tensor([channels.1]),
                window: Window(
                    [3, 3], padding: .explicit(before: Array(padding[..<2]), after: Array(padding[2...]))),
                activation: draw.one(of: [nil, .relu, .relu6, .clip(minimum: -0.5, maximum: 0.25)]))
            input = draw.tensor(
                [batch ?? draw.whole(1...3), channels.0, draw.whole(3...17), draw.whole(3...17)])
            geometry = ConvolutionGeometry(operation, input: input.shape)
            gradient = draw.tensor(geometry.output)
        }
    }

    @Test(arguments: 0..<25) func givesWhatTheDirectAlgorithmGives(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let one = try Case(&draw)
        let input = try context.memory(one.input)
        let adds = draw.whole(0...1) == 1 && MemoryDescriptor.hasBlocks(one.geometry.output)
        let added = adds ? try context.memory(draw.tensor(one.geometry.output)) : nil
        let tail = ConvolutionTail(adds: added != nil, activation: one.operation.activation)
        let winograd = try WinogradConvolution(one.geometry, one.operation, tail, in: context)
        let found = try context.tensor(winograd.run(input, besides: added))
        // What follows the sum, one after the other.
        let direct = try DirectConvolution(one.geometry, one.operation, ConvolutionTail(), in: context)
        var result = try direct.run(input, besides: nil)
        if let added { result = try context.sum(result, added) }
        if let activation = one.operation.activation {
            result = try activation.makeKernel(layout: result.descriptor, in: context).forward([result])
                .output
        }
        let expected = try context.tensor(result)
        #expect(relativeError(found, expected) < 3e-6)
    }

    @Test(arguments: 0..<25) func givesTheGradientThatTheDirectAlgorithmGives(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let one = try Case(&draw)
        let gradient = try context.memory(one.gradient)
        let activation = one.operation.activation
        let activated = try DirectConvolution(
            one.geometry, one.operation, ConvolutionTail(activation: activation), in: context
        ).run(context.memory(one.input), besides: nil)
        let winograd = try WinogradConvolution(
            gradientOf: one.operation, one.geometry, activation: activation, in: context)
        let direct = try DirectConvolution(
            gradientOf: one.operation, one.geometry, activation: activation, layout: activated.descriptor,
            in: context)
        let (found, expected) = try (
            context.tensor(winograd.run(gradient, besides: activated)),
            context.tensor(direct.run(gradient, besides: activated))
        )
        #expect(relativeError(found, expected) < 3e-6)
    }

    /// How a batch is divided among processors is nobody's business.
    @Test func anItemOfABatchComesOutAsByItself() throws {
        var draw = Draw(seed: 3)
        let batch = try Case(&draw, batch: 9, largest: 80)
        let operation = batch.operation
        func output(of input: Tensor) throws -> Tensor {
            let geometry = ConvolutionGeometry(operation, input: input.shape)
            let convolution = try WinogradConvolution(
                geometry, operation, ConvolutionTail(activation: operation.activation), in: context)
            return try context.tensor(convolution.run(context.memory(input), besides: nil))
        }
        let together = try output(of: batch.input)
        for item in 0..<9 {
            let alone = try output(
                of: batch.input.part(item).reshaped(Shape([1] + batch.input.shape.dimensions.dropFirst())))
            #expect(alone.values == together.part(item).values)
        }
    }

    /// Channels that fill up a block are zeros, which other code relies upon.
    @Test func theLastBlockIsFilledUpWithZeros() throws {
        var draw = Draw(seed: 4)
        let operation = Convolution(
            weights: draw.tensor([3, 16, 3, 3]), bias: draw.tensor([3]), window: Window([3, 3]),
            activation: .relu6)
        let input = draw.tensor([2, 16, 9, 7])
        let convolution = try WinogradConvolution(
            ConvolutionGeometry(operation, input: input.shape), operation,
            ConvolutionTail(activation: .relu6),
            in: context)
        let result = try convolution.run(context.memory(input), besides: nil)
        let lanes = MemoryDescriptor.lanes
        let filling = result.floats.enumerated().filter { $0.offset % lanes >= 3 }
        #expect(filling.allSatisfy { $0.element == 0 })
        #expect(result.floats.contains { $0 > 0 })
    }

    @Test func whatIsNotANumberStaysVisible() throws {
        let operation = Convolution(
            weights: Tensor([16, 16, 3, 3], repeating: 0.1), window: Window([3, 3]), activation: .relu)
        let convolution = try WinogradConvolution(
            ConvolutionGeometry(operation, input: [1, 16, 6, 6]), operation,
            ConvolutionTail(activation: .relu),
            in: context)
        let result = try context.tensor(
            convolution.run(context.memory(Tensor([1, 16, 6, 6], repeating: .nan)), besides: nil))
        #expect(!result.values.contains { !$0.isNaN })
    }

    @Test func anActivationThatMovesZeroIsLeftToOthers() throws {
        let operation = Convolution(
            weights: Tensor([16, 16, 3, 3], repeating: 0.1), window: Window([3, 3]), activation: .sigmoid)
        let geometry = ConvolutionGeometry(operation, input: [1, 16, 6, 6])
        let tail = ConvolutionTail(activation: .sigmoid)
        #expect(try WinogradConvolution(geometry, operation, tail, in: context).tail.activation == nil)
        #expect(throws: EngineError.self) {
            try WinogradConvolution(gradientOf: operation, geometry, activation: .sigmoid, in: context)
        }
    }

    /// Both widths of vectors, whichever oneDNN uses here, against the definition of a convolution.
    @Test(arguments: [16, 8]) func eachWidthOfVectorsComputesTheSame(lanes: Int) throws {
        guard winograd_supports(Int32(lanes)) else {
            // A processor without such vectors never runs that code; there is no processor here without both.
            #expect(MemoryDescriptor.lanes != lanes)
            return
        }
        var draw = Draw(seed: 7)
        let (rows, columns, read, written) = (7, 10, 19, 37)
        let (top, left, height, width) = (1, 2, 6, 11)
        let weights = draw.tensor([written, read, 3, 3])
        let input = draw.tensor([read, rows, columns])
        var shape = winograd_shape(
            lanes: Int32(lanes), input_channels: Int32(read), input_height: Int32(rows),
            input_width: Int32(columns), output_channels: Int32(written), output_height: Int32(height),
            output_width: Int32(width), padding_top: Int32(top), padding_left: Int32(left))
        func position(_ channel: Int, _ row: Int, _ column: Int, _ rows: Int, _ columns: Int) -> Int {
            ((channel / lanes * rows + row) * columns + column) * lanes + channel % lanes
        }
        func blocks(_ channels: Int) -> Int { (channels + lanes - 1) / lanes * lanes }
        let blocked = Tensor([blocks(read), rows, columns]) { blocked in
            blocked.initialize(repeating: 0)
            for channel in 0..<read {
                for row in 0..<rows {
                    for column in 0..<columns {
                        blocked[position(channel, row, column, rows, columns)] =
                            input[(channel * rows + row) * columns + column]
                    }
                }
            }
        }
        let tiles = winograd_tile_count(&shape)
        let prepared = AlignedFloats(winograd_prepared_count(&shape))
        for group in 0..<winograd_group_count(&shape) {
            winograd_prepare(
                &shape, weights.values,
                winograd_weights(output_stride: read * 9, input_stride: 9, is_reversed: false), group,
                prepared.start)
        }
        let source = AlignedFloats(blocked.values)
        let scratch = AlignedFloats(winograd_scratch_count(&shape, tiles))
        let output = AlignedFloats(blocks(written) * height * width)
        var operands = winograd_operands(
            input: source.start, gate: nil, gate_low: 0, gate_high: 0, prepared: prepared.start, bias: nil,
            addend: nil, low: -.infinity, high: .infinity, output: output.start)
        let whole = winograd_piece(
            first_tile: 0, end_tile: tiles, first_group: 0, end_group: winograd_group_count(&shape))
        winograd_convolve(&shape, &operands, whole, scratch.start)
        for filter in 0..<written {
            for row in 0..<height {
                for column in 0..<width {
                    var sum = 0.0
                    for channel in 0..<read {
                        for k in 0..<9 {
                            let (y, x) = (row + k / 3 - top, column + k % 3 - left)
                            guard (0..<rows).contains(y), (0..<columns).contains(x) else { continue }
                            sum +=
                                Double(weights[(filter * read + channel) * 9 + k])
                                * Double(input[(channel * rows + y) * columns + x])
                        }
                    }
                    let found = output.start[position(filter, row, column, height, width)]
                    #expect(abs(Double(found) - sum) < 1e-5 * max(1, abs(sum)))
                }
            }
        }
    }
}

/// Floats aligned for vectors of any width.
private final class AlignedFloats {
    let start: UnsafeMutablePointer<Float>

    init(_ count: Int) {
        start = FreshMemory.allocate(byteCount: count * 4).bindMemory(to: Float.self, capacity: count)
    }

    convenience init(_ values: [Float]) {
        self.init(values.count)
        start.initialize(from: values, count: values.count)
    }

    deinit { start.deallocate() }
}
