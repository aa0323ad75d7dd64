import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

@testable import Explanations

/// The network of Tests/GoldenData/reference/branching.py: branches, a residual sum, poolings, pseudo-random weights.
enum GoldenNetwork {
    static let input: Shape = [3, 16, 16]

    static func graph() throws -> Graph {
        var builder = GraphBuilder(name: "branching", input: input)
        var index: UInt64 = 0
        func parameter(_ shape: Shape, inputs: Int? = nil) -> Tensor {
            let scale = inputs.map { Float((1 / Double($0).squareRoot())) } ?? 0.1
            let values = uniform(shape, index: index).values.map { $0 * scale }
            index += 1
            return Tensor(shape, values)
        }
        func convolution(_ outputs: Int, _ inputs: Int, _ kernel: Int) -> Convolution {
            Convolution(
                weights: parameter([outputs, inputs, kernel, kernel], inputs: inputs * kernel * kernel),
                bias: parameter([outputs]), window: Window([kernel, kernel], padding: .all(kernel / 2)))
        }
        func dense(_ outputs: Int, _ inputs: Int) -> Dense {
            Dense(weights: parameter([outputs, inputs], inputs: inputs), bias: parameter([outputs]))
        }
        let relu = ActivationLayer(.relu)
        let stem = try builder.add("stem_relu", relu, builder.add("stem", convolution(8, 3, 3), 0))
        let left = try builder.add("left_relu", relu, builder.add("left", convolution(8, 8, 3), stem))
        let right = try builder.add("right", convolution(4, 8, 1), stem)
        let both = try builder.add("concatenate", Concatenate(), left, right)
        let half = Window([2, 2], stride: [2, 2])
        let pool = try builder.add("pool", Pooling(.maximum, window: half), both)
        let middle = try builder.add("middle_relu", relu, builder.add("middle", convolution(12, 12, 3), pool))
        let sum = try builder.add(
            "last_relu", relu, builder.add("add", ElementwiseArithmetic.add, middle, pool))
        let average = try builder.add("average", Pooling(.average(countsPadding: true), window: half), sum)
        let flat = try builder.add("flatten", Reshape.flatten, average)
        let hidden = try builder.add("hidden_relu", relu, builder.add("hidden", dense(10, 192), flat))
        let logits = try builder.add("logits", dense(6, 10), hidden)
        return builder.build(logits: logits)
    }

    static func model() throws -> Model {
        Model(
            name: "branching", title: "Branching network", graph: try graph(),
            preprocessing: Preprocessing(.stretch, .tf, size: 16), labels: nil, recommendedLayer: "last_relu")
    }

    /// The analysis of the golden data's input.
    static func analysis() throws -> Analysis {
        let model = try model()
        let input = uniform([1, 3, 16, 16], index: 1000)
        let photo = model.preprocessing.picture(of: input)
        let subject = Subject(path: "pseudo-random.npy", photo: photo, input: input, for: model)
        return try Analysis(of: subject, with: model, on: Executor(model.graph))
    }
}
