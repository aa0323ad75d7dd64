import Files
import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Laws that attributions obey whatever the network.
@Suite struct AttributionLawsTests {
    /// Scores of the golden network, with one more that is 2·score 0 − score 3.
    private func combinedModel() throws -> Model {
        let source = try GoldenNetwork.graph()
        var builder = GraphBuilder(name: "combined", input: source.inputShape)
        for node in source.nodes.dropFirst() {
            _ = try builder.add(node.name, node.operation!, node.inputs)
        }
        let width = 6
        let rows = (0..<width).flatMap { row in (0..<width).map { Float($0 == row ? 1 : 0) } }
        let weights = Tensor([width + 1, width], rows + [2, 0, 0, -1, 0, 0])
        let logits = try builder.add("combined", Dense(weights: weights), source.logits!)
        return Model(
            name: "combined", title: "Combined", graph: builder.build(logits: logits),
            preprocessing: try GoldenNetwork.model().preprocessing, labels: nil,
            recommendedLayer: "last_relu")
    }

    private func analysis(_ model: Model) throws -> Analysis {
        let input = uniform([1, 3, 16, 16], index: 1000)
        let subject = Subject(
            path: "pseudo-random.npy", photo: model.preprocessing.picture(of: input), input: input,
            for: model)
        return try Analysis(of: subject, with: model, on: Executor(model.graph))
    }

    private static let settings: [(method: String, options: [String: String])] = [
        ("saliency", [:]), ("integrated-gradients", ["steps": "10"]), ("smoothgrad", ["samples": "6"]),
        ("shap", ["samples": "10", "outputs": "1"]), ("shap", ["explainer": "deep", "outputs": "1"]),
    ]

    private func attribution(
        _ setting: (method: String, options: [String: String]), ofClass index: Int, _ analysis: Analysis
    ) throws -> Tensor {
        let method = try ExplanationMethods.named(setting.method)
        var options = OptionValues()
        for (name, value) in setting.options { try options.set(name, to: value, for: method) }
        return try method.explain(
            Question(
                layer: analysis.model.layer(named: "stem"), classIndex: index, options: options, seed: 4),
            of: analysis
        ).raw
    }

    @Test(arguments: settings.indices) func attributionsAreLinearInTheScore(index: Int) throws {
        let analysis = try analysis(combinedModel())
        let setting = Self.settings[index]
        let parts = try [0, 3, 6].map { try attribution(setting, ofClass: $0, analysis).values }
        let expected = zip(parts[0], parts[1]).map { 2 * $0 - $1 }
        let shape: Shape = [expected.count]
        #expect(relativeError(Tensor(shape, parts[2]), Tensor(shape, expected)) < 1e-4, "\(setting)")
    }

    @Test func owenValuesAreLinearInTheScore() throws {
        let analysis = try analysis(combinedModel())
        var options = SHAPOptions()
        options.evaluations = 60
        options.blur = 5
        let question = Question(layer: analysis.model.graph.nodes[0])
        let maps = try PartitionSHAP().values(
            ofClasses: [0, 3, 6], question, options, analysis, partial: { _, _ in nil }
        ).0
        let expected = zip(maps.part(0).values, maps.part(1).values).map { 2 * $0 - $1 }
        #expect(relativeError(maps.part(2), Tensor(maps.part(2).shape, expected)) < 1e-4)
    }

    @Test func integratedGradientsAreComplete() throws {
        let analysis = try GoldenNetwork.analysis()
        let zeros = try analysis.executor.output(for: Tensor([1, 3, 16, 16], repeating: 0))
        for index in 0..<6 {
            var options = OptionValues()
            try options.set("steps", to: "300", for: IntegratedGradients())
            let found = try IntegratedGradients().explain(
                Question(layer: analysis.model.graph.nodes[0], classIndex: index, options: options),
                of: analysis)
            let difference = Double(try analysis.forward.logits()![index]) - Double(zeros[index])
            #expect(abs(found.raw.sum - difference) < 1e-2 * max(abs(difference), 0.01), "\(index)")
        }
    }

    @Test func batchSizesChangeNothing() throws {
        let analysis = try GoldenNetwork.analysis()
        let inputs = (0..<7).map { uniform([3, 16, 16], index: 2000 + UInt64($0)) }
        func gradients(_ sizes: [Int]) throws -> [Tensor] {
            var found: [Tensor] = []
            try GradientBatches(analysis.executor, classIndexes: [0, 5], count: 7, sizes: sizes).run(
                cancellation: nil
            ) { index, destination in
                _ = destination.update(fromContentsOf: inputs[index].values)
            } receive: { batch in
                for item in batch.indexes.indices {
                    let position = item - batch.indexes.lowerBound
                    found += batch.gradients.map { $0.part(position) }
                }
            }
            return found
        }
        let single = try gradients([1])
        #expect(single.count == 14)
        for sizes in [[2], [7], [3], [2, 4]] {
            let others = try gradients(sizes)
            #expect(others.count == 14)
            #expect(zip(single, others).allSatisfy { relativeError($0.1, $0.0) < 1e-5 }, "\(sizes)")
        }
    }
}
