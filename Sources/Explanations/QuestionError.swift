import Words

/// Why a question to a network cannot be answered as it was put.
public enum QuestionError: Refusal, Equatable {
    case unknownMethod(String, nearest: [String], known: [String])
    case unknownMetric(String, nearest: [String], known: [String])
    case unknownOption(String, method: String, known: [String])
    case badValue(String, option: String, allowed: Words)
    case unknownClass(String, model: String, nearest: [String])
    case classOutOfRange(Int, count: Int)
    case predictionOutOfRange(Int, count: Int)
    /// A number that a layer does not put out.
    case noElement(layer: String, shape: String)
    case noPhotos(folder: String)
    case inputShape(path: String, expected: String, found: String)
    /// Faster passes on a processor that cannot compute so.
    case noFastPrecision
    /// A photo for a network of which the input is none.
    case noPhoto(path: String, shape: String)

    public var kind: RefusalKind {
        switch self {
        case .inputShape, .noPhoto: .badData
        case .noFastPrecision: .unavailable
        default: .usage
        }
    }

    public static let examples: [QuestionError] = [
        .unknownMethod("cat", nearest: [], known: ["cam"]),
        .unknownMethod("gradcam", nearest: ["grad-cam"], known: []),
        .unknownMetric("a", nearest: [], known: ["road"]),
        .unknownMetric("rode", nearest: ["road"], known: []),
        .unknownOption("blur", method: "cam", known: ["opacity"]),
        .badValue("2", option: "opacity", allowed: "a number from \(0) to \(1)"),
        .unknownClass("kat", model: "VGG16", nearest: []),
        .unknownClass("kat", model: "VGG16", nearest: ["cat"]), .classOutOfRange(-1, count: 5),
        .predictionOutOfRange(0, count: 5), .noElement(layer: "conv1", shape: "64×112×112"),
        .noPhotos(folder: "photos"), .noFastPrecision,
        .inputShape(path: "a.npy", expected: "1×3×8×8", found: "8"),
        .noPhoto(path: "cat.png", shape: "1×11×8×8"),
    ]

    public var words: Words {
        switch self {
        case .unknownMethod(let name, let nearest, let known):
            nearest.isEmpty
                ? "There is no method called \(name); there are \(known.joined(separator: ", "))."
                : "There is no method called \(name); the nearest are \(nearest.joined(separator: ", "))."
        case .unknownMetric(let name, let nearest, let known):
            nearest.isEmpty
                ? "There is no metric called \(name); there are \(known.joined(separator: ", "))."
                : "There is no metric called \(name); the nearest are \(nearest.joined(separator: ", "))."
        case .unknownOption(let name, let method, let known):
            "\(method) has no option --\(name); it has \(known.map { "--" + $0 }.joined(separator: ", "))."
        case .badValue(let value, let option, let allowed): "--\(option) takes \(allowed), not \(value)."
        case .unknownClass(let name, let model, let nearest):
            nearest.isEmpty
                ? "\(model) has no class called \(name); use its number, or #1 for the first prediction."
                : "\(model) has no class called \(name); the nearest are \(nearest.joined(separator: ", "))."
        case .classOutOfRange(let index, let count):
            "There is no class \(index); the network's classes are 0 to \(count - 1)."
        case .predictionOutOfRange(let rank, let count):
            "There is no prediction #\(rank); the network's predictions are #1 to #\(count)."
        case .noElement(let layer, let shape):
            "\(layer) has no such number: it puts out \(shape), each counted from 1."
        case .noPhotos(let folder):
            "\(folder) holds no photos to compare with; put PNG, JPEG, BMP, GIF, WebP, TIFF or AVIF files into it."
        case .inputShape(let path, let expected, let found):
            "\(path) holds an array of \(found); the network takes \(expected)."
        case .noFastPrecision:
            "This processor has no instructions for bfloat16, which the precision fast computes in; exact is what it can."
        case .noPhoto(let path, let shape):
            "\(path) cannot become an input of \(shape), which is no photo's; give it as a .npy file of preprocessed values."
        }
    }
}
