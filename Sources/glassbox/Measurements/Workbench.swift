import Explanations
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// A network and a photo, ready to be measured again and again.
final class Workbench {
    let model: Model
    private let executor: Executor
    private let subject: Subject
    private let layer: Node
    /// The analysis of the photo, for what is measured on a photo that was analysed before.
    private var analysis: Analysis
    private var nextClass = 0
    private var background: RepeatedBackground?
    /// Another one for each question, so that nothing is known already.
    private var seed: UInt64 = 0

    init(_ model: Model, photo: String) throws {
        self.model = model
        executor = try Executor(model.graph)
        subject = try Subject(path: photo, for: model)
        layer = try model.layer(named: model.recommendedLayer)
        analysis = try Analysis(of: subject, with: model, on: executor)
    }

    /// What this network can be measured for.
    var measurements: [Measurement] {
        Measurement.allCases.filter { measurement in
            if measurement == .transformerAttribution {
                return TransformerAttribution().obstacle(in: model, at: layer) == nil
            }
            return model.graph.logits != nil || !measurement.needsClassifier
        }
    }

    /// - Returns: the seconds of one run.
    /// - Precondition: the measurement is one of ``measurements``.
    func run(_ measurement: Measurement) throws -> Double {
        let cancellation = Interruption.cancellation
        try cancellation.check()
        if measurement == .gradCAMOfClass {
            // More classes in turn than an analysis keeps gradients of, so that each is computed.
            nextClass = (nextClass + 1) % min(16, model.graph.classCount ?? 1)
        }
        var shapOptions = OptionValues()
        if measurement == .shap {
            let background = try background ?? RepeatedBackground(count: Self.backgroundCount)
            self.background = background
            try shapOptions.set("background", to: background.path, for: SHAP())
        }
        let batch = Tensor.joined(
            [Tensor](repeating: subject.input, count: measurement == .forwardOfBatch ? 16 : 1))
        let start = ContinuousClock.now
        switch measurement {
        case .forward: _ = try executor.output(for: subject.input, cancellation: cancellation)
        case .forwardOfBatch: _ = try executor.output(for: batch, cancellation: cancellation)
        case .forwardKeepingAll: _ = try executor.forward(subject.input, cancellation: cancellation)
        case .gradients: try analysis.forward.backward(fromClass: 0).complete(cancellation: cancellation)
        case .forwardAndGradients:
            try executor.forward(subject.input, cancellation: cancellation).backward(fromClass: 0)
                .complete(cancellation: cancellation)
        case .gradCAM:
            let analysis = try Analysis(of: subject, with: model, on: executor, cancellation: cancellation)
            _ = try GradCAM().explain(Question(layer: layer, cancellation: cancellation), of: analysis)
        case .gradCAMOfClass:
            _ = try GradCAM().explain(
                Question(layer: layer, classIndex: nextClass, cancellation: cancellation), of: analysis)
        case .featureMap:
            let explanation = try FeatureMaps().explain(Question(layer: layer), of: analysis)
            _ = try explanation.presentation(OptionValues(), in: nil).picture()
        case .quickshift: _ = SuperpixelMap.quickshift(subject.view)
        case .lime: try explainNewPhoto(LIME(), cancellation)
        case .scoreCAM: try explainNewPhoto(ScoreCAM(), cancellation)
        case .filterPatterns: try findPatterns(cancellation)
        case .occlusion: try explainNewPhoto(Occlusion(), cancellation)
        case .integratedGradients: try explainNewPhoto(IntegratedGradients(), cancellation)
        case .transformerAttribution: try explainNewPhoto(TransformerAttribution(), cancellation)
        case .shap: try explainNewPhoto(SHAP(), cancellation, at: shapLayer, options: shapOptions)
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// Methods that have an answer here.
    var methods: [any ExplanationMethod] {
        ExplanationMethods.all.filter { $0.obstacle(in: model, at: question(about: $0)) == nil }
    }

    /// How soon a method shows something about an analysed photo, and how soon it ends when it is told to.
    func stream(_ method: any ExplanationMethod) throws -> Streaming {
        try Streaming { cancellation, progress in
            seed += 1
            _ = try method.explain(
                Question(
                    layer: question(about: method), seed: seed, cancellation: cancellation, progress: progress
                ),
                of: analysis)
        }
    }

    /// The recommended layer, or what stands nearest below it for a method that is about convolutions.
    private func question(about method: any ExplanationMethod) -> Node {
        model.graph.nodes[...layer.id].last { method.obstacle(in: model, at: $0) == nil } ?? layer
    }

    /// Photos that SHAP compares with.
    private static let backgroundCount = 50

    /// The third convolution from the top, which is block5_conv1 of VGG16.
    private var shapLayer: Node {
        model.graph.nodes.filter { $0.kind == .convolution }.suffix(3).first ?? layer
    }

    private func explainNewPhoto(
        _ method: any ExplanationMethod, _ cancellation: Cancellation, at layer: Node? = nil,
        options: OptionValues = OptionValues()
    ) throws {
        let analysis = try Analysis(of: subject, with: model, on: executor, cancellation: cancellation)
        _ = try method.explain(
            Question(layer: layer ?? self.layer, options: options, cancellation: cancellation), of: analysis)
    }

    /// As in Keras's example, at block5_conv1 of VGG16.
    private func findPatterns(_ cancellation: Cancellation) throws {
        guard FilterPatterns().obstacle(in: model, at: shapLayer) == nil else { return }
        var options = OptionValues()
        for (name, value) in ["style": "pygame", "grid": "8x8"] {
            try options.set(name, to: value, for: FilterPatterns())
        }
        _ = try FilterPatterns().explain(
            Question(layer: shapLayer, options: options, cancellation: cancellation), of: analysis)
    }
}
