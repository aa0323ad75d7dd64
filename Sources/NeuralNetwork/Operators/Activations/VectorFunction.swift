import CVectorLoops
import Tensors

/// A function of one operand that is computed for whole vectors, on all cores.
struct VectorFunction: Sendable {
    private let function: loops_function

    init(_ function: loops_function) {
        self.function = function
    }

    func compute(_ input: PlainKernel.Floats, into output: PlainKernel.MutableFloats) {
        // Each part of the work writes its own elements.
        nonisolated(unsafe) let (input, output) = (input, output)
        inParts(output.count, each: 1) { part in
            loops_function_row(
                function, input.baseAddress! + part.lowerBound, output.baseAddress! + part.lowerBound,
                part.count)
        }
    }

    func differentiate(
        _ input: PlainKernel.Floats, _ gradient: PlainKernel.Floats, into target: PlainKernel.MutableFloats
    ) {
        nonisolated(unsafe) let (input, gradient, target) = (input, gradient, target)
        inParts(target.count, each: 1) { part in
            loops_function_gradient_row(
                function, gradient.baseAddress! + part.lowerBound, input.baseAddress! + part.lowerBound,
                target.baseAddress! + part.lowerBound, part.count)
        }
    }
}

extension ElementwiseFunction {
    /// Nil for those that are computed element by element.
    var vectorized: VectorFunction? {
        switch self {
        case .errorFunction: VectorFunction(LOOPS_ERROR_FUNCTION)
        case .reciprocal: VectorFunction(LOOPS_RECIPROCAL)
        case .squareRoot: VectorFunction(LOOPS_SQUARE_ROOT)
        default: nil
        }
    }
}
