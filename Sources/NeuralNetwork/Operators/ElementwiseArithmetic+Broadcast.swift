import Foundation
import Tensors

extension ElementwiseArithmetic {
    /// The operation for operands of any rank that both may broadcast, and with a constant.
    func broadcastKernel(for inputs: [Shape], in context: ComputeContext) throws(EngineError) -> any Kernel {
        let constant = constant
        let operation = operation
        let constantIsFirst = constantIsFirst
        let output = checked(try outputShape(of: inputs))
        let shapes = operands(inputs[0], constant?.shape ?? inputs[1])
        let plan = Broadcast(shapes.0, shapes.1, output: output)
        /// The elements of the left and the right operand.
        @Sendable func values(
            _ inputs: [PlainKernel.Floats], _ body: (PlainKernel.Floats, PlainKernel.Floats) -> Void
        ) {
            guard let constant else { return body(inputs[0], inputs[1]) }
            constant.withUnsafeBufferPointer { fixed in
                if constantIsFirst { body(fixed, inputs[0]) } else { body(inputs[0], fixed) }
            }
        }
        return try PlainKernel(
            inputs: inputs, output: output, in: context,
            compute: { inputs, output in
                values(inputs) { a, b in plan.forEach { i, j, k in output[k] = operation.value(a[i], b[j]) } }
            },
            differentiate: { backward in
                backward.target.update(repeating: 0)
                let isLeft = constant == nil ? backward.index == 0 : !constantIsFirst
                values(backward.inputs) { a, b in
                    if isLeft {
                        plan.forEach { i, j, k in
                            backward.target[i] += backward.gradient[k] * operation.leftDerivative(a[i], b[j])
                        }
                    } else {
                        plan.forEach { i, j, k in
                            backward.target[j] += backward.gradient[k] * operation.rightDerivative(a[i], b[j])
                        }
                    }
                }
            })
    }

    private func operands<Operand>(_ input: Operand, _ other: Operand) -> (Operand, Operand) {
        constantIsFirst ? (other, input) : (input, other)
    }
}

/// Which elements of two operands meet at each element of the output.
struct Broadcast: Sendable {
    /// Extents of the output.
    private let extents: [Int]
    /// Distances in each operand along the output's axes, 0 where it broadcasts.
    private let left, right: [Int]

    init(_ a: Shape, _ b: Shape, output: Shape) {
        extents = output.dimensions
        left = Self.strides(a, rank: output.rank)
        right = Self.strides(b, rank: output.rank)
    }

    private static func strides(_ shape: Shape, rank: Int) -> [Int] {
        var strides = [Int](repeating: 0, count: rank)
        var step = 1
        for axis in (0..<rank).reversed() {
            let extent = shape.extent(axis, ofRank: rank)
            if extent != 1 { strides[axis] = step }
            step *= extent
        }
        return strides
    }

    /// Calls `body` with the positions in the left operand, the right operand and the output, in the output's order.
    @inline(__always)
    func forEach(_ body: (Int, Int, Int) -> Void) {
        let inner = extents.last ?? 1
        let count = extents.reduce(1, *)
        guard count > 0 else { return }
        let leftStep = left.last ?? 0
        let rightStep = right.last ?? 0
        var counters = [Int](repeating: 0, count: max(extents.count - 1, 0))
        var (i, j, k) = (0, 0, 0)
        while true {
            for position in 0..<inner {
                body(i + position * leftStep, j + position * rightStep, k + position)
            }
            k += inner
            if k >= count { return }
            var axis = counters.count - 1
            while true {
                counters[axis] += 1
                i += left[axis]
                j += right[axis]
                if counters[axis] < extents[axis] { break }
                i -= left[axis] * extents[axis]
                j -= right[axis] * extents[axis]
                counters[axis] = 0
                axis -= 1
            }
        }
    }
}

extension ElementwiseArithmetic.Operation {
    public func value(_ a: Float, _ b: Float) -> Float {
        switch self {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .power: pow(a, b)
        case .maximum: a.isNaN || a > b ? a : b
        case .minimum: a.isNaN || a < b ? a : b
        }
    }

    /// With respect to a. Where a maximum or minimum is reached by both, each gets half, as in PyTorch.
    func leftDerivative(_ a: Float, _ b: Float) -> Float {
        switch self {
        case .add, .subtract: 1
        case .multiply: b
        case .divide: 1 / b
        case .power: b == 0 ? 0 : b * pow(a, b - 1)
        case .maximum: a > b ? 1 : a == b ? 0.5 : 0
        case .minimum: a < b ? 1 : a == b ? 0.5 : 0
        }
    }

    /// With respect to b.
    func rightDerivative(_ a: Float, _ b: Float) -> Float {
        switch self {
        case .add: 1
        case .subtract: -1
        case .multiply: a
        case .divide: -a / (b * b)
        case .power: a == 0 ? 0 : pow(a, b) * log(a)
        case .maximum: b > a ? 1 : a == b ? 0.5 : 0
        case .minimum: b < a ? 1 : a == b ? 0.5 : 0
        }
    }
}
