import Datasets
import Imaging
import NeuralNetwork
import Studies
import Words

/// Analyses besides that of mistakes: what is found is told while it is looked for.
extension SetWorker {
    /// What telling what was found so far may take of the time, and seconds between two words at least.
    private static let shareForNews = 0.1
    private static let shortestPause = 1.0

    /// - Parameter questions: at least one, about one set, network and layer.
    func answer(_ questions: [AnalysisQuestion], _ cancellation: Cancellation) {
        giveWay()
        func tell(_ question: AnalysisQuestion, _ news: AnalysisNews) {
            let key = SetFindings.Key(kind: question.kind, layer: question.layer)
            self.tell(.analysis(key, news), of: question.number)
        }
        do {
            try cancellation.check()
            let all = try study(questions)
            // What the network or the layer does not allow is said of it alone.
            let possible = questions.filter { question in
                guard let obstacle = question.kind.analysis.obstacle(in: all) else { return true }
                tell(question, .failed(obstacle))
                return false
            }
            guard !possible.isEmpty else { return }
            let study = possible.count == questions.count ? all : try self.study(possible)
            var overlays = Overlays()
            func find(in results: StudyResults) {
                for question in possible {
                    guard let (discovery, sentences) = question.found(in: results, study, &overlays) else {
                        continue
                    }
                    tell(question, .found(discovery, sentences))
                }
            }
            var (last, pause) = (ContinuousClock.now, Self.shortestPause)
            var told = last
            let results = try StudyRun(study, cache: StudyRun.cacheFolder).run(
                order: .spread, cancellation: cancellation
            ) { progress in
                let now = ContinuousClock.now
                if now - told >= .seconds(Self.pause) || progress.done == progress.count {
                    told = now
                    for question in possible {
                        tell(question, .progress(done: progress.done, count: progress.count))
                    }
                }
                guard progress.done < progress.count, now - last >= .seconds(pause) else { return }
                find(in: progress.results)
                last = ContinuousClock.now
                pause = max(Self.shortestPause, (last - now) / .seconds(1) / Self.shareForNews)
            }
            find(in: results)
            for question in possible { tell(question, .finished) }
        } catch is CancellationError {
            return
        } catch {
            for question in questions { tell(question, .failed(error)) }
        }
    }

    private func study(_ questions: [AnalysisQuestion]) throws -> Study {
        var options = Study.Options()
        options.analyses = questions.map(\.kind.analysis.name)
        options.layer = questions[0].layer
        return try Study(of: questions[0].dataset, with: questions[0].model, options, program: "")
    }
}

/// Pictures with their evidence over them, made once.
struct Overlays {
    private var made: [Int: Picture] = [:]
    /// Those that are kept while groups change.
    private static let limit = 400

    mutating func picture(_ place: Int, _ make: (Int) -> Picture?) -> Picture? {
        if let known = made[place] { return known }
        if made.count >= Self.limit { made = [:] }
        let new = make(place)
        made[place] = new
        return new
    }
}

extension AnalysisQuestion {
    /// Groups of which pictures are shown, and how many of each.
    private static let pictured = 12
    private static let examples = 4

    /// What was found so far; nil where nothing was looked at.
    fileprivate func found(
        in results: StudyResults, _ study: Study, _ overlays: inout Overlays
    ) -> (SetDiscovery, [Words])? {
        switch kind {
        case .shortcuts:
            guard let notes = results.notes(by: Shortcuts.self) else { return nil }
            let clusters = Shortcuts.clusters(notes)
            let groups = clusters.enumerated().map { number, cluster in
                let places = number < Self.pictured ? cluster.members.prefix(Self.examples).map(\.place) : []
                return FoundGroup(
                    cluster: cluster,
                    examples: places.compactMap { place in
                        overlays.picture(place) { Shortcuts.evidence(in: $0, notes) }
                    })
            }
            return (.shortcuts(groups), Shortcuts.sentences(clusters))
        case .health:
            guard let notes = results.notes(by: FilterHealth.self) else { return nil }
            let health = FilterHealth.health(notes.total)
            return (.health(health), [FilterHealth.sentence(health, over: notes.total.pictureCount)])
        case .filters:
            guard let notes = results.notes(by: FilterPictures.self) else { return nil }
            let channels = FilterPictures.channels(notes.total)
            return (
                .filters(channels, layer: study.layer.id, name: study.layer.name),
                [
                    FilterPictures.sentence(
                        channels.count, of: notes.total.channelCount, layer: study.layer.name)
                ]
            )
        case .preprocessing:
            guard let notes = results.notes(by: PreprocessingCheck.self) else { return nil }
            let ranking = PreprocessingCheck.ranking(notes)
            return (.preprocessing(ranking), ranking.map { [PreprocessingCheck.sentence($0)] } ?? [])
        case .twins:
            guard let notes = results.notes(by: Twins.self) else { return nil }
            let pairs = Twins.pairs(notes)
            return (.twins(pairs, Neighbours(notes)), [Twins.sentence(pairs)])
        }
    }
}
