import Tensors
import Words

/// A layer that a file names and the engine does not compute: it is shown, and so is what comes after it, but neither
/// has an output.
public struct Unsupported: PlainOperator {
    public let kind: LayerKind
    /// The source's name of the operation, for example `Einsum`.
    public let name: String
    /// Why it is not computed, one clause: `the operator Einsum is not supported`.
    public let reason: Words

    public init(_ name: String, reason: Words, kind: LayerKind = .activation) {
        self.name = name
        self.reason = reason
        self.kind = kind
    }

    public var obstacle: Words? { reason }
    public var summary: Words { "\(name) (not supported)" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        throw .unsupported(reason)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .unknown }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        preconditionFailure("\(name) has no output, so nothing asks for it")
    }
}
