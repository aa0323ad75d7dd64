import Datasets
import Words

/// A set of pictures as the subject.
extension ViewerState {
    /// The control of the filmstrip.
    private static let strip = "set.strip"

    /// Looks at a set from now on; its photos join the list.
    mutating func open(_ dataset: Dataset, photos: [String]) {
        set = PictureSet(dataset)
        keptSet = nil
        open(photos: photos)
    }

    mutating func study(_ action: SetAction) -> Consequence {
        if case .open(let paths) = action { return .look(.set(paths)) }
        guard var set else {
            notice = Strings.noSet
            return .redraw
        }
        defer { self.set = set }
        switch action {
        case .open: break
        case .show(let position, let start):
            set.start = start
            focus = Self.strip
            return show(position, of: set)
        case .step(let distance):
            set.start = nil
            let next = set.shownPosition(of: path).map { $0 + distance } ?? 0
            return show(min(max(next, 0), set.shown.count - 1), of: set)
        case .stepMistake(let distance):
            set.start = nil
            return step(toMistake: distance, of: set)
        case .sort(let sorting): set.sort(by: sorting)
        case .filter(let filter):
            set.show(filter)
            // A cell opens its photos.
            if !set.shown.isEmpty, set.shownPosition(of: path) == nil { return show(0, of: set) }
        case .scroll(let start): set.start = start
        case .pause:
            guard set.phase == .running || set.findings.isBusy, !set.isHeld else { return .redraw }
            if set.phase == .running { set.phase = .paused } else { set.findings.isHeld = true }
            return .keep(.pause)
        case .goOn:
            guard set.isHeld else { return .redraw }
            if set.phase == .paused { set.phase = .running }
            set.findings.isHeld = false
            return .keep(.goOn)
        case .again: set.isDue = true
        case .turn, .ask, .askAll, .list, .picture, .group, .channel, .badge, .adopt:
            return find(action, in: &set)
        }
        return .redraw
    }

    /// After the last mistake comes the first again.
    private mutating func step(toMistake distance: Int, of set: PictureSet) -> Consequence {
        let mistakes = set.shown.indices.filter(set.isMistake)
        guard let first = mistakes.first, let last = mistakes.last else {
            notice = Strings.noMistakes
            return .redraw
        }
        let present = set.shownPosition(of: path)
        let next =
            distance > 0
            ? mistakes.first { $0 > present ?? -1 } ?? first
            : mistakes.last { $0 < present ?? set.shown.count } ?? last
        return show(next, of: set)
    }

    mutating func show(_ position: Int, of set: PictureSet) -> Consequence {
        guard set.shown.indices.contains(position) else { return .redraw }
        return show(photo: set.answers[set.shown[position]].path)
    }

    /// A picture of the set, which joins the list of photos.
    mutating func show(photo path: String) -> Consequence {
        guard path != self.path else { return .redraw }
        if !choices.photos.contains(path) { choices.photos.append(path) }
        return showPhoto(at: choices.photos.firstIndex(of: path) ?? 0)
    }

    /// What the studies' worker is to begin with; nil where there is nothing new to be asked.
    mutating func takeWantedStudy() -> SetQuestion? {
        guard var set, set.isDue, let model, model.name == choices.modelChoice.name,
            set.network == nil || docked is SetCard
        else { return nil }
        set.begin(choices.modelChoice, titled: model.title)
        self.set = set
        return SetQuestion(dataset: set.dataset, model: model, number: set.number)
    }

    mutating func receive(_ news: SetNews) -> Effect {
        guard var set, news.number == set.number else { return .nothing }
        defer { self.set = set }
        switch news.content {
        case .began(let targets, let remarks, let count):
            set.receive(targets: targets, remarks: remarks, count: count)
            guard !(docked is SetCard) else { return .redraw }
            docked = SetCard()
            // Arrows go through the pictures at once.
            if card == nil { focus = Self.strip }
            return .request
        case .answers(let answers, let broken, let done):
            set.receive(answers, broken: broken, done: done)
        case .finished: set.phase = .done
        case .analysis(let key, let news): set.findings.receive(news, of: key)
        case .failed(let error):
            set.phase = .failed(Strings.sentence(for: error))
            if !(docked is SetCard) { notice = Strings.sentence(for: error) }
        }
        return .redraw
    }
}
