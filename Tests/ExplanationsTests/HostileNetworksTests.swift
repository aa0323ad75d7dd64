import Files
import ModelFormats
import NeuralNetwork
import Tensors
import Testing
import Words

@testable import Explanations

/// Networks that no one trains and any file may describe: every method and every metric, at every layer, gives a picture or says in a
/// sentence why not.
@Suite struct HostileNetworksTests {
    @Test(arguments: HostileNetwork.all) func everyMethodAnswersOrSaysWhyNot(network: HostileNetwork) throws {
        let model = try network.model()
        guard let analysis = try answer({ try network.analysis(of: model) }) else { return }
        for method in ExplanationMethods.all {
            for layer in model.graph.nodes {
                if let obstacle = method.obstacle(in: model, at: layer) {
                    #expect(obstacle.description.hasSuffix("."))
                    continue
                }
                let question = Question(layer: layer, options: try OptionValues.quick(for: method))
                let place = "\(network), \(method.name) at \(layer.name)"
                let explanation = try answer { try method.explain(question, of: analysis) }
                guard let explanation else { continue }
                for area in [nil, DisplayArea(width: 640, height: 200)] {
                    let pictures = try answer {
                        try explanation.presentation(OptionValues(), in: area).pictures()
                    }
                    #expect(pictures?.isEmpty != true, "\(place)")
                }
                // Metrics fill in pixels, which takes its time in long pictures.
                guard method.name == "grad-cam", layer.name == model.recommendedLayer, network.isSmall else {
                    continue
                }
                for metric in EvaluationMetrics.all {
                    _ = try answer {
                        try metric.evaluate(explanation, of: question, in: analysis) { _, _ in }
                    }
                }
            }
        }
    }

    /// Enough for one picture at a time: batches become as small as they have to be.
    @Test(arguments: [
        "lime", "rise", "occlusion", "shap", "score-cam", "smoothgrad",
        "integrated-gradients",
    ])
    func littleMemoryIsEnough(name: String) throws {
        let network = HostileNetwork.all[0]
        let model = try network.model()
        let method = try ExplanationMethods.named(name)
        let question = Question(
            layer: try model.layer(named: "second"), options: try OptionValues.quick(for: method))
        let answers = try [120_000, 1 << 30].map { limit in
            try method.explain(
                question, of: network.analysis(of: model, memory: MemoryBudget(byteLimit: limit)))
        }
        for (little, much) in zip(answers[0].raw.values, answers[1].raw.values) {
            #expect(abs(little - much) <= 1e-4 * max(1, abs(much)))
        }
    }

    /// What work gives, or nil where it is refused as it may be.
    private func answer<Result>(_ work: () throws -> Result) throws -> Result? {
        do {
            return try work()
        } catch let refusal as any Refusal {
            #expect([.badData, .unavailable].contains(refusal.kind), "\(refusal)")
            #expect(refusal.words.english.hasSuffix("."))
            return nil
        }
    }
}

/// A small network of one kind of hostility.
struct HostileNetwork: CustomTestStringConvertible, Sendable {
    let testDescription: String
    private var rows = 8
    private var columns = 8
    private var channels = 3
    /// What a convolution's weights are multiplied with; every third one becomes `stray`.
    private var factor: Float = 1
    private var stray: Float?
    /// Nil for no classifier.
    private var classes: Int? = 4
    /// A layer that reads the features and that nothing reads.
    private var branch: (any Operator)?

    var isSmall: Bool { rows * columns <= 64 }

    private init(_ name: String, _ change: (inout HostileNetwork) -> Void = { _ in }) {
        testDescription = name
        change(&self)
    }

    static let all: [HostileNetwork] = [
        HostileNetwork("sound"),
        HostileNetwork("NaN") { $0.stray = .nan },
        HostileNetwork("infinite") { $0.stray = .infinity },
        HostileNetwork("overflowing") { $0.factor = 1e30 },
        HostileNetwork("vanishing") { $0.factor = 1e-42 },
        HostileNetwork("all zero") { $0.factor = 0 },
        HostileNetwork("1×1") { ($0.rows, $0.columns) = (1, 1) },
        HostileNetwork("2×1") { ($0.rows, $0.columns) = (2, 1) },
        HostileNetwork("1×4096") { ($0.rows, $0.columns) = (1, 4096) },
        HostileNetwork("4096×1, grey") { ($0.rows, $0.columns, $0.channels) = (4096, 1, 1) },
        HostileNetwork("no classifier") { $0.classes = nil },
        HostileNetwork("no class") { $0.classes = 0 },
        HostileNetwork("one class") { $0.classes = 1 },
        HostileNetwork("NaN, one class") { ($0.stray, $0.classes) = (.nan, 1) },
        HostileNetwork("scalar") { hostile in
            (hostile.rows, hostile.columns) = (1, 1)
            hostile.branch = Composite(
                [Gather([nil, [0], nil, nil], summary: .split), BatchReshape([])], kind: .reshape,
                summary: .split)
        },
        HostileNetwork("no channels") { $0.branch = Gather([nil, [], nil, nil], summary: .split) },
        HostileNetwork("no rows") { $0.branch = Gather([nil, nil, [], nil], summary: .split) },
        HostileNetwork("no columns, no rows") { $0.branch = Gather([nil, nil, [], []], summary: .split) },
        HostileNetwork("no items") { $0.branch = Gather([[], nil, nil, nil], summary: .split) },
        HostileNetwork("five axes") { $0.branch = BatchReshape([1, 2, 2, 8, 8]) },
        HostileNetwork("one axis") { $0.branch = BatchReshape([256]) },
    ]

    /// Convolution, rectifier, pooling, scores; and the branch.
    func model() throws -> Model {
        var weights = RandomWeights(seed: 3)
        func damaged(_ tensor: Tensor) -> Tensor {
            let values = tensor.values.enumerated().map { place, value in
                place % 3 == 0 ? stray ?? value * factor : value * factor
            }
            return Tensor(tensor.shape, values)
        }
        var builder = GraphBuilder(name: testDescription, input: [channels, rows, columns])
        let features = try builder.add(
            "features",
            Convolution(
                weights: damaged(weights.tensor("features", [4, channels, 3, 3])),
                bias: Tensor([4], repeating: 0),
                window: Window([3, 3], padding: .all(1))), builder.input)
        let rectified = try builder.add("rectified", ActivationLayer(.relu), features)
        let second = try builder.add(
            "second",
            Convolution(
                weights: damaged(weights.tensor("second", [4, 4, 3, 3])), bias: nil,
                window: Window([3, 3], padding: .all(1))), rectified)
        if let branch { _ = try builder.add("branch", branch, second) }
        let pooled = try builder.add(
            "pooled", GlobalPooling(.average(countsPadding: true), keepsAxes: false), second)
        var logits: Int?
        if let classes {
            logits = try builder.add(
                "scores", Dense(weights: damaged(weights.tensor("scores", [classes, 4]))), pooled)
        }
        return Model(
            name: testDescription, title: testDescription, graph: builder.build(logits: logits),
            preprocessing: Preprocessing(.stretch, .torch, rows: rows, columns: columns, channels: channels),
            labels: nil, recommendedLayer: "second")
    }

    func analysis(of model: Model, memory: MemoryBudget? = nil) throws -> Analysis {
        let subject = try Subject(path: ResourceFolder.path("Resources/photos/cat.png"), for: model)
        return try Analysis(of: subject, with: model, on: Executor(model.graph, memory: memory))
    }
}
