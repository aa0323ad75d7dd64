import Explanations
import Imaging
import ModelFormats

/// All that the window wants to show: the worker does what is missing for it.
struct Request: Sendable, Equatable {
    /// Grows with every request; results carry it.
    var generation = 0
    var model: ModelChoice
    /// The photo's file.
    var path: String
    /// The newest frame of a video, by its number; nil for a photo, and before the first one came.
    var frame: Int?
    /// What is painted onto it.
    var strokes: [Stroke] = []
    /// Photos beside it in the list, to be compared with by a network that says what photos are like.
    var others: [String] = []
    /// How it is changed before.
    var variation = PhotoVariation()
    /// Nil for the network's recommended layer.
    var layer: String?
    /// A method's name.
    var method: String
    var classChoice: ClassChoice
    /// What is explained in place of the class; nil for the class.
    var target: String?
    var options: OptionValues
    /// Where all randomness comes from.
    var seed: UInt64 = 0
    /// Real pixels for a page of feature maps.
    var gridArea: DisplayArea
    /// Real pixels for each picture of a heat map.
    var pictureArea: DisplayArea
    /// Real pixels for the input picture.
    var photoArea: DisplayArea
    /// The channel to enlarge, if the method shows feature maps.
    var enlarged: Int?
    /// A channel that stays beside the enlarged one.
    var pinned: Int?
    /// The element of the enlarged map of which the arithmetic is shown.
    var element: ElementArithmetic.Place?
    /// The tile that the pointer is at.
    var focus: Int?
    /// LIME's superpixels that are to be taken out of the photo.
    var hiddenSuperpixels: Set<Int> = []
    /// How the answer is measured beside it.
    var metric: String?
    /// Which point of the curve that measures the answer is shown in its place; 0 is the answer itself.
    var stage = 0
    /// Several answers in place of one.
    var comparison: ComparisonRequest?

    /// Whether it is about the photo as it is no longer.
    var isAltered: Bool { !strokes.isEmpty || !variation.isIdentity }

    /// Real pixels for a sheet of pictures: words below it take some of the room.
    func sheetArea(of explanation: Explanation) -> DisplayArea {
        guard explanation.hasRoomForNotices else { return gridArea }
        let share = 1 - Layout.noticeHeight / Layout.grid.height
        return DisplayArea(width: gridArea.width, height: max(8, Int(Double(gridArea.height) * share)))
    }

    /// Whether it is worth finishing although another one came: the brush goes on, and what is read off one pass keeps up with
    /// it.
    func keepsUp(with next: Request) -> Bool {
        var same = self
        (same.strokes, same.generation, same.focus) = (next.strokes, next.generation, next.focus)
        same.variation = next.variation
        return same == next && (strokes != next.strokes || variation != next.variation)
            && (try? ExplanationMethods.named(method))?.cost != .ownPasses
    }

    /// The options chosen for a method, which are known for the asked one only.
    func options(of other: any ExplanationMethod) -> OptionValues {
        guard other.name == method else { return OptionValues() }
        return enlarged.flatMap { other.enlarging($0, options) } ?? options
    }

    /// The same with nothing that changes while an element is looked at.
    var withoutElement: Request {
        var request = self
        request.generation = 0
        request.element = nil
        request.focus = nil
        return request
    }

    /// Whether both are about the same photo in the same network.
    func sharesAnalysis(with other: Request) -> Bool {
        model == other.model && path == other.path
    }
}

extension Explanation {
    /// Whether its pictures leave room for words below them: what is computed step by step has them at its end, and its
    /// pictures are not to change their size then.
    var hasRoomForNotices: Bool { method.cost == .ownPasses || !notices.isEmpty }
}

/// Which class is explained.
enum ClassChoice: Sendable, Equatable {
    /// From 1, the most probable.
    case rank(Int)
    case index(Int)
    /// As it was typed on the command line.
    case text(String)

    /// As on the command line: an index, `#1` for the first prediction, or a label.
    init(text: String) {
        if text.hasPrefix("#"), let rank = Int(text.dropFirst()), rank > 0 {
            self = .rank(rank)
        } else {
            self = Int(text).map { .index($0) } ?? .text(text)
        }
    }

    var text: String {
        switch self {
        case .rank(let rank): "#\(rank)"
        case .index(let index): "\(index)"
        case .text(let text): text
        }
    }
}

/// A comparison with the files that it is about.
struct ComparisonRequest: Sendable, Equatable {
    var comparison: Comparison
    /// For ``Comparison/Subject/photos``, the shown one first.
    var photos: [String]
    /// For ``Comparison/Subject/networks``, the present one first.
    var models: [ModelChoice]
}
