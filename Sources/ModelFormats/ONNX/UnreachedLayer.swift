import NeuralNetwork
import Tensors

/// A layer after one that is not computed: its name and kind are known, its shapes are not.
struct UnreachedLayer: Operator {
    let kind: LayerKind
    let summary: String

    func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        throw .unsupported("it comes after a layer that is not computed")
    }

    func makeKernel(for inputs: [MemoryDescriptor], in context: ComputeContext) throws(EngineError)
        -> any Kernel
    {
        preconditionFailure("\(summary) has no output, so nothing asks for it")
    }
}
