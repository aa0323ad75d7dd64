import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// Weighted sums along axes against sums that are taken element by element.
@Suite struct ResamplingTests {
    private func taps(_ draw: inout Draw, _ count: Int, of extent: Int) -> [Resampling.Taps] {
        (0..<count).map { _ in
            let width = draw.whole(0...3)
            return .init(
                positions: (0..<width).map { _ in draw.whole(0...extent - 1) },
                weights: (0..<width).map { _ in Float(draw.whole(-4...4)) / 4 })
        }
    }

    /// The sums along one axis.
    private func sums(_ tensor: Tensor, axis: Int, _ taps: [Resampling.Taps]) -> Tensor {
        let inner = tensor.shape.dimensions[(axis + 1)...].reduce(1, *)
        let extent = tensor.shape[axis]
        var dimensions = tensor.shape.dimensions
        dimensions[axis] = taps.count
        let shape = Shape(dimensions)
        return Tensor(
            shape,
            (0..<shape.count).map { position in
                let own = taps[position / inner % taps.count]
                let block = position / inner / taps.count
                return zip(own.positions, own.weights).reduce(0) { sum, tap in
                    sum + tap.1 * tensor[(block * extent + tap.0) * inner + position % inner]
                }
            })
    }

    @Test(arguments: UInt64(1)...24)
    func isTheSumAlongEachAxis(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        // Many planes and few, narrow ones and such as are worth all cores.
        let side = draw.one(of: [3, 9, 40])
        let shape = Shape([draw.whole(1...2), draw.one(of: [1, 3, 16, 20])] + [side, draw.whole(1...side)])
        let picked = draw.one(of: [[2, 3], [3], [2], [1, 3], [0, 1, 2, 3]])
        var axes = [[Resampling.Taps]?](repeating: nil, count: 4)
        for axis in picked { axes[axis] = taps(&draw, draw.whole(1...2 * shape[axis]), of: shape[axis]) }
        let input = draw.tensor(shape)
        let expected = picked.reduce(input) { sums($0, axis: $1, axes[$1]!) }
        for isBlocked in [false, true] {
            let harness = try OperatorHarness(
                Resampling(axes, summary: .operation("")), [input], isBlocked: isBlocked)
            let output = try harness.output()
            #expect(output.shape == expected.shape)
            #expect(relativeError(output, expected) < 1e-6)
            let direction = draw.tensor(output.shape)
            let left = dot(output, direction)
            let right = dot(input, try harness.gradient(direction, toInput: 0))
            let scale = (dot(output, output) * dot(direction, direction)).squareRoot()
            #expect(abs(left - right) <= 2e-6 * scale)
        }
    }

    /// Tables that would be empty for the most part.
    @Test func aPositionMayBeTakenForAllOthers() throws {
        let (extent, count) = (300, 700)
        let operation = Gather(
            [nil, nil, nil, [Int](repeating: 7, count: count)], summary: .operation(""))
        let input = uniform([1, 2, 3, extent], index: 4)
        let harness = try OperatorHarness(operation, [input])
        #expect(try harness.output()[count + 5] == input[extent + 7])
        let gradient = try harness.gradient(Tensor([1, 2, 3, count], repeating: 1), toInput: 0)
        #expect(
            gradient.values
                == (0..<6 * extent).map { $0 % extent == 7 ? Float(count) : 0 })
    }

    @Test func aWeightOfZeroTakesNothing() throws {
        let operation = Resampling(
            [nil, [.init(positions: [0, 1], weights: [1, 0]), .init(positions: [1], weights: [0])]],
            summary: .operation(""))
        let output = try OperatorHarness(operation, [Tensor([1, 2], [3, .infinity])]).output()
        #expect(output.values == [3, 0])
    }
}
