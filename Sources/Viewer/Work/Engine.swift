import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Fulfils requests one after the other and keeps what the next may need: the network, the analysis of the photo,
/// the latest explanation.
///
/// Not Sendable: it stays on the worker's queue.
final class Engine {
    private(set) var network: LoadedNetwork?
    var networks = LoadedNetworks()
    private var photo: (path: String, version: FileVersion?, picture: Picture?)?
    private var analysis: (path: String, analysis: Analysis, seconds: Double, thumbnailArea: DisplayArea)?
    private var explanation: Explanation?
    private var earlier = RecentExplanations()
    /// The answer that was measured last.
    private var measured: (key: RecentExplanations.Key, evaluation: Evaluation)?
    var scaledPhoto: (path: String, area: DisplayArea, picture: Picture)?

    /// Does what a request lacks and delivers it piece by piece.
    ///
    /// - Parameter analysed: called once the photo's analysis is there.
    /// - Throws: `CancellationError`; everything else is delivered as a ``Failure``.
    func fulfil(
        _ request: Request, cancellation: Cancellation, analysed: () -> Void = {},
        deliver: @escaping (Delivery.Content) -> Void
    ) throws {
        do {
            try answer(request, cancellation: cancellation, analysed: analysed, deliver: deliver)
            if MappedFile.shortened.contains(request.model.name) {
                throw StageError(
                    subject: .model(request.model), cause: FileError.shortened(request.model.name))
            }
        } catch let error as CancellationError {
            throw error
        } catch let error as StageError {
            deliver(.failure(Failure(subject: error.subject, cause: error.cause)))
        } catch {
            deliver(.failure(Failure(subject: .question, cause: error)))
        }
    }

    /// Work ahead: the heat maps of the class in question at every layer, those next to the present one first, so that a click
    /// on any layer finds its answer made.
    func prepare(for request: Request, cancellation: Cancellation) throws {
        guard let analysis = analysis?.analysis, analysis.model.graph.logits != nil,
            let classIndex = try? analysis.classIndex(of: request.classChoice.text)
        else { return }
        try analysis.gradients(ofClass: classIndex).complete(cancellation: cancellation)
        let asked = try? ExplanationMethods.named(request.method)
        let method = asked as? any ClassActivationMethod ?? GradCAM()
        let present = request.layer.flatMap { try? analysis.model.layer(named: $0).id } ?? 0
        let layers = analysis.model.graph.nodes.filter { method.obstacle(in: analysis.model, at: $0) == nil }
        for layer in layers.sorted(by: { abs($0.id - present) < abs($1.id - present) })
        where !earlier.contains(key(request, method, layer, classIndex)) {
            try cancellation.check()
            _ = try recall(request, method, layer, classIndex, analysis, cancellation, progress: nil)
        }
    }

    /// A failure with the stage it happened at.
    private struct StageError: Error {
        let subject: Failure.Subject
        let cause: any Error
    }

    private func answer(
        _ request: Request, cancellation: Cancellation, analysed: () -> Void,
        deliver: @escaping (Delivery.Content) -> Void
    ) throws {
        let network = try load(request, cancellation, deliver: deliver)
        try cancellation.check()
        let analysis = try analyse(request, network, cancellation, deliver: deliver)
        analysed()
        try cancellation.check()
        let method = try ExplanationMethods.named(request.method)
        let layer = try analysis.model.layer(named: request.layer ?? analysis.model.recommendedLayer)
        if let comparison = request.comparison {
            return try compare(
                comparison, request, method, layer, analysis, network.executor, cancellation, deliver: deliver
            )
        }
        if let obstacle = method.obstacle(in: analysis.model, at: layer) {
            explanation = nil
            deliver(
                .obstacle(
                    Words(bridging: obstacle),
                    AnsweredQuestion(method: method.name, layer: layer, classIndex: nil)))
            return
        }
        let start = ContinuousClock.now
        let (explanation, key) = try explain(
            request, method, layer, analysis, cancellation, deliver: deliver)
        let evaluation = known(request.metric, of: key)
        var shown = explanation
        if let stages = evaluation?.stages, stages.indices.contains(request.stage) {
            shown = stages[request.stage]
        }
        let content = try present(shown, request)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let without = try photoWithout(request, shown, analysis, cancellation)
        deliver(
            .answer(
                Answer(
                    explanation: shown, content: content, seconds: seconds, without: without,
                    evaluation: evaluation)))
        if evaluation == nil {
            try evaluate(request, explanation, key, analysis, cancellation, deliver: deliver)
        }
    }

    private func load(
        _ request: Request, _ cancellation: Cancellation, deliver: (Delivery.Content) -> Void
    ) throws -> LoadedNetwork {
        if let network, network.choice == request.model, network.isCurrent { return network }
        let loaded: LoadedNetwork
        do {
            // The network before stays until the next is whole: a file may turn out to be none.
            loaded = try networks.network(request.model, cancellation: cancellation)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw StageError(subject: .model(request.model), cause: error)
        }
        network?.executor.trim()
        network = loaded
        analysis = nil
        forget()
        deliver(.model(loaded.model))
        return loaded
    }

    /// Answers are about one photo in one network.
    private func forget() {
        explanation = nil
        earlier = RecentExplanations()
        measured = nil
    }

    private func analyse(
        _ request: Request, _ network: LoadedNetwork, _ cancellation: Cancellation,
        deliver: (Delivery.Content) -> Void
    ) throws -> Analysis {
        let isCurrent = photo?.path == request.path && photo?.version?.isCurrent(at: request.path) != false
        if let known = analysis, known.path == request.path, isCurrent {
            if known.thumbnailArea != request.photoArea {
                analysis?.thumbnailArea = request.photoArea
                deliver(.analysis(analysedPhoto(known.analysis, request, seconds: known.seconds)))
            }
            return known.analysis
        }
        let subject: Subject
        do {
            if isCurrent, let picture = photo?.picture {
                subject = Subject(path: request.path, photo: picture, for: network.model)
            } else {
                let version = FileVersion(path: request.path)
                subject = try Subject(path: request.path, for: network.model)
                photo = (request.path, version, subject.isArray ? nil : subject.photo)
                scaledPhoto = nil
            }
        } catch {
            throw StageError(subject: .photo(request.path), cause: error)
        }
        // The photo before gives its memory back first.
        analysis = nil
        forget()
        let start = ContinuousClock.now
        let made = try Analysis(
            of: subject, with: network.model, on: network.executor, cancellation: cancellation)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        analysis = (request.path, made, seconds, request.photoArea)
        deliver(.analysis(analysedPhoto(made, request, seconds: seconds)))
        return made
    }

    /// Of the most probable classes that the window lists.
    static let predictionCount = 5

    private func explain(
        _ request: Request, _ method: any ExplanationMethod, _ layer: Node, _ analysis: Analysis,
        _ cancellation: Cancellation, deliver: @escaping (Delivery.Content) -> Void
    ) throws -> (Explanation, RecentExplanations.Key) {
        let classIndex = method.needsClass ? try analysis.classIndex(of: request.classChoice.text) : nil
        let made = try recall(
            request, method, layer, classIndex, analysis, cancellation,
            progress: receiver(for: request, deliver: deliver))
        explanation = made
        return (made, key(request, method, layer, classIndex))
    }

    /// All that an answer about the photo depends on.
    private func key(
        _ request: Request, _ method: any ExplanationMethod, _ layer: Node, _ classIndex: Int?
    ) -> RecentExplanations.Key {
        RecentExplanations.Key(
            method: method.name, layer: layer.id, classIndex: classIndex,
            options: request.options(of: method).computed(by: method), seed: request.seed)
    }

    private func known(_ metric: String?, of key: RecentExplanations.Key) -> Evaluation? {
        measured.flatMap { $0.key == key && $0.evaluation.metric.name == metric ? $0.evaluation : nil }
    }

    /// An answer about the photo, from those that are kept or made now.
    func recall(
        _ request: Request, _ method: any ExplanationMethod, _ layer: Node, _ classIndex: Int?,
        _ analysis: Analysis, _ cancellation: Cancellation, progress: ProgressReceiver?
    ) throws -> Explanation {
        let options = request.options(of: method)
        let key = key(request, method, layer, classIndex)
        if let known = earlier[key] { return known }
        let made = try method.explain(
            Question(
                layer: layer, classIndex: classIndex, options: options, seed: request.seed,
                cancellation: cancellation, progress: progress, focus: request.focus,
                cacheFolder: Folders.cache),
            of: analysis)
        earlier[key] = made
        return made
    }

    /// Delivers how far a computation is, with a picture of what is known so far.
    private func receiver(
        for request: Request, deliver: @escaping (Delivery.Content) -> Void
    ) -> ProgressReceiver {
        let start = ContinuousClock.now
        // The method calls on the queue that this engine stays on, while the request is being fulfilled.
        nonisolated(unsafe) let deliver = deliver
        nonisolated(unsafe) let engine = self
        return ProgressReceiver { fraction, partial in
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            deliver(.progress(WorkProgress(fraction: fraction, elapsed: seconds)))
            guard let explanation = partial(), let content = try? engine.present(explanation, request) else {
                return
            }
            deliver(
                .answer(Answer(explanation: explanation, content: content, seconds: seconds, isPartial: true))
            )
        }
    }

    /// Measures the answer, if that is asked for.
    private func evaluate(
        _ request: Request, _ explanation: Explanation, _ key: RecentExplanations.Key, _ analysis: Analysis,
        _ cancellation: Cancellation, deliver: @escaping (Delivery.Content) -> Void
    ) throws {
        guard let name = request.metric, Evaluation.obstacle(for: explanation.method) == nil else { return }
        let start = ContinuousClock.now
        var pace = Pace()
        let measured = try EvaluationMetrics.named(name).evaluate(
            explanation,
            of: Question(
                layer: explanation.layer, classIndex: explanation.classIndex,
                options: request.options(of: explanation.method), seed: request.seed,
                cancellation: cancellation),
            in: analysis
        ) { fraction, partial in
            try cancellation.check()
            guard pace.isDue() else { return }
            deliver(
                .progress(
                    WorkProgress(fraction: fraction, elapsed: (ContinuousClock.now - start) / .seconds(1))))
            if let partial = partial() { deliver(.evaluation(partial)) }
        }
        self.measured = (key, measured)
        deliver(.evaluation(measured))
    }
}
