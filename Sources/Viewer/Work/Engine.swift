import Explanations
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// Fulfils requests one after the other and keeps what the next may need: the network, the analysis of the photo,
/// the latest explanation.
///
/// Not Sendable: it stays on the worker's queue.
final class Engine {
    private var model: (choice: ModelChoice, model: Model, executor: Executor)?
    private var photo: (path: String, picture: Picture?)?
    private var analysis: (path: String, analysis: Analysis, seconds: Double, thumbnailArea: DisplayArea)?
    private var explanation: Explanation?
    private var earlier = RecentExplanations()
    /// Networks to compare with.
    private var others: [(choice: ModelChoice, model: Model, executor: Executor)] = []
    private var scaled: (path: String, area: DisplayArea, picture: Picture)?

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
        } catch let error as CancellationError {
            throw error
        } catch let error as StageError {
            deliver(.failure(Failure(subject: error.subject, cause: error.cause)))
        } catch {
            deliver(.failure(Failure(subject: .question, cause: error)))
        }
    }

    /// Work ahead: the gradients of the class in question at every layer, so that Grad-CAM anywhere is at hand.
    func prepare(cancellation: Cancellation) throws {
        guard let analysis = analysis?.analysis, analysis.model.graph.logits != nil,
            let classIndex = explanation?.classIndex ?? analysis.predictions.first?.index
        else { return }
        try analysis.gradients(ofClass: classIndex).complete(cancellation: cancellation)
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
        let (model, executor) = try load(request, cancellation, deliver: deliver)
        try cancellation.check()
        let analysis = try analyse(request, model, executor, cancellation, deliver: deliver)
        analysed()
        try cancellation.check()
        let method = try ExplanationMethods.named(request.method)
        let layer = try model.layer(named: request.layer ?? model.recommendedLayer)
        if let comparison = request.comparison {
            return try compare(
                comparison, request, method, layer, analysis, executor, cancellation, deliver: deliver)
        }
        if let obstacle = method.obstacle(in: model, at: layer) {
            explanation = nil
            deliver(
                .obstacle(
                    obstacle.description,
                    AnsweredQuestion(method: method.name, layer: layer, classIndex: nil)))
            return
        }
        let start = ContinuousClock.now
        let explanation = try explain(request, method, layer, analysis, cancellation, deliver: deliver)
        let content = try present(explanation, request)
        let seconds = (ContinuousClock.now - start).inSeconds
        let without = try photoWithout(request, explanation, analysis, cancellation)
        deliver(
            .answer(
                Answer(explanation: explanation, content: content, seconds: seconds, without: without)))
        try evaluate(request, explanation, analysis, cancellation, deliver: deliver)
    }

    /// A network beside the present one, kept for the next time.
    func loadBeside(_ choice: ModelChoice, _ cancellation: Cancellation) throws -> (Model, Executor) {
        if let known = model, known.choice == choice { return (known.model, known.executor) }
        if let known = others.first(where: { $0.choice == choice }) { return (known.model, known.executor) }
        let loaded = try choice.load(cancellation: cancellation)
        let executor = try Executor(loaded.graph)
        others.append((choice, loaded, executor))
        if others.count >= Comparison.mostColumns { others.removeFirst() }
        return (loaded, executor)
    }

    private func load(
        _ request: Request, _ cancellation: Cancellation, deliver: (Delivery.Content) -> Void
    ) throws -> (Model, Executor) {
        if let known = model, known.choice == request.model { return (known.model, known.executor) }
        do {
            // The network before stays until the next is whole: a file may turn out to be none.
            let (loaded, executor) = try loadBeside(request.model, cancellation)
            others.removeAll { $0.choice == request.model }
            model = (request.model, loaded, executor)
            analysis = nil
            explanation = nil
            earlier = RecentExplanations()
            deliver(.model(loaded))
            return (loaded, executor)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw StageError(subject: .model(request.model), cause: error)
        }
    }

    private func analyse(
        _ request: Request, _ model: Model, _ executor: Executor, _ cancellation: Cancellation,
        deliver: (Delivery.Content) -> Void
    ) throws -> Analysis {
        if let known = analysis, known.path == request.path {
            if known.thumbnailArea != request.photoArea {
                analysis?.thumbnailArea = request.photoArea
                deliver(.analysis(analysedPhoto(known.analysis, request, seconds: known.seconds)))
            }
            return known.analysis
        }
        let subject: Subject
        do {
            if let photo, photo.path == request.path, let picture = photo.picture {
                subject = Subject(path: request.path, photo: picture, for: model)
            } else {
                subject = try Subject(path: request.path, for: model)
                photo = (request.path, subject.isArray ? nil : subject.photo)
            }
        } catch {
            throw StageError(subject: .photo(request.path), cause: error)
        }
        // The photo before gives its memory back first.
        analysis = nil
        explanation = nil
        earlier = RecentExplanations()
        let start = ContinuousClock.now
        let made = try Analysis(of: subject, with: model, on: executor, cancellation: cancellation)
        let seconds = (ContinuousClock.now - start).inSeconds
        analysis = (request.path, made, seconds, request.photoArea)
        deliver(.analysis(analysedPhoto(made, request, seconds: seconds)))
        return made
    }

    private func analysedPhoto(_ analysis: Analysis, _ request: Request, seconds: Double) -> AnalysedPhoto {
        let photo = analysis.subject.photo
        let size = photo.sizeFitting(width: request.photoArea.width, height: request.photoArea.height)
        return AnalysedPhoto(
            model: request.model, path: request.path,
            thumbnail: photo.scaledForDisplay(width: size.width, height: size.height),
            extent: (photo.width, photo.height), region: analysis.subject.region,
            predictions: analysis.predictions, seconds: seconds)
    }

    /// Of the most probable classes that the window lists.
    static let predictionCount = 5

    private func explain(
        _ request: Request, _ method: any ExplanationMethod, _ layer: Node, _ analysis: Analysis,
        _ cancellation: Cancellation, deliver: @escaping (Delivery.Content) -> Void
    ) throws -> Explanation {
        let classIndex = method.needsClass ? try analysis.classIndex(of: request.classChoice.text) : nil
        let made = try explanation(
            request, method, layer, classIndex, analysis, cancellation,
            progress: receiver(for: request, deliver: deliver))
        explanation = made
        return made
    }

    /// An answer about the photo, from those that are kept or made now.
    func explanation(
        _ request: Request, _ method: any ExplanationMethod, _ layer: Node, _ classIndex: Int?,
        _ analysis: Analysis, _ cancellation: Cancellation, progress: ProgressReceiver?
    ) throws -> Explanation {
        let options = request.options(of: method)
        let key = RecentExplanations.Key(
            method: method.name, layer: layer.id, classIndex: classIndex,
            options: options.computed(by: method), seed: request.seed)
        if let known = earlier[key] { return known }
        let made = try method.explain(
            Question(
                layer: layer, classIndex: classIndex, options: options, seed: request.seed,
                cancellation: cancellation, progress: progress, focus: request.focus,
                cacheFolder: CacheFolder.path),
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
            let seconds = (ContinuousClock.now - start).inSeconds
            deliver(.progress(WorkProgress(fraction: fraction, elapsed: seconds)))
            guard let explanation = partial(), let content = try? engine.present(explanation, request) else {
                return
            }
            deliver(
                .answer(Answer(explanation: explanation, content: content, seconds: seconds, isPartial: true))
            )
        }
    }

    private func present(_ explanation: Explanation, _ request: Request) throws -> Answer.Content {
        switch explanation.method.present(
            explanation, options: request.options(of: explanation.method), in: request.gridArea)
        {
        case .grid(let grid, let page):
            let enlarged = request.enlarged.flatMap { channel in
                channel < grid.channelCount ? enlargement(of: channel, in: grid, explanation, request) : nil
            }
            return .grid(grid, page: page, picture: grid.picture(page: page), enlarged: enlarged)
        case .sheet(let sheet):
            return .sheet(sheet.fitted(into: request.sheetArea(besideNotices: !explanation.notices.isEmpty)))
        case .heatMap(let presentation):
            return .heatMap(
                panels(of: presentation, explanation.subject, request.pictureArea),
                colours: presentation.overlay.colormap.colours)
        }
    }

    private func enlargement(
        of channel: Int, in grid: ActivationGrid, _ explanation: Explanation, _ request: Request
    ) -> Enlargement {
        let shape = grid.maps.shape
        let side = min(request.pictureArea.width, request.pictureArea.height)
        let longer = max(shape[1], shape[2])
        let pinned = request.pinned.flatMap { $0 != channel && $0 < grid.channelCount ? $0 : nil }
        let photo = seenPart(of: explanation.subject, request.pictureArea)
        let input = model?.model.graph.inputShape ?? Shape([3, 1, 1])
        return Enlargement(
            photo: photo,
            overlay: HeatmapOverlay(map: grid.maps.part(channel), colormap: .magma)
                .overlay(on: photo, opacity: 0.6),
            maps: ([channel] + (pinned.map { [$0] } ?? [])).map { channel in
                Enlargement.Map(
                    channel: channel,
                    picture: grid.picture(
                        ofChannel: channel, width: max(1, side * shape[2] / longer),
                        height: max(1, side * shape[1] / longer)))
            },
            field: model?.model.graph.receptiveField(of: explanation.layer),
            inputSize: (input[1], input[2]))
    }

    /// Measures the answer, if that is asked for.
    private func evaluate(
        _ request: Request, _ explanation: Explanation, _ analysis: Analysis, _ cancellation: Cancellation,
        deliver: @escaping (Delivery.Content) -> Void
    ) throws {
        guard let name = request.metric, Evaluation.obstacle(for: explanation.method) == nil else { return }
        let start = ContinuousClock.now
        var last = start
        let measured = try EvaluationMetrics.named(name).evaluate(
            explanation,
            of: Question(
                layer: explanation.layer, classIndex: explanation.classIndex,
                options: request.options(of: explanation.method), seed: request.seed,
                cancellation: cancellation),
            in: analysis
        ) { fraction, partial in
            try cancellation.check()
            let now = ContinuousClock.now
            guard (now - last).inSeconds > 0.1 else { return }
            last = now
            deliver(.progress(WorkProgress(fraction: fraction, elapsed: (now - start).inSeconds)))
            if let partial = partial() { deliver(.evaluation(partial)) }
        }
        deliver(.evaluation(measured))
    }

    /// What the network makes of the photo without the superpixels that a person took out.
    private func photoWithout(
        _ request: Request, _ explanation: Explanation, _ analysis: Analysis, _ cancellation: Cancellation
    ) throws -> PhotoWithout? {
        guard let details = explanation.details as? LIMEDetails else { return nil }
        let hidden = request.hiddenSuperpixels.filter { $0 < details.superpixels.count }
        let picture = details.picture(hiding: hidden)
        let size = picture.sizeFitting(width: request.pictureArea.width, height: request.pictureArea.height)
        return PhotoWithout(
            superpixels: hidden, picture: picture.scaledForDisplay(width: size.width, height: size.height),
            predictions: hidden.isEmpty
                ? analysis.predictions
                : try details.predictions(hiding: hidden, on: analysis, cancellation: cancellation))
    }

    func panels(
        of presentation: HeatMapPresentation, _ subject: Subject, _ area: DisplayArea
    ) -> [Answer.Panel] {
        let photo = scaledPhoto(subject, area)
        let region = Self.scaled(subject.region, of: subject.photo, to: photo)
        let overlay = presentation.overlay.overlay(
            on: photo, within: region, opacity: presentation.opacity, blend: presentation.blend,
            outline: .white)
        let seen = Picture(width: region.width, height: region.height).sizeFitting(
            width: area.width, height: area.height)
        let heat = presentation.overlay.heatPicture(width: seen.width, height: seen.height)
        return [
            Answer.Panel(role: .photo, picture: photo, region: region),
            Answer.Panel(role: .heat, picture: heat, region: heat.bounds),
            Answer.Panel(role: .overlay, picture: overlay, region: region),
        ]
    }

    private func scaledPhoto(_ subject: Subject, _ area: DisplayArea) -> Picture {
        if let scaled, scaled.path == subject.path, scaled.area == area { return scaled.picture }
        let size = subject.photo.sizeFitting(width: area.width, height: area.height)
        let picture = subject.photo.scaledForDisplay(width: size.width, height: size.height)
        scaled = (subject.path, area, picture)
        return picture
    }

    private func seenPart(of subject: Subject, _ area: DisplayArea) -> Picture {
        let part = subject.photo.cropped(to: subject.region)
        let size = part.sizeFitting(width: area.width, height: area.height)
        return part.scaledForDisplay(width: size.width, height: size.height)
    }

    /// Where a part of a photo lies in the photo at another size.
    private static func scaled(_ region: PixelRectangle, of photo: Picture, to other: Picture)
        -> PixelRectangle
    {
        let left = region.x * other.width / photo.width
        let top = region.y * other.height / photo.height
        let right = max(left + 1, (region.maxX * other.width + photo.width - 1) / photo.width)
        let bottom = max(top + 1, (region.maxY * other.height + photo.height - 1) / photo.height)
        return PixelRectangle(x: left, y: top, width: right - left, height: bottom - top)
            .intersection(other.bounds)
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
