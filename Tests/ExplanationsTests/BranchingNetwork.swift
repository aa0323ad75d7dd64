import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

@testable import Explanations

extension Sample {
    /// A small network of two branches with five classes and pseudo-random weights, looking at 32×32 pixels of a photo.
    ///
    /// - Parameters:
    ///   - inWindows: whether windows of the sum are put into the batch's axis for a while, so that the network takes one picture at
    ///     a time.
    ///   - photo: its path, or nil for the cat.
    static func branchingAnalysis(inWindows: Bool = false, of photo: String? = nil) throws -> Analysis {
        let graph = try branchingNetwork(inWindows: inWindows)
        let labels = ClassLabels(["one", "two", "three", "four", "five"])
        let model = Model(
            name: "branching", title: "Branching", graph: graph,
            preprocessing: Preprocessing(.centreCrop(shortEdge: 32), .torch, size: 32), labels: labels,
            recommendedLayer: "sum")
        let subject = try Subject(path: photo ?? ResourceFolder.path("Resources/photos/cat.png"), for: model)
        return try Analysis(of: subject, with: model, on: Executor(graph))
    }

    /// Convolution, then two branches that are added, pooling, and a dense classifier behind a softmax.
    private static func branchingNetwork(inWindows: Bool) throws -> Graph {
        var weights = RandomWeights(seed: 5)
        var builder = GraphBuilder(name: "branching", input: [3, 32, 32])
        func convolution(_ name: String, _ input: Int, _ outputs: Int, _ activation: Activation?) throws
            -> Int
        {
            let channels = builder.shape(of: input)[0]
            return try builder.add(
                name,
                Convolution(
                    weights: weights.tensor(name, [outputs, channels, 3, 3]),
                    bias: weights.tensor(name, [outputs]), window: Window([3, 3], padding: .all(1)),
                    activation: activation), input)
        }
        let first = try convolution("first", builder.input, 8, .relu)
        let pool = try builder.add("pool", Pooling(.maximum, window: Window([2, 2], stride: [2, 2])), first)
        let left = try convolution("left", pool, 8, .relu)
        let right = try convolution("right", pool, 8, nil)
        let normalised = try builder.add(
            "normalised",
            BatchNormalization(
                scale: weights.tensor("scale", [8]), offset: weights.tensor("offset", [8]),
                mean: weights.tensor("mean", [8]), variance: Tensor([8], repeating: 0.5), epsilon: 1e-3),
            right)
        let silu = try builder.add("silu", ActivationLayer(.silu), normalised)
        var sum = try builder.add("sum", ElementwiseArithmetic.add, left, silu)
        if inWindows {
            let windows = try builder.add("windows", BatchReshape([4, 2, 16, 16]), sum)
            sum = try builder.add("restored", BatchReshape([1, 8, 16, 16]), windows)
        }
        let pooled = try builder.add(
            "pooled", GlobalPooling(.average(countsPadding: true), keepsAxes: false), sum)
        let scores = try builder.add(
            "scores",
            Dense(weights: weights.tensor("scores", [5, 8]), bias: weights.tensor("scores", [5])), pooled)
        _ = try builder.add("softmax", Softmax(), scores)
        return builder.build(logits: scores)
    }
}

extension OptionValues {
    /// Options that leave a method little to do.
    static func quick(for method: any ExplanationMethod) throws -> OptionValues {
        var options = OptionValues()
        let values = ["steps": "1", "pattern-size": "32", "grid": "1x1", "samples": "10", "masks": "10"]
        for option in method.options {
            if let value = values[option.name], option.stage == .computation {
                try options.set(option.name, to: value, for: method)
            }
        }
        return options
    }
}
