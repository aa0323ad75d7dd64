import Explanations
import ModelFormats
import NeuralNetwork
import Words

/// What the worker's results change.
extension ViewerState {
    /// What a delivery means for the loop.
    enum Effect: Equatable {
        /// It came too late for what is shown now.
        case nothing
        case redraw
        case request
        /// The next frame of a video is asked about; what is shown stays as it is until its answer comes.
        case nextFrame
    }

    /// Takes in what the worker delivered.
    mutating func receive(_ delivery: Delivery) -> Effect {
        guard isWanted(delivery) else { return .nothing }
        if delivery.generation == generation, case .failure = delivery.content { progress = nil }
        switch delivery.content {
        case .model(let model): return receive(model)
        case .analysis(let photo):
            analysis = photo
            arrivals = []
            photoVersion += 1
            lastGoodPhoto = photo.path
            questionBefore = nil
            note(moving: photo)
            if explainWhatIsFound() { return .request }
            // The answer comes at once, and is drawn together with its frame.
            if playingVideo != nil, photo.frame?.number ?? 0 > 0, mode.cost != .ownPasses { return .nothing }
        case .answer(let answer):
            self.answer = answer
            evaluation = answer.evaluation
            obstacle = nil
            answeredGeneration = delivery.generation
            answerVersion += 1
        case .arithmetic(let element):
            arithmetic = element
            if let place = element.place { inspection?.place = place }
            answeredGeneration = delivery.generation
        case .obstacle(let sentence, _):
            obstacle = sentence
            answeredGeneration = delivery.generation
        case .evaluation(let evaluation): self.evaluation = evaluation
        case .progress(let progress): self.progress = progress
        case .saved(let sentence): notice = sentence
        case .notSaved(let error): refuse(error)
        case .networkSaved(let path): receive(savedNetwork: path)
        case .nameTaken(let saving): askAgain(saving)
        case .frames(let folder, let frames): return receive(frames, of: folder)
        case .training(let news): return receive(news)
        case .set(let news): return receive(news)
        case .film(let news, let saving): receive(news, of: saving)
        case .video(let news): return receive(news)
        case .frozen(let photo, let video): return receive(frozen: photo, of: video)
        case .download(let name, let event): return receive(event, of: name)
        case .file(let finding): return receive(finding)
        case .failure(let failure):
            // The same would be said of every frame.
            if failure.isOfQuestion { video?.isPlaying = false }
            refuse(failure.cause)
            self.failure = failure.cause
            return takeBack(failure)
        case .done:
            progress = nil
            activity = .idle
            showsActivity = false
            if hasNewerFrame { return .nextFrame }
        }
        return .redraw
    }

    /// Whether it is about what is asked for now: an answer to an earlier request may still be about the same
    /// photo and layer.
    private func isWanted(_ delivery: Delivery) -> Bool {
        if delivery.generation == generation { return true }
        switch delivery.content {
        case .model(let model): return model.name == choices.modelChoice.name
        case .analysis(let photo): return photo.path == path && photo.model == choices.modelChoice
        case .answer(let answer):
            return answer.question.method == mode.name && answer.question.layer.name == layer?.name
                && answer.explanation.subject.path == path && model?.name == choices.modelChoice.name
                && delivery.generation > answeredGeneration
        case .failure(let failure):
            if case .photo(let failed) = failure.subject { return failed == path }
            return false
        case .saved, .notSaved, .networkSaved, .nameTaken, .download, .file, .frames, .training, .film,
            .set, .video, .frozen:
            return true
        case .arithmetic, .obstacle, .evaluation, .progress, .done: return false
        }
    }

    private mutating func receive(_ model: Model) -> Effect {
        if isNextFrame(model) {
            self.model = model
            refusedModel = nil
            return .redraw
        }
        self.model = model
        refusedModel = nil
        recentChoices.removeAll { $0 == choices.modelChoice }
        recentChoices.insert(choices.modelChoice, at: 0)
        rememberOwnModel()
        set?.isDue = true
        answer = nil
        obstacle = nil
        tree = ScopeTree(model.graph)
        for assumption in model.assumptions.reversed() { notice = Strings.inWindow(assumption) }
        forgetUnknownLayer(of: model)
        choices.layerName = choices.layerName ?? model.recommendedLayer
        (diagram, diagramBehind) = (Diagram(), nil)
        (facts, wantedFacts) = (nil, nil)
        revealLayer()
        refitDiagram()
        guard isModeAutomatic, let best = ExplanationMethods.all.firstIndex(where: { $0.needsClass }) else {
            return .redraw
        }
        let fitting = model.graph.logits == nil ? 0 : best
        defer { choices.modeIndex = fitting }
        return fitting != choices.modeIndex ? .request : .redraw
    }

    /// Goes back to what was shown before a photo or network that cannot be used.
    private mutating func takeBack(_ failure: Failure) -> Effect {
        activity = .idle
        switch failure.subject {
        case .question:
            // What was shown is the answer to another question.
            obstacle = failure.sentence
            answeredGeneration = generation
            return .redraw
        case .photo(let path):
            arrivals.removeAll { $0 == path }
            if let next = arrivals.first, choices.photos.contains(next) {
                choices.photos.removeAll { $0 == path }
                choices.photoIndex = choices.photos.firstIndex(of: next) ?? 0
                return .request
            }
            guard let good = lastGoodPhoto, let index = choices.photos.firstIndex(of: good) else {
                return .redraw
            }
            guard path != good || choices.modelChoice == analysis?.model else {
                // It was good for the network before; to ask again would end as this did.
                obstacle = failure.sentence
                answeredGeneration = generation
                return .redraw
            }
            if path != good { choices.photos.removeAll { $0 == path } }
            choices.photoIndex = choices.photos.firstIndex(of: good) ?? min(index, choices.photos.count - 1)
        case .model(let choice):
            refusedModel = choice
            // A film would come to it again and again.
            film?.isPlaying = false
            guard let before = questionBefore else { return .redraw }
            (choices.modelChoice, choices.layerName, choices.classChoice) = before
            questionBefore = nil
        }
        return path != analysis?.path || choices.modelChoice != analysis?.model || answeredGeneration == 0
            ? .request : .redraw
    }
}
