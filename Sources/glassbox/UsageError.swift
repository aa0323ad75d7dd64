import Foundation
import Words

/// A command line that cannot be meant as it stands.
enum UsageError: Refusal, Equatable {
    case unknownCommand(String, nearest: [String])
    case unknownOption(String, command: String, nearest: [String])
    case missingValue(option: String)
    case imageCount(command: String, found: Int)
    /// `--class` for a method that does not explain a class.
    case classNotNeeded(method: String)
    /// `--target` for a method that does not explain a class.
    case targetNotNeeded(method: String)
    /// A picture of what a classifier finds.
    case nothingToDraw(model: String)
    case fileType(option: String, path: String, expected: String)
    case sameFile(String)
    /// An option that describes a file, for a network of the catalogue.
    case onlyForModelFiles(option: String)
    case unknownMeasurement(String, known: [String])
    case unknownLanguage(String, known: [String])
    /// A part of a study that would be lost.
    case shardWithoutOutput
    /// `models remove` of a network that ships with the program.
    case notRemovable(String)

    static let examples: [UsageError] = [
        .unknownCommand("clasify", nearest: ["classify"]),
        .unknownOption("--layr", command: "explain", nearest: []),
        .unknownOption("--layr", command: "explain", nearest: ["--layer"]), .missingValue(option: "--layer"),
        .imageCount(command: "explain", found: 0), .imageCount(command: "explain", found: 2),
        .classNotNeeded(method: "Filter patterns"), .targetNotNeeded(method: "Filter patterns"),
        .nothingToDraw(model: "VGG16"),
        .fileType(option: "--output", path: "a.jpg", expected: "png"), .sameFile("a.png"),
        .onlyForModelFiles(option: "--remember"), .unknownMeasurement("speed", known: ["forward"]),
        .notRemovable("vgg16-features"), .shardWithoutOutput,
        .unknownLanguage("xx", known: ["en"]),
    ]

    var kind: RefusalKind { .usage }

    var words: Words {
        switch self {
        case .unknownCommand(let name, let nearest):
            "There is no command and no file called \(name); the nearest command is \(nearest.joined(separator: ", "))."
        case .unknownOption(let name, let command, let nearest):
            nearest.isEmpty
                ? "\(command) has no option \(name); `glassbox \(command) --help` lists them."
                : "\(command) has no option \(name); the nearest are \(nearest.joined(separator: ", "))."
        case .missingValue(let option): "\(option) needs a value."
        case .imageCount(let command, 0): "\(command) needs an image; name a photo or a .npy file."
        case .imageCount(let command, let found): "\(command) takes one image, not \(found)."
        case .classNotNeeded(let method): "\(method) does not explain a class; leave out --class."
        case .targetNotNeeded(let method): "\(method) explains no target; leave out --target."
        case .nothingToDraw(let model):
            "\(model) finds neither parts nor boxes, so there is nothing to draw; leave out --output."
        case .fileType(let option, let path, let expected):
            "\(path) must end in .\(expected), which is what \(option) writes."
        case .sameFile(let path): "--output and --raw cannot both be \(path)."
        case .onlyForModelFiles(let option):
            "\(option) is for model files; the catalogue's networks are described."
        case .unknownMeasurement(let name, let known):
            "There is no measurement called \(name); there are \(known.joined(separator: ", "))."
        case .unknownLanguage(let code, let known):
            "There is no language \(code); there are \(known.joined(separator: ", "))."
        case .shardWithoutOutput: "--shard needs a file for the part; name one with --output."
        case .notRemovable(let name): "\(name) ships with the program, so it cannot be removed."
        }
    }

    /// Names with commas between them.
    ///
    /// - Throws: ``missingValue(option:)`` where there is none.
    static func list(_ text: String, option: String) throws -> [String] {
        let names = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard !names.isEmpty else { throw missingValue(option: option) }
        return names
    }

    /// The argument parser's message as one sentence on one line.
    static func sentence(_ message: String) -> String {
        let words = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard let last = words.last else {
            return "The command line is not understood; see `glassbox --help`."
        }
        return ".?!".contains(last) ? words : words + "; see `glassbox --help`."
    }
}
