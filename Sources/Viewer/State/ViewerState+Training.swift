import Datasets
import ModelFormats
import Training
import Words

/// What a network learns in the window.
extension ViewerState {
    /// Names of networks that can be trained and are here: files of bare weights, and the catalogue's under PyTorch's names.
    var trainableNetworks: [String] {
        let files = ownModels.map(\.name).filter { name in
            [".pth", ".pt", ".safetensors"].contains { name.lowercased().hasSuffix($0) }
        }
        let catalogue = ModelCatalogue.entries.filter { entry in
            entry.architecture.framework == .torch && entry.classCount != nil
                && inventory.networks[entry.name].map { $0.state != .available } ?? false
        }
        return files + catalogue.map(\.name)
    }

    mutating func train(_ action: TrainingAction) -> Consequence {
        switch action {
        case .add(let paths, let box): return .look(.examples(paths, to: box))
        case .removeClass(let index):
            guard training.plan.classes.indices.contains(index) else { return .redraw }
            training.plan.classes.remove(at: index)
            forgetExamples()
        case .chooseNetwork(let name):
            training.plan.network = name
            forgetExamples()
        case .chooseEpochs(let count): training.plan.epochs = count
        case .chooseRate(let rate): training.plan.rate = rate
        case .learnHeadOnly(let isHeadOnly):
            training.plan.isHeadOnly = isHeadOnly
            training.plan.rate = nil
            forgetExamples()
        case .toggleVariation(let name):
            guard let part = Augmentation.Part(rawValue: name) else { return .redraw }
            training.plan.variations.formSymmetricDifference([part])
            forgetExamples()
        case .showExamples:
            guard !training.isBusy, training.plan.obstacle == nil else { return .redraw }
            return .train(.showExamples(training.plan))
        case .start: return startTraining()
        case .pause:
            guard training.phase == .running else { return .redraw }
            training.phase = .paused
            return .train(.pause)
        case .goOn:
            guard training.phase == .paused else { return .redraw }
            training.phase = .running
            return .train(.goOn)
        case .stop:
            guard training.isBusy else { return .redraw }
            training.phase = .stopping
            return .train(.stop)
        }
        return .redraw
    }

    /// What files do that are dropped where nothing takes them.
    func dropped(_ files: [String]) -> Action {
        card.map { Swift.type(of: $0).takesPhotos } == true
            ? .train(.add(files, to: nil)) : .open(files, .dropped)
    }

    private mutating func forgetExamples() { training.examples = [] }

    private mutating func startTraining() -> Consequence {
        guard !training.isBusy else { return .redraw }
        guard training.plan.obstacle == nil else { return .redraw }
        training.plan.seed = choices.seed
        var desk = TrainingDesk()
        (desk.plan, desk.number, desk.phase) = (training.plan, training.number + 1, .running)
        (desk.examples, desk.exampleNames) = (training.examples, training.exampleNames)
        (desk.examplesVersion, desk.epochs) = (training.examplesVersion, training.plan.epochs)
        training = desk
        let title = ModelCatalogue.entries.first { $0.name == desk.plan.network }?.title
        film = Film(TrainingPlace.files(desk.number).epochs, network: title ?? desk.plan.network)
        return .train(.start(desk.plan, number: desk.number))
    }

    mutating func receive(_ found: FoundExamples, to box: Int?) {
        training.plan.add(found, to: box) { language(Strings.newClass($0)) }
        forgetExamples()
        if !found.skipped.isEmpty { notice = Strings.skipped(found.skipped) }
    }

    /// Names the class of a box.
    mutating func rename(class index: Int, to name: String) {
        guard training.plan.classes.indices.contains(index), !training.isBusy else { return }
        training.plan.classes[index].name = name
    }

    mutating func receive(_ news: TrainingNews) -> Effect {
        if case .examples(let examples, let names) = news.content {
            training.failure = nil
            training.examples = examples
            training.exampleNames = names
            training.examplesVersion += 1
            return .redraw
        }
        guard news.number == 0 || news.number == training.number else { return .nothing }
        switch news.content {
        case .examples: break
        case .event(.progress(let progress)): training.progress = progress
        case .event(.epoch(let record)):
            training.history.append(record)
            training.result = TrainingPlace.files(training.number).path
        case .event(.remark(let remark)):
            if !training.remarks.contains(remark.words) { training.remarks.append(remark.words) }
        case .finished:
            training.phase = .ready
            training.progress = nil
            notice = Strings.trained(
                training.history.last?.validationAccuracy ?? training.history.last?.accuracy ?? 0)
        case .stopped:
            training.phase = .ready
            training.progress = nil
            notice = Strings.trainingStopped(training.history.count)
        case .failed(let error):
            if news.number > 0 { training.phase = .ready }
            training.failure =
                (error as? TrainingError) == .notFinite ? Strings.lossNotFinite : Strings.sentence(for: error)
            announcements.say(training.failure!, as: .error)
        }
        return .redraw
    }

    /// The trained network was saved and is one of the person's own from now on.
    mutating func receive(savedNetwork path: String) {
        training.isSaved = true
        notice = Strings.saved(path)
        remember(own: ModelChoice(path))
        refreshModelMenu()
    }

    /// What is kept for the next start: a network in training is gone by then.
    var lastingChoices: Choices {
        guard choices.modelChoice.name.hasPrefix(TrainingPlace.folder + "/") else { return choices }
        var choices = choices
        choices.modelChoice = ModelChoice(training.plan.network)
        choices.layerName = nil
        choices.classChoice = .rank(1)
        return choices
    }
}
