import Foundation
import Tensors
import Testing

@testable import NeuralNetwork

/// Products by whichever code is the fastest here, against sums in double precision.
@Suite struct MatrixStackProductTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rows, inner, columns: Int
        var batch: (left: [Int], right: [Int]) = ([], [])
        var isLeftTransposed = false
        var isRightTransposed = false
        /// Whether the right factor is a constant of the network.
        var isFixed = false
        var testDescription: String { "\(batch.left)·\(rows)×\(inner)×\(columns)" }
    }

    /// Whole tiles and edges of them, one part of the inner extent and several, matrices that broadcast.
    static let cases =
        [
            (1, 3, 5), (4, 1, 1), (5, 7, 16), (6, 320, 17), (7, 321, 33), (12, 64, 15), (50, 700, 40),
            (97, 30, 129),
        ]
        .flatMap { rows, inner, columns in
            [false, true].map { Case(rows: rows, inner: inner, columns: columns, isFixed: $0) }
        } + [
            Case(rows: 9, inner: 40, columns: 21, isLeftTransposed: true),
            Case(rows: 9, inner: 40, columns: 21, isRightTransposed: true),
            Case(rows: 9, inner: 40, columns: 21, isRightTransposed: true, isFixed: true),
            Case(rows: 13, inner: 8, columns: 18, batch: ([3], [3])),
            Case(rows: 13, inner: 8, columns: 18, batch: ([3, 1], [1, 2]), isRightTransposed: true),
            Case(rows: 30, inner: 8, columns: 18, batch: ([3], [3])),
            Case(rows: 30, inner: 8, columns: 18, batch: ([3, 1], [1, 2]), isRightTransposed: true),
            Case(rows: 30, inner: 40, columns: 21, isLeftTransposed: true),
        ]

    private func values(_ count: Int, _ seed: UInt64) -> [Float] {
        (0..<count).map { 2 * SplitMix64.fraction(seed << 32 + UInt64($0)) - 1 }
    }

    private func stack(_ batch: [Int], _ rows: Int, _ columns: Int, isTransposed: Bool) -> MatrixStack {
        isTransposed
            ? MatrixStack(batch: batch, rows: columns, columns: rows).transposed
            : MatrixStack(batch: batch, rows: rows, columns: columns)
    }

    /// Where a matrix of the product's batch lies in a stack.
    private func place(_ item: Int, of stack: MatrixStack, in batch: [Int]) -> Int {
        var (rest, place) = (item, 0)
        for axis in batch.indices.reversed() {
            place += stack.batch[axis] == 1 ? 0 : rest % batch[axis] * stack.batchStrides[axis]
            rest /= batch[axis]
        }
        return place
    }

    private func value(_ function: Activation?, at x: Double) -> Double {
        switch function {
        case .relu6: min(max(x, 0), 6)
        case .gelu: x * 0.5 * (1 + erf(x * 0.5.squareRoot()))
        case .geluTanh: x * 0.5 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
        case .silu: x / (1 + exp(-x))
        case .tanh: tanh(x)
        default: x
        }
    }

    @Test(arguments: cases) func agreesWithSums(_ sizes: Case) throws {
        let context = try ComputeContext()
        let left = stack(sizes.batch.left, sizes.rows, sizes.inner, isTransposed: sizes.isLeftTransposed)
        let right = stack(
            sizes.batch.right, sizes.inner, sizes.columns, isTransposed: sizes.isRightTransposed)
        let batch = left.batch(times: right)
        let count = batch.reduce(sizes.rows * sizes.columns, *)
        let a = values(left.batch.reduce(left.rows * left.columns, *), 1)
        let b = values(right.batch.reduce(right.rows * right.columns, *), 2)
        let (bias, addend) = (values(sizes.columns, 3), values(count, 4))
        let sums = (0..<count).map { index in
            let item = index / (sizes.rows * sizes.columns)
            let (row, column) = (index / sizes.columns % sizes.rows, index % sizes.columns)
            let (from, to) = (place(item, of: left, in: batch), place(item, of: right, in: batch))
            return (0..<sizes.inner).reduce(Double(bias[column]) + Double(addend[index])) { sum, k in
                sum + Double(a[from + row * left.rowStride + k * left.columnStride])
                    * Double(b[to + k * right.rowStride + column * right.columnStride])
            }
        }
        let tolerance = 3e-6 + 1e-6 * Double(sizes.inner).squareRoot()
        for function in [nil, Activation.relu6, .gelu, .geluTanh, .silu, .tanh] {
            let tail = MatrixProductTail(
                bias: Tensor([sizes.columns], bias), adds: true, activation: function)
            let stored =
                sizes.isRightTransposed ? [right.columns, right.rows] : [right.rows, right.columns]
            let fixed = sizes.isFixed ? Tensor(Shape(stored), b) : nil
            let product = try MatrixStackProduct(left, right, tail, fixedRight: fixed, in: context)
            let result = try context.allocate(.plain([count]))
            result.floats.initialize(repeating: .nan)
            try product.run(
                context.memory(Tensor([a.count], a)), context.memory(fixed ?? Tensor([b.count], b)),
                adding: context.memory(Tensor([count], addend)), into: result)
            let worst =
                sums.enumerated().map { index, sum in
                    abs(Double(result.floats[index]) - value(function, at: sum)) / max(1, abs(sum))
                }.max() ?? .nan
            #expect(worst <= tolerance, "\(String(describing: function))")
        }
    }
}
