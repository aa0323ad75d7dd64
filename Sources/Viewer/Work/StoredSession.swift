import Explanations
import Imaging
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
        /// Whether the photo chooses the size.
        var followsPhoto: Bool?
        var head: String?
        var chain: String?
        var layer: String?
        /// How photos get the input's proportions.
        var fit: String?
        /// What inputs get that are not the photo's: `NAME=VALUE; …`.
        var inputs: String?
    }

    struct Comparing: Codable {
        var subject: String
        var methods: [String]
        /// Two corners of a rectangle of the photo, as shares of its width and height.
        var region: [Double]?

        init(_ comparison: Comparison) {
            (subject, methods) = (comparison.subject.rawValue, comparison.methods)
            region = comparison.region.map { [$0.start.x, $0.start.y, $0.end.x, $0.end.y] }
        }

        /// Nil where something is unknown or out of its range.
        var comparison: Comparison? {
            guard let subject = Comparison.Subject(rawValue: subject) else { return nil }
            if subject == .region {
                guard let region, region.count == 4, region.allSatisfy({ (-1...2).contains($0) }) else {
                    return nil
                }
                return Comparison(
                    region: Selection(
                        start: UnitPoint(x: region[0], y: region[1]),
                        end: UnitPoint(x: region[2], y: region[3])))
            }
            let known = methods.filter { name in ExplanationMethods.all.contains { $0.name == name } }
            return known.isEmpty ? Comparison(subject) : Comparison(subject, methods: known)
        }
    }

    struct Look: Codable {
        var dark: Bool?
        var large: Bool?
        /// A ``LetterSize``, which says more than `large`.
        var letters: Int?
        /// Less motion.
        var calm: Bool?
        var contrast: Bool?
        var recentModels: [String]?
        var folder: String?
        var saveFolder: String?
        var language: String?
        var lessons: [String: Int]?
    }

    /// One drag of the brush; each point is a pair of shares of the photo's width and height.
    struct Paint: Codable {
        var paint: String
        var radius: Double
        var points: [[Double]]
        var source: String?
    }

    struct Varying: Codable {
        var rotation, scale, shiftX, shiftY, brightness: Double
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case version = "glassbox-session"
        case photos, photo, network, layer, method, `class`, target, options, channel, pinned, hidden,
            painting, variation, seed, metric, comparison, window, set
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
    /// The channel that stays beside the enlarged one.
    var pinned: Int?
    /// LIME's superpixels that are taken out of the photo.
    var hidden: [Int]?
    /// What is painted onto the photo.
    var painting: [Paint]?
    var variation: Varying?
    var seed: UInt64
    var metric: String?
    var comparison: Comparing?
    var window: Look?
    /// The path of the set of pictures that is looked at.
    var set: String?

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
            followsPhoto: settings.followsPhoto ? true : nil,
            head: settings.head, chain: settings.chain, layer: settings.layer, fit: settings.fit?.rawValue,
            inputs: settings.inputs.isEmpty ? nil : settings.inputs.text)
        layer = choices.layerName
        method = ExplanationMethods.all[choices.modeIndex].name
        `class` = choices.classChoice.text
        target = choices.target
        options = choices.optionValues.mapValues(\.chosen).filter { !$0.value.isEmpty }
        channel = choices.enlargedChannel
        pinned = choices.pinnedChannel
        hidden = choices.hiddenSuperpixels.isEmpty ? nil : choices.hiddenSuperpixels.sorted()
        painting = choices.painting.map { painting in
            painting.strokes.map { stroke in
                Paint(
                    paint: stroke.paint.rawValue, radius: stroke.radius,
                    points: stroke.points.map { [$0.x, $0.y] }, source: stroke.source)
            }
        }
        variation = choices.painting.flatMap { $0.variation.isIdentity ? nil : Varying($0.variation) }
        seed = choices.seed
        metric = choices.metric
        comparison = choices.comparison.map(Comparing.init)
        set = session.set
        let preferences = session.preferences
        window = Look(
            dark: preferences.appearance.isDark, large: preferences.appearance.letters != .usual,
            letters: preferences.appearance.letters.rawValue,
            calm: preferences.hasReducedMotion,
            contrast: preferences.appearance.hasHighContrast,
            recentModels: preferences.recentModels, folder: preferences.folder,
            saveFolder: preferences.saveFolder, language: preferences.language,
            lessons: preferences.lessons.isEmpty ? nil : preferences.lessons)
    }

    /// Nil where something is out of its range.
    var session: Session? {
        guard let modeIndex = ExplanationMethods.all.firstIndex(where: { $0.name == method }),
            !photos.contains(where: \.isEmpty), !network.name.isEmpty, network.size.map({ $0 > 0 }) ?? true,
            network.columns.map({ $0 > 0 }) ?? true,
            [channel, pinned].allSatisfy({ $0.map { $0 >= 0 } ?? true }),
            (hidden ?? []).allSatisfy({ $0 >= 0 }), let strokes
        else { return nil }
        var model = ModelChoice(
            network.name, weights: network.randomSeed.map { .random(seed: $0) } ?? .trained)
        model.settings = ModelSettings(
            architecture: network.architecture, labels: network.labels,
            scaling: network.preprocessing.flatMap(Preprocessing.Scaling.init(rawValue:)), size: network.size,
            columns: network.columns, layer: network.layer, head: network.head, chain: network.chain,
            inputs: network.inputs.flatMap([String: InputValue].init(inputs:)) ?? [:],
            fit: network.fit.flatMap(Preprocessing.Fit.init(rawValue:)),
            followsPhoto: network.followsPhoto ?? false)
        var choices = Choices(
            photos: photos, photoIndex: min(max(photo, 0), max(photos.count - 1, 0)), modelChoice: model,
            layerName: layer, modeIndex: modeIndex, classChoice: ClassChoice(text: `class`), seed: seed)
        choices.target = target.flatMap { (try? Targets.named($0)) == nil ? nil : $0 }
        choices.enlargedChannel = channel
        choices.pinnedChannel = pinned
        choices.hiddenSuperpixels = Set(hidden ?? [])
        let variation = variation?.value ?? PhotoVariation()
        if !strokes.isEmpty || !variation.isIdentity, choices.photos.indices.contains(choices.photoIndex) {
            choices.painting = Painting(
                path: choices.photos[choices.photoIndex], strokes: strokes,
                variation: variation.isValid ? variation : PhotoVariation())
        }
        choices.metric = metric.flatMap { name in
            EvaluationMetrics.all.contains { $0.name == name } ? name : nil
        }
        for method in ExplanationMethods.all {
            var values = OptionValues()
            for (name, value) in options[method.name] ?? [:] { try? values.set(name, to: value, for: method) }
            if values != OptionValues() { choices.optionValues[method.name] = values }
        }
        choices.comparison = comparison?.comparison
        let preferences = Preferences(
            appearance: Appearance(
                isDark: window?.dark ?? false,
                letters: window?.letters.flatMap(LetterSize.init(rawValue:))
                    ?? (window?.large == true ? .large : .usual),
                hasHighContrast: window?.contrast ?? false),
            recentModels: Array((window?.recentModels ?? []).prefix(ModelMenu.mostFiles)),
            folder: window?.folder, saveFolder: window?.saveFolder, language: window?.language,
            hasReducedMotion: window?.calm ?? false,
            lessons: (window?.lessons ?? [:]).filter { $0.value > 0 })
        return Session(
            choices: choices, preferences: preferences, set: set.flatMap { $0.isEmpty ? nil : $0 })
    }
}

extension StoredSession.Varying {
    fileprivate init(_ variation: PhotoVariation) {
        (rotation, scale) = (variation.rotation, variation.scale)
        (shiftX, shiftY, brightness) = (variation.shiftX, variation.shiftY, variation.brightness)
    }

    fileprivate var value: PhotoVariation {
        var variation = PhotoVariation()
        (variation.rotation, variation.scale) = (rotation, scale)
        (variation.shiftX, variation.shiftY, variation.brightness) = (shiftX, shiftY, brightness)
        return variation
    }
}

extension StoredSession {
    /// Nil where one is out of its range, or there are too many.
    fileprivate var strokes: [Stroke]? {
        let all = painting ?? []
        guard all.count <= Brush.mostStrokes else { return nil }
        let strokes = all.compactMap { drag -> Stroke? in
            guard let paint = Stroke.Paint(rawValue: drag.paint), Brush.radii.contains(drag.radius),
                (1...Brush.mostPoints).contains(drag.points.count),
                drag.points.allSatisfy({ $0.count == 2 && $0.allSatisfy((-1...2).contains) })
            else { return nil }
            return Stroke(
                paint, radius: drag.radius, points: drag.points.map { UnitPoint(x: $0[0], y: $0[1]) },
                source: drag.source)
        }
        return strokes.count == all.count ? strokes : nil
    }
}

extension ModelCatalogue.WeightSource {
    fileprivate var seed: UInt64? {
        if case .random(let seed) = self { seed } else { nil }
    }
}
