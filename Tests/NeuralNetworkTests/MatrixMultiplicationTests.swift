import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

@Suite struct MatrixMultiplicationTests {
    private static let shapes: [(left: [Int], right: [Int], product: [Int])] = [
        ([5, 7], [7, 3], [5, 3]), ([2, 5, 7], [7, 3], [2, 5, 3]), ([2, 3, 5, 7], [7, 4], [2, 3, 5, 4]),
        ([2, 3, 5, 7], [2, 3, 7, 4], [2, 3, 5, 4]), ([2, 3, 5, 7], [3, 7, 4], [2, 3, 5, 4]),
        ([2, 1, 5, 7], [1, 3, 7, 4], [2, 3, 5, 4]), ([3, 5, 7], [2, 1, 7, 4], [2, 3, 5, 4]),
        ([5, 7], [2, 3, 7, 4], [2, 3, 5, 4]), ([2, 3, 5, 7], [2, 1, 7, 4], [2, 3, 5, 4]), ([7], [7], []),
        ([7], [2, 7, 3], [2, 3]), ([2, 5, 7], [7], [2, 5]), ([1, 1], [1, 1], [1, 1]),
        ([1, 6, 9, 64], [1, 6, 64, 9], [1, 6, 9, 9]), ([0, 7], [7, 3], [0, 3]), ([2, 0], [0, 3], [2, 3]),
        ([1, 33, 40], [40, 65], [1, 33, 65]),
    ]

    @Test(arguments: shapes.indices, [false, true]) func productAndGradientsAreThoseOfTheDefinition(
        index: Int, isConstant: Bool
    ) throws {
        let (left, right, product) = Self.shapes[index]
        var draw = Draw(seed: UInt64(index) + 1)
        let (a, b) = (draw.tensor(Shape(left)), draw.tensor(Shape(right)))
        let gradient = draw.tensor(Shape(product))
        guard a.shape.count > 0, b.shape.count > 0 else {
            let operation = MatrixMultiplication()
            #expect(try operation.outputShape(of: [a.shape, b.shape]) == Shape(product))
            return
        }
        let expected = Self.definition(a, b, gradient)
        #expect(expected.product.shape == Shape(product))
        if isConstant {
            let fixedRight = try OperatorHarness(MatrixMultiplication(right: b), [a])
            try Self.expect(fixedRight.output(), expected.product)
            try Self.expect(fixedRight.gradient(gradient, toInput: 0), expected.left)
            let fixedLeft = try OperatorHarness(MatrixMultiplication(left: a), [b])
            try Self.expect(fixedLeft.output(), expected.product)
            try Self.expect(fixedLeft.gradient(gradient, toInput: 0), expected.right)
        } else {
            let harness = try OperatorHarness(MatrixMultiplication(), [a, b])
            try Self.expect(harness.output(), expected.product)
            try Self.expect(harness.gradient(gradient, toInput: 0), expected.left)
            try Self.expect(harness.gradient(gradient, toInput: 1), expected.right)
        }
    }

    private static func expect(_ found: Tensor, _ expected: Tensor) {
        #expect(found.shape == expected.shape)
        let scale = expected.values.map(abs).max() ?? 0
        for (value, wanted) in zip(found.values, expected.values) {
            #expect(abs(value - wanted) <= 2e-6 * max(scale, 1))
        }
    }

    /// Σ over k of a[i, k]·b[k, j] with its gradients, element by element.
    private static func definition(
        _ a: Tensor, _ b: Tensor, _ gradient: Tensor
    ) -> (product: Tensor, left: Tensor, right: Tensor) {
        let left = a.shape.rank == 1 ? [1, a.count] : a.shape.dimensions
        let right = b.shape.rank == 1 ? [b.count, 1] : b.shape.dimensions
        let rank = max(left.count, right.count)
        func padded(_ extents: [Int]) -> [Int] {
            [Int](repeating: 1, count: rank - extents.count) + extents
        }
        let (m, n) = (padded(left), padded(right))
        let batch = (0..<rank - 2).map { max(m[$0], n[$0]) }
        let (rows, inner, columns) = (m[rank - 2], m[rank - 1], n[rank - 1])
        var sums = [Double](repeating: 0, count: batch.reduce(1, *) * rows * columns)
        var leftGradient = [Double](repeating: 0, count: a.count)
        var rightGradient = [Double](repeating: 0, count: b.count)
        for matrix in 0..<batch.reduce(1, *) {
            var rest = matrix
            var (leftMatrix, rightMatrix, leftStep, rightStep) = (0, 0, 1, 1)
            for axis in (0..<rank - 2).reversed() {
                let position = rest % batch[axis]
                rest /= batch[axis]
                if m[axis] > 1 { leftMatrix += position * leftStep }
                if n[axis] > 1 { rightMatrix += position * rightStep }
                leftStep *= m[axis]
                rightStep *= n[axis]
            }
            for i in 0..<rows {
                for j in 0..<columns {
                    let place = (matrix * rows + i) * columns + j
                    for k in 0..<inner {
                        let x = (leftMatrix * rows + i) * inner + k
                        let y = (rightMatrix * inner + k) * columns + j
                        sums[place] += Double(a[x]) * Double(b[y])
                        leftGradient[x] += Double(gradient[place]) * Double(b[y])
                        rightGradient[y] += Double(gradient[place]) * Double(a[x])
                    }
                }
            }
        }
        return (
            Tensor(gradient.shape, sums.map { Float($0) }), Tensor(a.shape, leftGradient.map { Float($0) }),
            Tensor(b.shape, rightGradient.map { Float($0) })
        )
    }
}
