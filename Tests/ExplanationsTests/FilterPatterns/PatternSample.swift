import Files
import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors

@testable import Explanations

/// The small network of the golden data `filter-patterns`: two branches that are added, and a rectified convolution.
enum PatternSample {
    static let size = 24

    static func model() throws -> Model {
        func convolution(
            _ index: UInt64, _ outputs: Int, _ inputs: Int, _ kernel: Int, _ activation: Activation?,
            plus: Float = 0
        ) -> Convolution {
            Convolution(
                weights: uniform([outputs, inputs, kernel, kernel], index: index),
                bias: Tensor([outputs], uniform([outputs], index: index + 1).values.map { $0 + plus }),
                window: Window([kernel, kernel], padding: .all(kernel / 2)), activation: activation)
        }
        var builder = GraphBuilder(name: "small", input: [3, size, size])
        let first = try builder.add("first", convolution(1, 6, 3, 3, .relu), builder.input)
        let left = try builder.add("left", convolution(3, 6, 6, 3, .relu), first)
        let right = try builder.add("right", convolution(5, 6, 6, 1, nil), first)
        let sum = try builder.add("sum", ElementwiseArithmetic.add, left, right)
        let pooled = try builder.add(
            "pooled", Pooling(.average(countsPadding: true), window: Window([2, 2], stride: [2, 2])), sum)
        _ = try builder.add("last", convolution(7, 5, 6, 3, .relu, plus: 3), pooled)
        return Model(
            name: "small", title: "Small", graph: builder.build(logits: nil),
            preprocessing: Preprocessing(.stretch, .tf, size: size), labels: nil, recommendedLayer: "last")
    }

    static func analysis() throws -> Analysis {
        let model = try model()
        let subject = try Subject(path: ResourceFolder.path("Resources/photos/cat.png"), for: model)
        return try Analysis(of: subject, with: model, on: Executor(model.graph))
    }
}
