import Explanations
import ModelFormats
import NeuralNetwork

/// What `benchmark` times, in the order in which it is shown.
enum Measurement: String, CaseIterable, Codable {
    case forward
    case forwardKeepingAll = "forward-all"
    case gradients
    case forwardAndGradients = "forward-gradients"
    case gradCAM = "grad-cam"
    case gradCAMOfClass = "grad-cam-class"
    case featureMap = "feature-map"

    var summary: String {
        switch self {
        case .forward: "Forward, keeping the class scores only"
        case .forwardKeepingAll: "Forward, keeping every layer"
        case .gradients: "Gradients at every layer"
        case .forwardAndGradients: "Forward and gradients at every layer"
        case .gradCAM: "Grad-CAM of a new photo"
        case .gradCAMOfClass: "Grad-CAM of another class"
        case .featureMap: "Feature maps as a picture"
        }
    }

    var needsClassifier: Bool {
        switch self {
        case .forward, .forwardKeepingAll, .featureMap: false
        case .gradients, .forwardAndGradients, .gradCAM, .gradCAMOfClass: true
        }
    }
}

/// A network and a photo, ready to be measured again and again.
final class Workbench {
    let model: Model
    private let executor: Executor
    private let subject: Subject
    private let layer: Node
    /// Of the photo, for what is measured on a photo that was analysed before.
    private var analysis: Analysis
    private var nextClass = 0

    init(_ model: Model, photo: String) throws {
        self.model = model
        executor = try Executor(model.graph)
        subject = try Subject(path: photo, for: model)
        layer = try model.layer(named: model.recommendedLayer)
        analysis = try Analysis(of: subject, with: model, on: executor)
    }

    /// What this network can be measured for.
    var measurements: [Measurement] {
        Measurement.allCases.filter { model.graph.logits != nil || !$0.needsClassifier }
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
        let start = ContinuousClock.now
        switch measurement {
        case .forward: _ = try executor.output(for: subject.input, cancellation: cancellation)
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
            _ = FeatureMaps().present(explanation, options: OptionValues(), in: nil).picture()
        }
        return (ContinuousClock.now - start).seconds
    }
}
