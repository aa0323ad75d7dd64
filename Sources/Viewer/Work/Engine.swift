import CLinux
import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Does jobs one after the other and keeps what the next may need: the network, the analysis of the photo, the latest
/// explanations.
///
/// Not Sendable: it stays on the worker's queue.
final class Engine {
    /// The one that is asked: of the photo's size where that chooses it, else ``chosen``.
    private(set) var network: LoadedNetwork?
    /// The network chosen, as its file or a person says.
    private(set) var chosen: LoadedNetwork?
    /// Those of a photo's size that could not be loaded.
    private var unfit: Set<ModelChoice> = []
    var networks: LoadedNetworks
    /// What is played.
    private let newest: NewestFrame
    private var photo: (path: String, version: FileVersion?, picture: Picture?, moves: Bool, notice: Notice?)?
    /// Paints onto the photo that is shown.
    private var painter: (path: String, variation: PhotoVariation, painter: PhotoPainter)?
    private var analysis:
        (
            path: String, frame: NewestFrame.Frame?, strokes: [Stroke], variation: PhotoVariation,
            analysis: Analysis, seconds: Double,
            thumbnailArea: DisplayArea
        )?
    var earlier = RecentExplanations()
    /// The answer that was measured last.
    var measured: (key: RecentExplanations.Key, evaluation: Evaluation)?
    /// Says how elements of the layer that was looked at last come about.
    var arithmetic: ArithmeticReader?
    /// The analysis of the target that was asked about last.
    private var asked: (target: String, analysis: AskedAnalysis)?
    /// What was answered last, but for the element that was looked at.
    private var answered: Request?
    /// What the network makes of other photos, where it says what they are like.
    var vectors: [String: (version: FileVersion?, values: [Float])] = [:]
    var scaledPhoto: (path: String, area: DisplayArea, picture: Picture)?

    /// - Parameters:
    ///   - networks: those that are loaded already.
    ///   - newest: where the frames of videos are left.
    init(networks: LoadedNetworks = LoadedNetworks(), newest: NewestFrame = NewestFrame()) {
        self.networks = networks
        self.newest = newest
    }

    /// Does what a job lacks and delivers it piece by piece.
    ///
    /// - Parameter analysed: called once the photo's analysis is there.
    /// - Throws: `CancellationError`; everything else is delivered as a ``Failure``.
    func fulfil(_ job: Job, analysed: () -> Void = {}) throws {
        do {
            try answer(job, analysed: analysed)
            if MappedFile.shortened.contains(job.request.model.name) {
                throw SubjectError(
                    subject: .model(job.request.model), cause: FileError.shortened(job.request.model.name))
            }
        } catch let error as CancellationError {
            throw error
        } catch let error as SubjectError {
            job.deliver(.failure(Failure(subject: error.subject, cause: error.cause)))
        } catch {
            job.deliver(.failure(Failure(subject: .question, cause: error)))
        }
    }

    /// Gives back what passes left beyond their share of the ``CacheBudget``.
    func tidy() { network?.executor.trim(to: CacheBudget.freeMemory) }

    /// Gives back what only the next pass would need, and what the allocator keeps.
    func rest() {
        network?.executor.trim()
        linux_give_back_memory()
    }

    /// Work ahead: the heat maps of the class in question at every layer, those next to the present one first, so that a click
    /// on any layer finds its answer made.
    func prepare(for job: Job) throws {
        let request = job.request
        guard request.target == nil, request.frame == nil, let network, let analysis = analysis?.analysis,
            analysis.model.graph.logits != nil,
            let classIndex = try? analysis.classIndex(of: request.classChoice.text)
        else { return }
        try analysis.gradients(ofClass: classIndex).complete(cancellation: job.cancellation)
        let asked = try? ExplanationMethods.named(request.method)
        let method = asked.flatMap { $0.cost == .gradientsOfAllLayers ? $0 : nil } ?? GradCAM()
        let nodes = analysis.model.graph.nodes
        let present = request.layer.flatMap { try? analysis.model.layer(named: $0).id } ?? 0
        for layer in nodes.sorted(by: { abs($0.id - present) < abs($1.id - present) }) {
            let inquiry = Inquiry(
                job: job, network: network, analysis: analysis, method: method, layer: layer,
                classIndex: classIndex)
            guard inquiry.obstacle == nil, !earlier.contains(inquiry.key) else { continue }
            try job.cancellation.check()
            _ = try recall(inquiry)
        }
    }

    /// A failure with what of the question it is about.
    private struct SubjectError: Error {
        let subject: Failure.Subject
        let cause: any Error
    }

    private func answer(_ job: Job, analysed: () -> Void) throws {
        let network = try load(job)
        try job.cancellation.check()
        let analysis = try analyse(job, network)
        analysed()
        try job.cancellation.check()
        var inquiry = Inquiry(
            job: job, network: network, analysis: analysis,
            method: try ExplanationMethods.named(job.request.method),
            layer: try analysis.model.layer(named: job.request.layer ?? analysis.model.recommendedLayer))
        if job.request.element != nil, answered == job.request.withoutElement {
            return try showArithmetic(
                job.request.target == nil ? try inquiry.aboutRequestedClass() : inquiry)
        }
        answered = nil
        if let comparison = job.request.comparison { return try compare(comparison, inquiry) }
        if inquiry.method.needsClass, let target = job.request.target {
            inquiry = try inquiry.about(try asked(target, in: analysis, job.cancellation))
        }
        if let obstacle = inquiry.obstacle {
            job.deliver(.obstacle(Strings.inWindow(obstacle), inquiry.answered))
        } else {
            if inquiry.classIndex == nil { inquiry = try inquiry.aboutRequestedClass() }
            try answer(inquiry, of: analysis)
            try showArithmetic(inquiry)
            answered = job.request.withoutElement
        }
    }

    /// The photo with what a person painted onto it.
    private func painted(_ photo: Picture, _ request: Request) -> Picture {
        guard request.isAltered else { return photo }
        if painter?.path != request.path || painter?.variation != request.variation {
            painter = (
                request.path, request.variation,
                PhotoPainter(photo.varied(by: request.variation)) { try? ImageFile.read($0) }
            )
        }
        return painter!.painter.picture(with: request.strokes)
    }

    private func asked(
        _ target: String, in analysis: Analysis, _ cancellation: Cancellation
    ) throws -> AskedAnalysis {
        if let known = asked, known.target == target { return known.analysis }
        let made = try Targets.named(target).asked(in: analysis, cancellation: cancellation)
        asked = (target, made)
        return made
    }

    private func load(_ job: Job) throws -> LoadedNetwork {
        let choice = job.request.model
        var loaded: LoadedNetwork
        if let chosen, chosen.choice == choice, chosen.isCurrent {
            loaded = chosen
        } else {
            do {
                // The network before stays until the next is whole: a file may turn out to be none.
                loaded = try networks.network(choice, cancellation: job.cancellation)
            } catch let error as CancellationError {
                throw error
            } catch {
                throw SubjectError(subject: .model(choice), cause: error)
            }
            unfit = []
        }
        chosen = loaded
        if loaded.model.followsPhoto {
            let photo = try picture(job.request, for: loaded.model)
            do {
                loaded = try fitted(loaded, to: photo, cancellation: job.cancellation)
            } catch let error as CancellationError {
                throw error
            } catch {
                throw SubjectError(subject: .model(choice), cause: error)
            }
        }
        if let network, network.executor === loaded.executor { return network }
        network?.executor.trim()
        network = loaded
        vectors = [:]
        analysis = nil
        forget()
        job.deliver(.model(loaded.model))
        return loaded
    }

    /// A network for pictures of a photo's size, where that chooses it.
    ///
    /// - Returns: the network itself where that cannot be loaded and nobody asked for it.
    func fitted(_ network: LoadedNetwork, to photo: Picture?, cancellation: Cancellation) throws
        -> LoadedNetwork
    {
        guard let photo, let choice = network.choice.fitted(to: (photo.width, photo.height), network.model),
            !unfit.contains(choice)
        else { return network }
        do {
            return try networks.network(choice, cancellation: cancellation)
        } catch let error as CancellationError {
            throw error
        } catch  where !network.choice.settings.followsPhoto {
            unfit.insert(choice)
            return network
        }
    }

    /// The photo before anything is painted onto it; nil for an array.
    private func picture(_ request: Request, for model: Model) throws -> Picture? {
        if request.frame != nil, let frame = newest.of(request.path) { return frame.frame.picture }
        if photo?.path != request.path || photo?.version?.isCurrent(at: request.path) == false {
            do {
                _ = try read(request.path, for: model)
            } catch {
                throw SubjectError(subject: .photo(request.path), cause: error)
            }
        }
        return photo?.picture
    }

    /// Reads a photo and keeps it.
    private func read(_ path: String, for model: Model) throws -> Subject {
        let version = FileVersion(path: path)
        let whole = try Subject(path: path, for: model)
        let moves = !whole.isArray && VideoFile.isMoving(path)
        photo = (path, moves ? nil : version, whole.isArray ? nil : whole.photo, moves, whole.notice)
        painter = nil
        return whole
    }

    /// Answers are about one photo in one network.
    private func forget() {
        earlier = RecentExplanations()
        measured = nil
        arithmetic = nil
        asked = nil
        answered = nil
    }

    private func analyse(_ job: Job, _ network: LoadedNetwork) throws -> Analysis {
        let request = job.request
        // The newest one now: those that came while the one before was computed are left out.
        let frame = request.frame == nil ? nil : newest.of(request.path)
        let isCurrent = photo?.path == request.path && photo?.version?.isCurrent(at: request.path) != false
        if let known = analysis, known.path == request.path, known.strokes == request.strokes,
            known.variation == request.variation, known.frame?.number == frame?.number, isCurrent
        {
            if known.thumbnailArea != request.photoArea {
                analysis?.thumbnailArea = request.photoArea
                deliverPhoto(known.analysis, known.frame, job, seconds: known.seconds)
            }
            return known.analysis
        }
        let subject: Subject
        do {
            if let frame {
                if !isCurrent { photo = (request.path, nil, nil, true, nil) }
                painter = nil
                subject = try Subject(
                    path: request.path, photo: painted(frame.frame.picture, request), again: nil,
                    for: network.model)
                scaledPhoto = nil
            } else if isCurrent, let picture = photo?.picture {
                subject = try Subject(
                    path: request.path, photo: painted(picture, request), again: photo?.notice,
                    for: network.model)
                scaledPhoto = nil
            } else {
                let whole = try read(request.path, for: network.model)
                subject =
                    whole.isArray || !request.isAltered
                    ? whole
                    : try Subject(
                        path: request.path, photo: painted(whole.photo, request), again: whole.notice,
                        for: network.model)
                scaledPhoto = nil
            }
        } catch {
            throw SubjectError(subject: .photo(request.path), cause: error)
        }
        // The photo before gives its memory back first.
        analysis = nil
        forget()
        let stage = Stage(of: job)
        let made = try Analysis(
            of: subject, with: network.model, on: network.executor, cancellation: job.cancellation)
        let seconds = stage.seconds
        analysis = (
            request.path, frame, request.strokes, request.variation, made, seconds, request.photoArea
        )
        deliverPhoto(made, frame, job, seconds: seconds)
        return made
    }

    private func deliverPhoto(
        _ analysis: Analysis, _ frame: NewestFrame.Frame?, _ job: Job, seconds: Double
    ) {
        var shown = analysedPhoto(analysis, job.request, seconds: seconds)
        shown.moves = photo?.moves == true
        if shown.moves {
            shown.frame = ShownFrame(
                number: frame?.number ?? 0, seconds: frame?.frame.seconds ?? 0,
                picture: frame?.frame.picture ?? analysis.subject.photo)
        }
        job.deliver(.analysis(shown))
    }
}
