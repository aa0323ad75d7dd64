import Datasets
import Imaging
import ModelFormats
import Studies
import Words

/// What the window can find in a set besides its mistakes, in the order in which it is offered. How each is drawn stands in `Panels`.
enum FindingKind: String, CaseIterable, Sendable {
    case shortcuts, health, filters, preprocessing, twins

    /// The analysis that is made.
    var analysis: any SetAnalysis {
        switch self {
        case .shortcuts: Shortcuts()
        case .health: FilterHealth()
        case .filters: FilterPictures()
        case .preprocessing: PreprocessingCheck()
        case .twins: Twins()
        }
    }

    /// Whether it is about the layer that is chosen.
    var isOfLayer: Bool { self == .filters }
}

/// What is asked of a network about a set, besides its mistakes.
struct AnalysisQuestion: Sendable {
    let dataset: Dataset
    let model: Model
    /// Of the study of mistakes that it belongs to.
    let number: Int
    let kind: FindingKind
    /// Nil for the layer that the network recommends.
    let layer: String?
}

/// What an analysis came to so far.
enum SetDiscovery: Sendable {
    case shortcuts([FoundGroup])
    case health([LayerHealth])
    case filters([FilterPictures.Channel], layer: Int, name: String)
    case preprocessing(PreprocessingCheck.Ranking?)
    case twins([Twins.Pair], Neighbours)
}

/// A group of pictures with their evidence at the same place.
struct FoundGroup: Sendable {
    let cluster: Shortcuts.Cluster
    /// Some of its pictures with their evidence over them.
    let examples: [Picture]
}

/// What is told of the analyses that are made together.
enum AnalysisNews: Sendable {
    case progress(done: Int, count: Int)
    /// - Parameter sentences: the most important first.
    case found(SetDiscovery, [Words])
    case finished
    case failed(any Error)
}
