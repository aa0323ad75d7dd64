import Explanations
import Imaging
import Words

/// What a person can do in the window.
enum Action: Hashable, Sendable {
    case chooseLayer(Int)
    case nextLayer, previousLayer
    /// The position in ``ExplanationMethods/all``.
    case chooseMode(Int)
    /// Opens a panel, by its name, or closes it.
    case toggle(String)
    case closeCard
    /// In the text field that is open.
    case type(String), deleteBackwards
    /// Goes on in the list that is open.
    case step(Int)
    /// Takes a row of the list that is open; nil for the highlighted one.
    case take(Int?)
    /// Files and folders that came from outside or were chosen.
    case open([String], FileQuestion.Origin)
    /// A folder; nil for the photos that are open.
    case browse(String?)
    /// The position in ``Choices/photos``.
    case showPhoto(Int)
    /// Takes the photo that is shown off the list.
    case closePhoto
    case undo, redo
    case compare(Comparison?)
    /// Shows by itself the picture at a place of the comparison.
    case openCompared(Int)
    /// Measures the answer: a name of `EvaluationMetrics`, or nil.
    case evaluate(String?)
    case toggleComparedMethod(String)
    case setSeed(UInt64)
    /// Says something of the network, in the card for that.
    case describe(NetworkSettings.Field, String)
    case rememberSettings, clearSettings
    case toggleDark, toggleLarge, toggleContrast, toggleMotion
    /// Gives the answer the window for itself, or takes it back.
    case present
    /// The next or the previous of several sessions that were opened together.
    case nextSession, previousSession
    case export(Export)
    case paste
    /// A class by its index.
    case chooseClass(Int)
    /// A target of the command line's, in place of a class.
    case explain(String)
    /// The chosen class against another one, by its index.
    case contrast(Int)
    case nextClass, previousClass
    case nextPage, previousPage
    case setOption(String, String)
    case toggleGroup([String])
    case zoomIn, zoomOut, fitDiagram
    /// By logical pixels.
    case scrollDiagram(Point)
    /// To a place in the diagram's own pixels.
    case centreDiagram(Point)
    /// Gives the diagram the window for itself, or takes it back.
    case toggleGraph
    case nextPhoto, previousPhoto
    /// A network of the catalogue: opened, or downloaded first.
    case fetch(String)
    case cancelDownload
    /// The channel to see beside the photo.
    case enlarge(Int)
    /// The channel to keep beside others.
    case pin(Int)
    /// Takes the brush, or lays it aside.
    case toggleBrush
    case choosePaint(Stroke.Paint)
    /// By a factor.
    case resizeBrush(Double)
    case paint(UnitPoint)
    case clearPainting
    /// Begins a rectangle on the photo, or draws it on.
    case select(UnitPoint)
    /// Explains what is in it.
    case endSelection
    /// Shows what a token of the picture looks at, by its place among them.
    case lookFrom(row: Int, column: Int)
    case vary(PhotoVariation)
    /// Shows how the numbers of the enlarged map come about, or no longer.
    case toggleArithmetic
    /// The element under the pointer.
    case inspect(ElementArithmetic.Place)
    /// Stays at an element, or lets go of it.
    case pinElement(ElementArithmetic.Place)
    case stepElement(rows: Int, columns: Int)
    /// Goes over the map by itself, or stops.
    case playElements
    /// By a factor.
    case changePace(Double)
    /// Takes a superpixel of LIME's answer out of the photo, or puts it back.
    case toggleSuperpixel(Int)
    case showAllSuperpixels
    /// Where the keyboard is in the result: a channel, or a superpixel of LIME's answer.
    case highlight(Int)
    /// The answer at a point of the curve that measures it; 0 is the answer itself.
    case showStage(Int)
    /// Through the lesson that is taken: on, back, and the step done by the window.
    case nextStep, previousStep, showStep
    case leaveLesson
    /// On the card for training.
    case train(TrainingAction)
    case film(FilmAction)
    /// On the set of pictures that is looked at.
    case set(SetAction)
    case video(VideoAction)
    case toggleFullScreen
    case notify(Words)
    case closeOrCancel
    case closeNotice
    /// With the work that was stopped.
    case goOn
    case quit
}
