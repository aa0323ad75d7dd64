import Explanations
import Imaging
import ModelFormats
import NeuralNetwork
import Words

/// All that the window shows: views draw from it, actions and deliveries change it.
///
/// ``choices`` are what can be undone and kept; they are members of the state as well.
@dynamicMemberLookup
struct ViewerState {
    /// What a delivery means for the loop.
    enum Effect: Equatable {
        /// It came too late for what is shown now.
        case nothing
        case redraw
        case request
    }

    /// What the worker is doing for the window.
    enum Activity: Equatable {
        case loading, working, idle
    }

    /// A card over the result.
    enum Popover: Equatable {
        case methods, options, guide, export, compare, evaluate
        case picker(Picker)
        case browser(Browser)
        case languages(LanguageMenu)
    }

    /// The view of the diagram.
    struct Diagram: Equatable {
        var open: Set<[String]> = []
        var zoom: Double = 1
        /// Diagram pixels left of the view.
        var scroll: Double = 0
    }

    var choices: Choices
    /// What was chosen before, and after that.
    var history = History<Choices>()
    /// The setting that was changed last, if nothing else has been since.
    var lastOption: String?
    var preferences = Preferences()
    /// Whether nobody chose the mode, so that a network without classes may get another.
    var isModeAutomatic: Bool

    /// Of `modelChoice` once it is loaded; until then the one before.
    private(set) var model: Model?
    private(set) var layout: DiagramLayout?
    private(set) var tree: ScopeTree?
    private(set) var analysis: AnalysedPhoto?
    private(set) var answer: Answer?
    /// Of the answer, if a metric is chosen.
    private(set) var evaluation: Evaluation?
    /// Why there is no answer to what is asked.
    private(set) var obstacle: Words?
    /// The latest error.
    private(set) var failure: (any Error)?
    /// Of the answer or obstacle that is shown.
    private(set) var answeredGeneration = 0
    /// Changes with every new answer and photo, for textures.
    private(set) var answerVersion = 0
    private(set) var photoVersion = 0
    var activity = Activity.loading
    var generation = 0
    /// Whether the work has taken long enough to say so.
    var showsActivity = false
    /// Of the computation that is running, as far as it says so.
    private(set) var progress: WorkProgress?
    /// A photo that was analysed before, to go back to when the next one fails.
    private var lastGoodPhoto: String?
    /// What was asked of the network before, to go back to when the next one fails.
    var questionBefore: (model: ModelChoice, layer: String?, classChoice: ClassChoice)?

    var diagram = Diagram()
    var notice: Words?
    /// The language of all that is drawn.
    var language = Language.english
    var showsKeys = false
    /// What is open over the result.
    var popover: Popover?
    /// The list of networks while it is open.
    var modelMenu: ModelMenu?
    var download: RunningDownload?
    /// Files of the person's own that were opened, the newest first.
    var ownModels: [ModelChoice] = []
    /// What the menus offer, as it was when one was opened last.
    var inventory = Inventory.taken()
    /// Networks that were looked at, the newest first.
    private(set) var recentChoices: [ModelChoice] = []
    var pointer: Point?
    /// The name of the control that the keyboard is at.
    var focus: String?
    /// The tile of the result that the pointer is at.
    var hoveredTile: Int?
    /// Of LIME's answer: taken out of the photo.
    var hiddenSuperpixels: Set<Int> = []
    /// Where the keyboard is in the result: a channel, or a superpixel.
    var highlighted: Int?
    /// Which point of the curve that measures the answer is shown in its place; 0 is the answer itself.
    var stage = 0
    /// By the pictures' paths; nil for what is no picture.
    var thumbnails: [String: Picture?] = [:]
    private static let thumbnailLimit = 400

    subscript<Value>(dynamicMember path: WritableKeyPath<Choices, Value>) -> Value {
        get { choices[keyPath: path] }
        set { choices[keyPath: path] = newValue }
    }

    var mode: any ExplanationMethod { ExplanationMethods.all[choices.modeIndex] }
    var options: OptionValues { choices.optionValues[mode.name] ?? OptionValues() }
    var path: String { choices.photos[choices.photoIndex] }

    /// - Parameter modeIndex: nil for the mode that says most about the network.
    init(options: ViewerOptions, photos: [String], modeIndex: Int?) {
        choices = Choices(
            photos: photos, modelChoice: options.model, layerName: options.layer,
            modeIndex: modeIndex ?? ExplanationMethods.all.firstIndex(where: \.needsClass) ?? 0,
            classChoice: options.classText.map(ClassChoice.init(text:)) ?? .rank(1), seed: options.seed)
        isModeAutomatic = modeIndex == nil
    }

    /// The chosen layer of the network that is loaded.
    var layer: Node? {
        guard let model else { return nil }
        return choices.layerName.flatMap { model.graph.node(named: $0) }
            ?? model.graph.node(named: model.recommendedLayer)
    }

    /// The class that is explained, as far as it is known.
    var classIndex: Int? {
        guard let analysis, !analysis.predictions.isEmpty else { return nil }
        switch choices.classChoice {
        case .index(let index): return index
        case .rank(let rank):
            return rank <= analysis.predictions.count ? analysis.predictions[rank - 1].index : nil
        case .text: return answer?.question.classIndex
        }
    }

    /// Whether the answer that is shown is to another question than the present one, and the next takes its time.
    var isOutdated: Bool {
        guard showsActivity, activity == .working, answeredGeneration < generation, let answer else {
            return false
        }
        return !answer.isPartial || answer.question.method != mode.name
            || answer.question.layer.id != layer?.id
            || answer.explanation.subject.path != path
    }

    /// The explained class's name, as far as it is known.
    var classLabel: String? {
        classIndex.flatMap { index in analysis?.predictions.first { $0.index == index }?.label }
    }

    /// Why the mode has no answer at a layer.
    func obstacle(mode index: Int? = nil, at layer: Node? = nil) -> Words? {
        guard let model, let layer = layer ?? self.layer else { return nil }
        return ExplanationMethods.all[index ?? choices.modeIndex].obstacle(in: model, at: layer)?.words
    }

    /// The layer before the chosen one, or else after it, where the mode has an answer; nil where it has one here.
    var nearestAnsweredLayer: Node? {
        guard let model, let layer, obstacle(at: layer) != nil else { return nil }
        let nodes = model.graph.nodes
        return (nodes[..<layer.id].reversed() + nodes[layer.id...]).first {
            obstacle(at: $0) == nil && $0.id > 0
        }
    }

    var grid: (grid: ActivationGrid, page: Int)? {
        if case .grid(let grid, let page, _, _)? = answer?.content, obstacle == nil {
            (grid, page)
        } else {
            nil
        }
    }

    /// Of the answer.
    var pictureCount: Int {
        switch answer?.content {
        case nil: 0
        case .grid: 1
        case .heatMap(let panels, _): panels.count
        case .sheet(let sheet): sheet.panels.count
        }
    }

    /// Where the answer's pictures lie: beside the measurement, where there is one.
    var resultArea: Rect { isMeasured ? Layout.besideChart : Layout.grid }

    var isMeasured: Bool {
        choices.metric != nil && choices.comparison == nil && Evaluation.obstacle(for: mode) == nil
    }

    /// The pages of what the method shows, from 0, where there are any.
    var pages: (page: Int, count: Int)? {
        if let (grid, page) = grid { return (page, grid.pageCount) }
        guard let layer, obstacle(at: layer) == nil else { return nil }
        return mode.paging(of: layer, options).map { ($0.page, $0.count) }
    }

    /// What the worker is to do for all this.
    func request(scale: Double) -> Request {
        func area(_ width: Double, _ height: Double) -> DisplayArea {
            DisplayArea(width: max(Int(width * scale), 80), height: max(Int(height * scale), 40))
        }
        return Request(
            generation: generation, model: choices.modelChoice, path: path, layer: choices.layerName,
            method: mode.name, classChoice: choices.classChoice, options: options, seed: choices.seed,
            gridArea: area(resultArea.width, resultArea.height),
            pictureArea: area(Layout.pictureSide, Layout.pictureSide),
            photoArea: area(Layout.photo.width, Layout.photo.height), enlarged: choices.enlargedChannel,
            pinned: choices.pinnedChannel, focus: hoveredTile, hiddenSuperpixels: hiddenSuperpixels,
            metric: choices.metric, stage: stage, comparison: comparisonRequest)
    }

    /// Takes in what the worker delivered.
    mutating func receive(_ delivery: Delivery) -> Effect {
        guard isWanted(delivery) else { return .nothing }
        if delivery.generation == generation, case .failure = delivery.content { progress = nil }
        switch delivery.content {
        case .model(let model): return receive(model)
        case .analysis(let photo):
            analysis = photo
            photoVersion += 1
            lastGoodPhoto = photo.path
            questionBefore = nil
        case .answer(let answer):
            self.answer = answer
            evaluation = answer.evaluation
            obstacle = nil
            answeredGeneration = delivery.generation
            answerVersion += 1
        case .obstacle(let sentence, _):
            obstacle = sentence
            answeredGeneration = delivery.generation
        case .evaluation(let evaluation): self.evaluation = evaluation
        case .progress(let progress): self.progress = progress
        case .saved(let sentence): notice = sentence
        case .download(let name, let event): return receive(event, of: name)
        case .file(let finding): return receive(finding)
        case .failure(let failure):
            notice = failure.sentence
            self.failure = failure.cause
            return takeBack(failure.subject)
        case .done:
            progress = nil
            activity = .idle
            showsActivity = false
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
        case .saved, .download, .file: return true
        case .obstacle, .evaluation, .progress, .done: return false
        }
    }

    private mutating func receive(_ model: Model) -> Effect {
        self.model = model
        recentChoices.removeAll { $0 == choices.modelChoice }
        recentChoices.insert(choices.modelChoice, at: 0)
        rememberOwnModel()
        answer = nil
        obstacle = nil
        tree = ScopeTree(model.graph)
        if let assumption = model.assumptions.first { notice = assumption }
        if choices.layerName.map({ model.graph.node(named: $0) == nil }) ?? true {
            choices.layerName = model.recommendedLayer
        }
        diagram = Diagram()
        revealLayer()
        if let layout, !DiagramLayout.isShallow(model.graph) {
            diagram.zoom = min(1, max(0.8, Layout.diagram.width / layout.width))
            diagram.scroll = 0
            revealLayer()
        }
        guard isModeAutomatic, let best = ExplanationMethods.all.firstIndex(where: { $0.needsClass }) else {
            return .redraw
        }
        let fitting = model.graph.logits == nil ? 0 : best
        defer { choices.modeIndex = fitting }
        return fitting != choices.modeIndex ? .request : .redraw
    }

    /// Keeps a thumbnail.
    mutating func keep(thumbnail: Picture?, of path: String) {
        if thumbnails.count >= Self.thumbnailLimit { thumbnails = [:] }
        thumbnails[path] = .some(thumbnail)
    }

    /// Opens the groups around the chosen layer and scrolls it into view.
    mutating func revealLayer() {
        guard let layer else { return }
        diagram.open.formUnion(DiagramLayout.groups(around: layer))
        updateLayout()
        guard let frame = layout?.frame(ofLayer: layer.id) else { return }
        let view = Layout.diagram.width / diagram.zoom
        if frame.x < diagram.scroll + 40 { diagram.scroll = frame.midX - view / 3 }
        if frame.maxX > diagram.scroll + view - 40 { diagram.scroll = frame.midX - view * 2 / 3 }
        limitScroll()
    }

    mutating func updateLayout() {
        layout = model.map { DiagramLayout($0.graph, open: diagram.open, fitting: Layout.diagram.width) }
        limitScroll()
    }

    mutating func limitScroll() {
        let most = (layout?.width ?? 0) - Layout.diagram.width / diagram.zoom
        diagram.scroll = most > 0 ? min(max(diagram.scroll, 0), most) : most / 2
    }

    /// Goes back to what was shown before a photo or network that cannot be used.
    private mutating func takeBack(_ subject: Failure.Subject) -> Effect {
        activity = .idle
        switch subject {
        case .question: return .redraw
        case .photo(let path):
            guard let good = lastGoodPhoto, let index = choices.photos.firstIndex(of: good) else {
                return .redraw
            }
            if path != good { choices.photos.removeAll { $0 == path } }
            choices.photoIndex = choices.photos.firstIndex(of: good) ?? min(index, choices.photos.count - 1)
        case .model:
            guard let before = questionBefore else { return .redraw }
            (choices.modelChoice, choices.layerName, choices.classChoice) = before
            questionBefore = nil
        }
        return path != analysis?.path || choices.modelChoice != analysis?.model || answeredGeneration == 0
            ? .request : .redraw
    }
}
