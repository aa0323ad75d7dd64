import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors

@testable import Explanations

/// The golden data `evaluation`: pytorch-grad-cam's metrics and RISE's on the branching network.
struct EvaluationSample: Decodable {
    struct Curve: Decodable {
        let scores: [Double]
        let auc: Double
    }

    struct RemoveAndDebias: Decodable {
        let percentiles: [Int]
        let least: [Double]
        let most: [Double]
        let combined: Double
    }

    struct Case: Decodable {
        let map: String
        let `class`: Int
        let insertion: Curve
        let deletion: Curve
        let road: RemoveAndDebias
    }

    struct Pair: Decodable {
        let first: [Float]
        let second: [Float]
        let correlation: Double
    }

    struct Layer: Decodable {
        let layer: String
        let correlation: Double?
    }

    let seed: UInt64
    let maps: [Case]
    let spearman: [Pair]
    let randomization: [Layer]

    static func read() throws -> EvaluationSample {
        try GoldenFolder("evaluation").decode(EvaluationSample.self, from: "cases.json")
    }

    static func arrays() throws -> SafeTensorsFile {
        try GoldenFolder("evaluation").tensors("arrays.safetensors")
    }

    /// The analysis of ten times the branching network's usual input.
    static func analysis() throws -> Analysis {
        let model = try GoldenNetwork.model()
        let input = Tensor([1, 3, 16, 16], uniform([768], index: 1000).values.map { $0 * 10 })
        let subject = Subject(
            path: "pseudo-random.npy", photo: model.preprocessing.picture(of: input), input: input, for: model
        )
        return try Analysis(of: subject, with: model, on: Executor(model.graph))
    }

    static func question(
        _ analysis: Analysis, class index: Int = 2, seed: UInt64 = 0, cancellation: Cancellation? = nil
    ) throws
        -> Question
    {
        Question(
            layer: try analysis.model.layer(named: "last_relu"), classIndex: index, seed: seed,
            cancellation: cancellation)
    }

    /// An answer with a given map.
    static func explanation(_ map: Tensor, _ analysis: Analysis) throws -> Explanation {
        Explanation(
            GradCAM(), try question(analysis), analysis, raw: map, notices: [])
    }
}
