import CVectorLoops
import Tensors

/// A function of one operand that is computed for whole vectors, on all cores.
struct VectorFunction: Sendable {
    private let function: loops_function
    private let a, b: Float

    /// - Parameters:
    ///   - a: the function's first setting, if it has one.
    ///   - b: its second.
    init(_ function: loops_function, _ a: Float = 0, _ b: Float = 0) {
        self.function = function
        self.a = a
        self.b = b
    }

    func compute(_ input: PlainKernel.Floats, into output: PlainKernel.MutableFloats) {
        // Each part of the work writes its own elements.
        nonisolated(unsafe) let (input, output) = (input, output)
        Team.inParts(output.count, each: 1) { part in
            loops_function_row(
                function, a, b, input.baseAddress! + part.lowerBound, output.baseAddress! + part.lowerBound,
                part.count)
        }
    }

    func differentiate(
        _ input: PlainKernel.Floats, _ gradient: PlainKernel.Floats, into target: PlainKernel.MutableFloats
    ) {
        nonisolated(unsafe) let (input, gradient, target) = (input, gradient, target)
        Team.inParts(target.count, each: 1) { part in
            loops_function_gradient_row(
                function, a, b, gradient.baseAddress! + part.lowerBound,
                input.baseAddress! + part.lowerBound, target.baseAddress! + part.lowerBound, part.count)
        }
    }
}
