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
    /// What the worker is doing for the window.
    enum Activity: Equatable {
        case working
        /// Held by a person, to be gone on with.
        case paused
        case idle
    }

    /// The view of the diagram.
    struct Diagram: Equatable {
        var open: Set<[String]> = []
        var zoom: Double = 1
        /// Diagram pixels left of the view and above it.
        var scroll = Point(x: 0, y: 0)
    }

    var choices: Choices
    /// What was chosen before, and after that.
    var history = History<Choices>()
    /// The setting that was changed last, if nothing else has been since.
    var lastOption: String?
    var preferences = Preferences()
    /// Whether nobody chose the mode, so that a network without classes may get another.
    var isModeAutomatic: Bool

    /// The network of `modelChoice` once it is loaded; until then the one before.
    var model: Model?
    var layout: DiagramLayout?
    var tree: ScopeTree?
    var analysis: AnalysedPhoto?
    var answer: Answer?
    /// How good the answer is, if a metric is chosen.
    var evaluation: Evaluation?
    /// Why there is no answer to what is asked.
    var obstacle: Words?
    /// The latest error.
    var failure: (any Error)?
    /// The generation of the answer or obstacle that is shown.
    var answeredGeneration = 0
    /// Changes with every new answer and photo, for textures.
    var answerVersion = 0
    var photoVersion = 0
    var activity = Activity.working
    var generation = 0
    /// Whether the work has taken long enough to say so.
    var showsActivity = false
    /// How far the running computation is, as far as it says so.
    var progress: WorkProgress?
    /// Photos that were opened together and not looked at yet, for where the first cannot be used.
    var arrivals: [String] = []
    /// A photo that was analysed before, to go back to when the next one fails.
    var lastGoodPhoto: String?
    /// A network that could not be read, to say more of it.
    var refusedModel: ModelChoice?
    /// What was asked of the network before, to go back to when the next one fails.
    var questionBefore: (model: ModelChoice, layer: String?, classChoice: ClassChoice)?

    var diagram = Diagram()
    /// The usual window's view of the diagram, while that has the window for itself.
    var diagramBehind: Diagram?
    /// Of the layer whose facts were asked for last.
    var facts: LayerFacts?
    /// The same that are on their way.
    var wantedFacts: LayerQuestion?
    var announcements = Announcements()
    /// The language of all that is drawn.
    var language = Language.english
    /// What is open over the window.
    var card: (any Card)? {
        didSet { if !Self.isSame(card, oldValue) { moveFocus(from: oldValue) } }
    }
    /// A card that lies beside the window's parts in place of over them.
    var docked: (any Card)?
    /// The lesson that is being taken.
    var lessonRun: LessonRun?
    /// Whether the answer is to have the window for itself.
    var isPresenting = false
    /// Sessions that were opened together, and which of them is shown.
    var sessionPaths: [String] = []
    var sessionIndex = 0
    /// Those that were found last.
    var lessons: [Lesson] = []
    /// Where the keyboard was before a card was opened.
    private var focusBehind: String?
    var download: RunningDownload?
    var training = TrainingDesk()
    var film: Film?
    /// The set of pictures that is looked at.
    var set: PictureSet?
    /// The path of one that a session looks at, until it is there.
    var keptSet: (path: String, isAsked: Bool)?
    /// The video that is shown, or was shown last.
    var video: Video?
    /// Where videos were left, in seconds, by their paths.
    var leftVideos: [String: Double] = [:]
    /// The videos that frozen frames come from, by the frames' paths.
    var origins: [String: String] = [:]
    /// Files of the person's own that were opened, the newest first.
    var ownModels: [ModelChoice] = []
    /// What the menus offer, as it was when one was opened last.
    var inventory = Inventory.taken()
    /// Networks that were looked at, the newest first.
    var recentChoices: [ModelChoice] = []
    var pointer: Point?
    /// Whether the pointer has been where it is for so long that nothing need be said of it.
    var isPointerResting = false
    /// The name of the control that the keyboard is at.
    var focus: String?
    /// The tile of the result that the pointer is at.
    var hoveredTile: Int?
    /// A rectangle that is being drawn onto the photo.
    var selection: Selection?
    /// The brush, while it is taken.
    var brush: Brush?
    /// The element of the enlarged map of which the arithmetic is shown; nil for none.
    var inspection: Inspection?
    /// The arithmetic of that element, as soon as it is there.
    var arithmetic: ElementArithmetic?
    /// Where the keyboard is in the result: a channel, or a superpixel.
    var highlighted: Int?
    /// Which point of the curve that measures the answer is shown in its place; 0 is the answer itself.
    var stage = 0
    /// By the pictures' paths; nil for what is no picture.
    var thumbnails: [String: Picture?] = [:]

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

    private static func isSame(_ first: (any Card)?, _ second: (any Card)?) -> Bool {
        first.map { ObjectIdentifier(type(of: $0)) } == second.map { ObjectIdentifier(type(of: $0)) }
    }

    /// The keyboard enters a card that opens, and goes back to where it was when that closes.
    private mutating func moveFocus(from former: (any Card)?) {
        if former == nil { focusBehind = focus }
        focus = card == nil ? focusBehind : nil
    }
}
