import Explanations
import ModelFormats

/// A session as its file says it.
struct StoredSession: Codable {
    struct Network: Codable {
        var name: String
        /// The seed of random weights; nil for trained ones.
        var randomSeed: UInt64?
        var architecture: String?
        var labels: String?
        var preprocessing: String?
        var size: Int?
        var columns: Int?
        var head: String?
        var chain: String?
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
        var saveFolder: String?
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
    /// What is explained in place of the class.
    var target: String?
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
            preprocessing: settings.scaling?.rawValue, size: settings.size, columns: settings.columns,
            head: settings.head, chain: settings.chain, layer: settings.layer)
        layer = choices.layerName
        method = ExplanationMethods.all[choices.modeIndex].name
        `class` = choices.classChoice.text
        target = choices.target
        options = choices.optionValues.mapValues(\.chosen).filter { !$0.value.isEmpty }
        channel = choices.enlargedChannel
        seed = choices.seed
        metric = choices.metric
        comparison = choices.comparison.map { Comparing(subject: $0.subject.rawValue, methods: $0.methods) }
        let preferences = session.preferences
        window = Look(
            dark: preferences.appearance.isDark, large: preferences.appearance.isLarge,
            recentModels: preferences.recentModels, folder: preferences.folder,
            saveFolder: preferences.saveFolder, language: preferences.language)
    }

    /// Nil where something is out of its range.
    var session: Session? {
        guard let modeIndex = ExplanationMethods.all.firstIndex(where: { $0.name == method }),
            !photos.contains(where: \.isEmpty), !network.name.isEmpty, network.size.map({ $0 > 0 }) ?? true,
            network.columns.map({ $0 > 0 }) ?? true,
            channel.map({ $0 >= 0 }) ?? true
        else { return nil }
        var model = ModelChoice(
            network.name, weights: network.randomSeed.map { .random(seed: $0) } ?? .trained)
        model.settings = ModelSettings(
            architecture: network.architecture, labels: network.labels,
            scaling: network.preprocessing.flatMap(Preprocessing.Scaling.init(rawValue:)), size: network.size,
            columns: network.columns, layer: network.layer, head: network.head,
            chain: network.chain)
        var choices = Choices(
            photos: photos, photoIndex: min(max(photo, 0), max(photos.count - 1, 0)), modelChoice: model,
            layerName: layer, modeIndex: modeIndex, classChoice: ClassChoice(text: `class`), seed: seed)
        choices.target = target.flatMap { (try? Targets.named($0)) == nil ? nil : $0 }
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
            folder: window?.folder, saveFolder: window?.saveFolder, language: window?.language)
        return Session(choices: choices, preferences: preferences)
    }
}

extension ModelCatalogue.WeightSource {
    fileprivate var seed: UInt64? {
        if case .random(let seed) = self { seed } else { nil }
    }
}
