import Datasets
import ModelFormats
import Words

/// What a person does with the set of pictures that is looked at.
enum SetAction: Hashable, Sendable {
    /// Makes what was dropped the set, labelled or not.
    case open([String])
    /// A picture by its position in what is shown, where the filmstrip begins at another.
    case show(Int, from: Int)
    /// Along what is shown.
    case step(Int)
    /// To the next mistake in what is shown, or the one before.
    case stepMistake(Int)
    case sort(PictureSet.Sorting)
    case filter(PictureSet.Filter)
    /// Begins the filmstrip at another picture.
    case scroll(Int)
    case pause, goOn
    /// Asks the network on the screen.
    case again
    /// Shows another page of the card; one about an analysis asks for it.
    case turn(SetFindings.Page)
    /// Asks for an analysis, at the layer that is chosen.
    case ask(FindingKind)
    /// Asks for all of them.
    case askAll
    /// Begins the list at another row.
    case list(Int)
    /// A picture by its place in the study.
    case picture(Int)
    /// Only the pictures of a group of heat maps, by its position.
    case group(Int)
    /// A channel of a layer, in the mode of that name.
    case channel(layer: Int, Int, mode: String)
    /// The next channel of a layer with which something is wrong.
    case badge(layer: Int)
    /// A way to make inputs of photos, by its place among those that were tried.
    case adopt(Int)
}

/// What is asked of a network about a set.
struct SetQuestion: Sendable {
    let dataset: Dataset
    let model: Model
    /// Of the study.
    let number: Int
}

/// Holds a study, or goes on with it.
enum SetPace: Sendable {
    case pause, goOn
}

/// What a study tells the window.
struct SetNews: Sendable {
    enum Content: Sendable {
        /// - targets: for each of the set's labels its class of the network.
        case began(targets: [Int?], remarks: [Words], count: Int)
        /// - broken: pictures that cannot be used, since the last news.
        case answers([PictureSet.Answer], broken: Int, done: Int)
        case finished
        case failed(any Error)
        /// Of another analysis than that of mistakes.
        case analysis(SetFindings.Key, AnalysisNews)
    }

    /// Of the study.
    let number: Int
    let content: Content
}

/// The card that shows the set: how it looks stands in `Panels`.
struct SetCard: Sendable {}
