import NeuralNetwork
import Tensors
import Words

/// A layer after one that is not computed: its name and kind are known, its shapes are not.
struct UnreachedLayer: PlainOperator {
    let kind: LayerKind
    let summary: Words

    func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        throw .unsupported(UncomputedInput.someLayer.words)
    }

    func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .unknown }

    func makeKernel(for inputs: [MemoryDescriptor], in context: ComputeContext) throws(EngineError)
        -> any Kernel
    {
        preconditionFailure("\(summary.english) has no output, so nothing asks for it")
    }
}
