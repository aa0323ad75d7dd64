import CVectorLoops
import Foundation
import Tensors

extension ElementwiseArithmetic {
    /// The operation for operands of any rank that both may broadcast, and with a constant.
    func broadcastKernel(for inputs: [MemoryDescriptor], in context: ComputeContext) throws(EngineError)
        -> any Kernel
    {
        let constant = constant
        let operation = operation
        let constantIsFirst = constantIsFirst
        let output = checked(try outputShape(of: inputs.map(\.shape)))
        let shapes = operands(inputs[0].shape, constant?.shape ?? inputs[1].shape)
        let plan = Broadcast(shapes.0, shapes.1, output: output)
        let exponent =
            operation == .power && !constantIsFirst
            ? constant.flatMap { $0.count == 1 ? Self.function(ofExponent: $0[0]) : nil } : nil
        /// The elements of the left and the right operand.
        @Sendable func values(
            _ inputs: [PlainKernel.Floats], _ body: (PlainKernel.Floats, PlainKernel.Floats) -> Void
        ) {
            guard let constant else { return body(inputs[0], inputs[1]) }
            constant.withUnsafeBufferPointer { fixed in
                if constantIsFirst { body(fixed, inputs[0]) } else { body(inputs[0], fixed) }
            }
        }
        let layouts = try context.pairLayouts(inputs, constant: constant, output: output)
        return try PlainKernel(
            layouts: layouts.inputs, output: layouts.output, in: context,
            compute: { inputs, output in
                values(inputs) { a, b in
                    if let exponent {
                        exponent.compute(a, into: output)
                    } else {
                        operation.compute(a, b, plan, into: output)
                    }
                }
            },
            differentiate: { backward in
                let isLeft = constant == nil ? backward.index == 0 : !constantIsFirst
                values(backward.inputs) { a, b in
                    if let exponent {
                        exponent.differentiate(a, backward.gradient, into: backward.target)
                    } else {
                        operation.differentiate(
                            a, b, plan, backward.gradient, isLeft: isLeft, into: backward.target)
                    }
                }
            })
    }

    private func operands<Operand>(_ input: Operand, _ other: Operand) -> (Operand, Operand) {
        constantIsFirst ? (other, input) : (input, other)
    }

    /// Powers that need no logarithm.
    private static func function(ofExponent exponent: Float) -> VectorFunction? {
        switch exponent {
        case 2: VectorFunction(LOOPS_SQUARE)
        case 3: VectorFunction(LOOPS_CUBE)
        case -1: VectorFunction(LOOPS_RECIPROCAL)
        case 0.5: VectorFunction(LOOPS_SQUARE_ROOT)
        case -0.5: VectorFunction(LOOPS_RECIPROCAL_SQUARE_ROOT)
        default: nil
        }
    }
}

extension ElementwiseArithmetic.Operation {
    /// Nil for powers.
    private var vectorized: loops_arithmetic? {
        switch self {
        case .add: LOOPS_ADD
        case .subtract: LOOPS_SUBTRACT
        case .multiply: LOOPS_MULTIPLY
        case .divide: LOOPS_DIVIDE
        case .maximum: LOOPS_MAXIMUM
        case .minimum: LOOPS_MINIMUM
        case .power: nil
        }
    }

    fileprivate func compute(
        _ a: PlainKernel.Floats, _ b: PlainKernel.Floats, _ plan: Broadcast,
        into output: PlainKernel.MutableFloats
    ) {
        if let vectorized { return plan.compute(vectorized, a, b, into: output) }
        // Each element of the output is written by one part of the work.
        nonisolated(unsafe) let (a, b, output) = (a, b, output)
        plan.inEach { left, right, position in output[position] = value(a[left], b[right]) }
    }

    /// - Parameter isLeft: whether the gradient is that of the left operand.
    func differentiate(
        _ a: PlainKernel.Floats, _ b: PlainKernel.Floats, _ plan: Broadcast, _ gradient: PlainKernel.Floats,
        isLeft: Bool, into target: PlainKernel.MutableFloats
    ) {
        nonisolated(unsafe) let (a, b, gradient, target) = (a, b, gradient, target)
        let (leftStep, rightStep) = (plan.leftStep, plan.rightStep)
        @Sendable func derivative(_ row: Broadcast.Row, _ position: Int) -> Float {
            let (x, y) = (a[row.left + position * leftStep], b[row.right + position * rightStep])
            return isLeft ? leftDerivative(x, y) : rightDerivative(x, y)
        }
        if isLeft ? plan.usesLeftOnce : plan.usesRightOnce {
            plan.inRows { row in
                let out = target.baseAddress! + row.output
                let source = gradient.baseAddress! + row.output
                switch self {
                case .add,
                    .subtract where isLeft:
                    out.update(from: source, count: row.count)
                case .multiply where isLeft:
                    loops_arithmetic_row(
                        LOOPS_MULTIPLY, source, 1, b.baseAddress! + row.right, rightStep, out, row.count)
                case .multiply:
                    loops_arithmetic_row(
                        LOOPS_MULTIPLY, source, 1, a.baseAddress! + row.left, leftStep, out, row.count)
                case .divide where isLeft:
                    loops_arithmetic_row(
                        LOOPS_DIVIDE, source, 1, b.baseAddress! + row.right, rightStep, out, row.count)
                default:
                    for position in 0..<row.count {
                        out[position] = source[position] * derivative(row, position)
                    }
                }
            }
            return
        }
        // Several elements of the output add up in one of the target.
        target.update(repeating: 0)
        let step = isLeft ? leftStep : rightStep
        plan.forEachRow { row in
            let start = target.baseAddress! + (isLeft ? row.left : row.right)
            let source = gradient.baseAddress! + row.output
            switch (self, step) {
            case (.add, 1):
                loops_arithmetic_row(LOOPS_ADD, start, 1, source, 1, start, row.count)
            case (.add, _),
                (.subtract, _) where isLeft && step == 0:
                start.pointee += Float(loops_total_row(LOOPS_SUM, source, row.count))
            case (.multiply, 0) where (isLeft ? rightStep : leftStep) == 1:
                let other = isLeft ? b.baseAddress! + row.right : a.baseAddress! + row.left
                start.pointee += Float(loops_product_row(source, other, row.count))
            default:
                for position in 0..<row.count {
                    start[position * step] += source[position] * derivative(row, position)
                }
            }
        }
    }

    public func value(_ a: Float, _ b: Float) -> Float { value(a, b, power: pow) }

    func value(_ a: Double, _ b: Double) -> Double { value(a, b, power: pow) }

    @inline(__always)
    private func value<Number: FloatingPoint>(
        _ a: Number, _ b: Number, power: (Number, Number) -> Number
    ) -> Number {
        switch self {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .power: power(a, b)
        case .maximum: a.isNaN || a > b ? a : b
        case .minimum: a.isNaN || a < b ? a : b
        }
    }

    /// The derivative with respect to a. Where a maximum or minimum is reached by both, each gets half, as in PyTorch.
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

    /// The derivative with respect to b.
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
