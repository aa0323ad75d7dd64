import Explanations
import Files
import Foundation
import ModelFormats
import Tensors
import Words

/// What the window shows, in a file: kept from one start to the next, saved and opened by name.
///
/// A JSON object with `"glassbox-session": 1`; photos and networks are named by their paths, not contained.
struct Session: Equatable {
    var choices: Choices
    var preferences: Preferences

    static let ending = "glassbox"
    static let version = 1
    /// Bytes; longer files are none.
    private static let sizeLimit = 4 << 20

    static func isSessionName(_ path: String) -> Bool { (path as NSString).pathExtension == ending }

    /// Where the state is kept from one start to the next: `last.glassbox` in ``Folders/state(environment:)``.
    static func lastPath(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        Folders.state(environment: environment) + "/last." + ending
    }

    /// - Throws: ``SessionError``, `FileError`.
    init(reading path: String) throws {
        let file = try MappedFile(path: path)
        guard file.byteCount <= Self.sizeLimit,
            let stored = try? JSONDecoder().decode(Stored.self, from: Data(file.bytes))
        else { throw SessionError.notASession(path) }
        guard stored.version <= Self.version else { throw SessionError.newer(path) }
        guard let session = stored.session else { throw SessionError.notASession(path) }
        self = session
    }

    init(choices: Choices, preferences: Preferences) {
        self.choices = choices
        self.preferences = preferences
    }

    /// Writes it whole or not at all.
    ///
    /// - Throws: `FileError`.
    func write(to path: String) throws {
        try WholeFile.write(try JSONText.data(of: Stored(self)), to: path)
    }

    /// What can be shown of it now: photos and model files that are gone are left out.
    ///
    /// - Parameter fallback: the photos to show where none is left.
    /// - Returns: the choices, and how many files are gone.
    func present(fallback: [String]) -> (choices: Choices, missing: Int) {
        var choices = choices
        let exists = FileManager.default.fileExists(atPath:)
        let shown =
            choices.photos.indices.contains(choices.photoIndex) ? choices.photos[choices.photoIndex] : nil
        choices.photos = choices.photos.filter(exists)
        var missing = self.choices.photos.count - choices.photos.count
        if choices.photos.isEmpty { choices.photos = fallback }
        choices.photoIndex = shown.flatMap { choices.photos.firstIndex(of: $0) } ?? 0
        let isKnown = ModelCatalogue.entries.contains { entry in
            entry.name == choices.modelChoice.name
                && (choices.modelChoice.weights != .trained || entry.state != .available)
        }
        if !isKnown, !(choices.modelChoice.isFile && exists(choices.modelChoice.name)) {
            missing += 1
            choices.modelChoice = ModelChoice()
            choices.layerName = nil
            choices.classChoice = .rank(1)
        }
        return (choices, missing)
    }
}

/// Why a session file cannot be opened.
enum SessionError: Refusal, Equatable {
    case notASession(String)
    case newer(String)

    var kind: RefusalKind { .badData }

    var words: Words {
        switch self {
        case .notASession(let path): "\(path) is not a session of Glassbox."
        case .newer(let path): "\(path) was written by a newer Glassbox; update this one to open it."
        }
    }

    static let examples: [SessionError] = [.notASession("last.glassbox"), .newer("last.glassbox")]
}

extension ModelCatalogue.WeightSource {
    fileprivate var seed: UInt64? {
        if case .random(let seed) = self { seed } else { nil }
    }
}

/// The file's content.
private struct Stored: Codable {
    struct Network: Codable {
        var name: String
        /// Of random weights; nil for trained ones.
        var randomSeed: UInt64?
        var architecture: String?
        var labels: String?
        var preprocessing: String?
        var size: Int?
        var layer: String?
    }

    struct Comparing: Codable {
        var subject: String
        var methods: [String]
    }

    struct Look: Codable {
        var dark: Bool?
        var large: Bool?
        var recentModels: [String]?
        var folder: String?
        var language: String?
    }

    enum CodingKeys: String, CodingKey {
        case version = "glassbox-session"
        case photos, photo, network, layer, method, `class`, options, channel, seed, metric, comparison,
            window
    }

    var version: Int
    var photos: [String]
    var photo: Int
    var network: Network
    var layer: String?
    var method: String
    /// A class's index, or `#1` for the most probable.
    var `class`: String
    var options: [String: [String: String]]
    var channel: Int?
    var seed: UInt64
    var metric: String?
    var comparison: Comparing?
    var window: Look?

    init(_ session: Session) {
        let choices = session.choices
        version = Session.version
        photos = choices.photos
        photo = choices.photoIndex
        let (model, settings) = (choices.modelChoice, choices.modelChoice.settings)
        network = Network(
            name: model.name, randomSeed: model.weights.seed,
            architecture: settings.architecture, labels: settings.labels,
            preprocessing: settings.scaling?.rawValue, size: settings.size, layer: settings.layer)
        layer = choices.layerName
        method = ExplanationMethods.all[choices.modeIndex].name
        `class` = choices.classChoice.text
        options = choices.optionValues.mapValues(\.chosen).filter { !$0.value.isEmpty }
        channel = choices.enlargedChannel
        seed = choices.seed
        metric = choices.metric
        comparison = choices.comparison.map { Comparing(subject: $0.subject.rawValue, methods: $0.methods) }
        let preferences = session.preferences
        window = Look(
            dark: preferences.appearance.isDark, large: preferences.appearance.isLarge,
            recentModels: preferences.recentModels, folder: preferences.folder, language: preferences.language
        )
    }

    /// Nil where something is out of its range.
    var session: Session? {
        guard let modeIndex = ExplanationMethods.all.firstIndex(where: { $0.name == method }),
            !photos.contains(where: \.isEmpty), !network.name.isEmpty, network.size.map({ $0 > 0 }) ?? true,
            channel.map({ $0 >= 0 }) ?? true
        else { return nil }
        var model = ModelChoice(
            network.name, weights: network.randomSeed.map { .random(seed: $0) } ?? .trained)
        model.settings = ModelSettings(
            architecture: network.architecture, labels: network.labels,
            scaling: network.preprocessing.flatMap(Preprocessing.Scaling.init(rawValue:)), size: network.size,
            layer: network.layer)
        var choices = Choices(
            photos: photos, photoIndex: min(max(photo, 0), max(photos.count - 1, 0)), modelChoice: model,
            layerName: layer, modeIndex: modeIndex, classChoice: ClassChoice(text: `class`), seed: seed)
        choices.enlargedChannel = channel
        choices.metric = metric.flatMap { name in
            EvaluationMetrics.all.contains { $0.name == name } ? name : nil
        }
        for method in ExplanationMethods.all {
            var values = OptionValues()
            for (name, value) in options[method.name] ?? [:] { try? values.set(name, to: value, for: method) }
            if values != OptionValues() { choices.optionValues[method.name] = values }
        }
        if let comparison, let subject = Comparison.Subject(rawValue: comparison.subject) {
            let known = comparison.methods.filter { name in
                ExplanationMethods.all.contains { $0.name == name }
            }
            choices.comparison = known.isEmpty ? Comparison(subject) : Comparison(subject, methods: known)
        }
        let preferences = Preferences(
            appearance: Appearance(isDark: window?.dark ?? false, isLarge: window?.large ?? false),
            recentModels: Array((window?.recentModels ?? []).prefix(ModelMenu.mostFiles)),
            folder: window?.folder, language: window?.language)
        return Session(choices: choices, preferences: preferences)
    }
}
