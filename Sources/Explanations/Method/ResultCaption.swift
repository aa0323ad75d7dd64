import Imaging
import Tensors
import Words

extension Explanation {
    /// What kind of picture an answer is, as far as it takes other words to read it.
    public enum PictureKind: Sendable, CaseIterable {
        /// Tiles of feature maps.
        case maps
        /// One colour scale from nothing to the strongest.
        case heat
        /// For and against.
        case signed
        /// Outlined parts of the photo.
        case parts
        /// Patterns, in which the photo plays no part.
        case patterns
        /// A gradient in its own colours.
        case gradient
        /// Weights, in which the photo plays no part.
        case weights
    }

    /// - Parameter presentation: of this answer.
    public func kind(of presentation: Presentation) -> PictureKind {
        switch presentation {
        case .grid: .maps
        case .heatMap: .heat
        case .sheet(let sheet):
            sheet.showsWeights
                ? .weights
                : sheet.legend != nil
                    ? .signed : regions != nil ? .parts : method.needsClass ? .gradient : .patterns
        }
    }

    /// What the colours of its picture say, in one line that a class can read: "Red: speaks for tiger cat. Blue: hardly counts.
    /// 7×7 cells."
    ///
    /// - Parameter colours: of a heat map's scale, from its lower end to its upper one.
    public func caption(_ kind: PictureKind, colours: [RGB] = []) -> Words {
        let dimensions = raw.shape.dimensions
        let (rows, columns) = (dimensions.dropLast().last ?? 1, dimensions.last ?? 1)
        let subject = isAboutNumber ? Words(verbatim: target?.text ?? "") : Words(className: classLabel ?? "")
        return ResultCaption.words(
            kind, method.needsClass ? subject : nil, isInput: layer.operation == nil,
            isSize: raw.shape.rank == 3,
            count: dimensions.first ?? 1, rows: rows, columns: columns,
            weakest: colours.first.map(ResultCaption.name) ?? "Blue",
            strongest: colours.last.map(ResultCaption.name) ?? "Red")
    }

    /// What a picture cannot say to somebody who does not see it: where it is strongest. Nil where it says nothing of places.
    public var place: Words? {
        guard method.needsClass, raw.shape.rank >= 2 else { return nil }
        let map = relevance
        guard map.shape.rank == 2, map.isFinite else { return nil }
        let values = map.values
        guard let most = values.max(), let least = values.min(), most > least,
            let index = values.firstIndex(of: most)
        else { return nil }
        let (rows, columns) = (map.shape[0], map.shape[1])
        let (row, column) = (
            (2 * (index / columns) + 1) * 3 / (2 * rows), (2 * (index % columns) + 1) * 3 / (2 * columns)
        )
        return ResultCaption.strongest(at: ResultCaption.places[min(row, 2) * 3 + min(column, 2)])
    }

    /// A few sentences that say aloud what there is to see.
    ///
    /// - Parameters:
    ///   - predictions: the most probable classes; none where there are none.
    ///   - presentation: of this answer.
    public func summary(_ predictions: [Prediction], _ presentation: Presentation) -> Words {
        let first = predictions.first.map { ResultCaption.answer($0.label, $0.probability) }
        return Words([
            ResultCaption.subject(method.title, layer: layer.name),
            caption(kind(of: presentation), colours: presentation.legend?.colours ?? []), place, first,
        ])
    }
}

/// The sentences that say in words what a picture shows.
public enum ResultCaption {
    /// - Parameters:
    ///   - subject: what is explained; nil where no class is.
    ///   - isInput: whether maps are those of the input, which finds no patterns.
    ///   - isSize: whether a heat map says how much each place counts, for the class or against it: that of an answer for every
    ///     value of the input, C×H×W.
    ///   - weakest, strongest: the colours at the ends of a heat map's scale.
    static func words(
        _ kind: Explanation.PictureKind, _ subject: Words?, isInput: Bool = false, isSize: Bool = false,
        count: Int, rows: Int,
        columns: Int, weakest: Words, strongest: Words
    ) -> Words {
        switch kind {
        case .maps where isInput:
            "Bright: high values of the input. \(count) maps of \(rows)×\(columns) cells."
        case .maps: "Bright: the channel finds its pattern there. \(count) maps of \(rows)×\(columns) cells."
        case .heat:
            if let subject, isSize {
                "\(strongest): counts most for \(subject). \(weakest): hardly counts. \(rows)×\(columns) cells."
            } else if let subject {
                "\(strongest): speaks for \(subject). \(weakest): hardly counts. \(rows)×\(columns) cells."
            } else {
                "\(strongest): counts most. \(weakest): hardly counts. \(rows)×\(columns) cells."
            }
        case .signed: "Red: raises the score. Blue: lowers it. \(rows)×\(columns) cells."
        case .parts: "Outlined: the pieces that speak most for \(subject ?? "")."
        case .patterns: "Each tile: what one channel of the layer likes best. The photo plays no part."
        case .weights: "Red weights raise the output, blue ones lower it. The photo plays no part."
        case .gradient: "Strong colours: the pixels that change the score of \(subject ?? "") most."
        }
    }

    static func subject(_ method: Words, layer: String) -> Words { "\(method) at the layer \(layer)." }

    static func answer(_ label: String, _ probability: Double) -> Words {
        "The network says \(className: label), \(probability.asPercentage)."
    }

    static func strongest(at place: Words) -> Words { "It is strongest \(place)." }

    /// Row by row, three of each.
    static let places: [Words] = [
        "at the top left", "at the top", "at the top right", "at the left", "in the middle", "at the right",
        "at the bottom left", "at the bottom", "at the bottom right",
    ]

    /// A colour by the word that everybody uses for it.
    static func name(_ colour: RGB) -> Words {
        if min(colour.red, colour.green, colour.blue) > 150 { return "Bright" }
        if max(colour.red, colour.green, colour.blue) < 50 { return "Dark" }
        if colour.blue > colour.red { return colour.red > 50 ? "Violet" : "Blue" }
        return colour.green > 150 ? "Yellow" : "Red"
    }

    /// One of each.
    public static let examples: [Words] =
        Explanation.PictureKind.allCases.map {
            words(
                $0, Words(className: "cat"), count: 1, rows: 7, columns: 7, weakest: "Blue", strongest: "Red")
        } + places + [
            words(.heat, nil, count: 1, rows: 7, columns: 7, weakest: "Blue", strongest: "Red"),
            words(
                .maps, nil, isInput: true, count: 1, rows: 7, columns: 7, weakest: "Blue", strongest: "Red"),
            words(
                .heat, Words(className: "cat"), isSize: true, count: 1, rows: 7, columns: 7, weakest: "Blue",
                strongest: "Red"),
            "Bright", "Dark", "Violet", "Blue", "Yellow", "Red", subject("CAM", layer: "x"), answer("cat", 1),
            strongest(at: "at the top"),
        ]
}
