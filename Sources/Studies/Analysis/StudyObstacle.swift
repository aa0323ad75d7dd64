import Words

/// Why a study cannot be made.
public enum StudyObstacle: Refusal, Equatable {
    /// A network without class scores.
    case noClassifier(String)
    /// A network whose input no photo can become.
    case noPhotos(String)
    /// No picture of the set is in the part that was named.
    case emptyPart(String, part: String)
    /// An analysis that needs labels, and a set without.
    case needsLabels(String)
    /// An analysis of maps, at a layer without.
    case noMaps(String, layer: String)
    /// An analysis that needs methods, of which none was named.
    case noMethods(String)
    /// A method that has no answer at the layer, with what it says itself.
    case method(String, reason: Words)
    case unknownAnalysis(String, known: [String])
    case shard(String)
    /// A file of a part that is none, or is damaged, with the line.
    case notAPart(String, line: Int)
    /// A file that holds a part of another study, or another part.
    case otherStudy(String)
    /// Files of two studies, or of one that was divided in two ways.
    case otherParts(String, String)
    /// A part whose last line is missing: its run has not ended.
    case unfinished(String)
    /// A file that another run writes at this moment.
    case busy(String)
    /// Parts that are not there, of how many.
    case missingParts([Int], of: Int)
    /// The same part twice.
    case twice(String, String)

    public static let examples: [StudyObstacle] = [
        .noClassifier("VGG16, features only"), .noPhotos("net"), .emptyPart("photos", part: "val"),
        .needsLabels("errors"), .noMaps("looks-at", layer: "fc"), .noMethods("scores"),
        .method("grad-cam", reason: Words(verbatim: "…")),
        .unknownAnalysis("eror", known: ["errors"]), .shard("5/4"),
        .notAPart("part.jsonl", line: 3), .otherStudy("part.jsonl"), .unfinished("part.jsonl"),
        .busy("part.jsonl"),
        .otherParts("a.jsonl", "b.jsonl"),
        .missingParts([2, 3], of: 4), .twice("a.jsonl", "b.jsonl"),
    ]

    public var kind: RefusalKind {
        switch self {
        case .unknownAnalysis, .shard, .twice, .otherParts: .usage
        case .notAPart, .unfinished: .badData
        case .otherStudy, .busy: .cannotCreate
        case .missingParts, .emptyPart: .noInput
        case .noClassifier, .noPhotos, .needsLabels, .noMaps, .noMethods, .method: .unavailable
        }
    }

    public var words: Words {
        switch self {
        case .noClassifier(let network):
            "\(network) gives no class scores, so a set of pictures cannot be studied with it."
        case .noPhotos(let network):
            "\(network) takes no photos, so a set of pictures cannot be studied with it."
        case .emptyPart(let set, let part): "No picture of \(set) belongs to the part “\(part)”."
        case .needsLabels(let analysis):
            "The analysis \(analysis) needs labels, and the set has none; put the pictures into one folder for each class, or name a table of files and labels."
        case .noMaps(let analysis, let layer):
            "The analysis \(analysis) needs a layer with rows and columns, which \(layer) has not; name another with --layer."
        case .noMethods(let analysis):
            "The analysis \(analysis) needs explanation methods; name some with --methods."
        case .method(let method, let reason): "\(method) cannot be measured here: \(clause: reason)."
        case .unknownAnalysis(let name, let known):
            "There is no analysis called \(name); there are \(known.joined(separator: ", "))."
        case .shard(let text): "“\(text)” is no part of a study; write I/N with I from 1 to N, as in 2/8."
        case .notAPart(let path, let line): "Line \(line) of \(path) is no line of a study's part."
        case .otherStudy(let path):
            "\(path) holds something else than this part of this study; name another file with --output, or remove it."
        case .otherParts(let one, let other):
            "\(one) and \(other) are not parts of one study, or it was divided in two ways."
        case .unfinished(let path):
            "\(path) is not finished; run the same command again, and it goes on where it was."
        case .busy(let path): "\(path) is being written by another run; wait for its end."
        case .missingParts(let parts, let count):
            "Parts of the study are missing: \(parts.map(String.init).joined(separator: ", ")) of \(count)."
        case .twice(let one, let other):
            "\(one) and \(other) hold the same part of the study; name each part once."
        }
    }
}
