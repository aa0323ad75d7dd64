import Words

/// Why a target cannot be asked about as it was put.
public enum TargetError: Refusal, Equatable {
    case unknown(String, forms: [String])
    case unknownOutput(String, outputs: [String], nearest: [String])
    case noRowOfScores(output: String)
    case notComputed(layer: String, reason: Words)
    case valueOutOfRange(Int, count: Int, of: String)
    case channelOutOfRange(Int, count: Int, of: String)
    case placeOutside(column: Int, row: Int, size: String, of: String)
    /// A pixel, or a part of the photo, beside what the network sees.
    case notSeen(String)
    /// A class that covers no place of the photo, with those that do.
    case notPredicted(String, others: [String])
    /// A box that was not found, among how many.
    case noDetection(Int, count: Int)
    /// A layer that is no map, of which a channel or a place is asked for.
    case noMap(layer: String)
    /// A layer with windows of the photo in the batch's axis.
    case notByItem(layer: String)
    /// A network without class scores, of which nothing else was asked, with the targets that fit it.
    case needed(Obstacle, fitting: [String])
    /// A target for which the network is not made, with those that fit.
    case unfit(String, lacks: Need, fitting: [String])

    public var kind: RefusalKind {
        switch self {
        case .needed, .notComputed, .unfit, .notByItem, .noMap, .noRowOfScores: .unavailable
        default: .usage
        }
    }

    public static let examples: [TargetError] =
        [
            .unknown("cat", forms: ["class C", "sum"]),
            .unknownOutput("boxes", outputs: ["scores"], nearest: []),
            .unknownOutput("conv2", outputs: ["scores"], nearest: ["conv1"]),
            .noRowOfScores(output: "maps"),
            .notComputed(layer: "loop", reason: "the operator \("Loop") is not supported"),
            .valueOutOfRange(9, count: 5, of: "scores"), .channelOutOfRange(99, count: 64, of: "conv1"),
            .placeOutside(column: 900, row: 2, size: "7×7", of: "conv1"), .noMap(layer: "fc1"),
            .noDetection(1, count: 0), .noDetection(4, count: 3),
            .notSeen("900,2"), .notPredicted("cat", others: ["dog"]),
            .notByItem(layer: "windows"),
            .needed(.noClassifier(model: "VGG16", advice: nil), fitting: ["sum"]),
        ] + Need.allCases.map { .unfit("class 3", lacks: $0, fitting: ["value I of NAME", "sum"]) }

    /// What a network has to have for a target.
    public enum Need: String, Sendable, CaseIterable {
        case classScores, classMaps, boxes

        var words: Words {
            switch self {
            case .classScores: "it has no class scores"
            case .classMaps: "it puts out no maps of classes"
            case .boxes: "it puts out no boxes"
            }
        }
    }

    public var words: Words {
        switch self {
        case .unknown(let text, let forms):
            "\(text) is no target; targets are written \(forms.joined(separator: ", "))."
        case .unknownOutput(let name, let outputs, let nearest):
            nearest.isEmpty
                ? "There is no output and no layer called \(name); the outputs are \(outputs.joined(separator: ", "))."
                : """
                There is no output and no layer called \(name); the outputs are \(outputs.joined(separator: ", ")), the nearest \
                layers \(nearest.joined(separator: ", ")).
                """
        case .noRowOfScores(let output): "\(output) is no row of one score for each class."
        case .notComputed(let layer, let reason): "\(layer) has no output: \(reason)."
        case .valueOutOfRange(let index, let count, let name):
            "There is no value \(index) of \(name); its values are 0 to \(count - 1)."
        case .channelOutOfRange(let index, let count, let name):
            "There is no channel \(index) of \(name); its channels are 0 to \(count - 1)."
        case .placeOutside(let column, let row, let size, let name):
            "The place \(column),\(row) lies outside \(name), which is \(size)."
        case .notSeen(let place): "\(place) is not in the part of the photo that the network sees."
        case .notPredicted(let name, let others):
            "The network finds \(className: name) nowhere in this photo; it finds \(others.joined(separator: ", "))."
        case .noDetection(_, 0): "The network finds no box in this photo."
        case .noDetection(let rank, let count):
            "There is no detection \(rank); the network finds \(count), the surest of which is 1."
        case .noMap(let layer): "The output of \(layer) has no rows and columns."
        case .notByItem(let layer):
            "The output of \(layer) is in parts of the photo, so it has no value for the whole of it."
        case .needed(let obstacle, let fitting):
            Words([obstacle.words, "--target asks about something else: \(fitting.joined(separator: ", "))."])
        case .unfit(let target, let need, let fitting):
            """
            The target \(target) does not fit this network: \(need.words). Targets that do are written \
            \(fitting.joined(separator: ", ")).
            """
        }
    }
}
