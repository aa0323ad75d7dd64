import Foundation
import Imaging
import Words

/// What one has to know to read an answer or a measurement, one sentence each.
public enum Notice: Sendable, Hashable {
    // MARK: The class

    /// The network does not see the class in the photo; 0…1.
    case negligibleClass(String, probability: Double)
    /// The same of an answer found by changing the photo.
    case negligibleChange(probability: Double)

    // MARK: The photo

    /// It is larger than what is read, so its JPEG file was decoded at a part of its size.
    case reducedPhoto(from: ImageFile.Extent, to: ImageFile.Extent)

    // MARK: Heat maps

    case noEvidence
    case constantHeatMap
    case constantRanking
    case nothingHiddenMatters
    /// A window that has one position only.
    case windowHidesAll
    /// Pixels between windows, 0…1.
    case neverHidden(share: Double)
    case noHiddenSuperpixelMatters

    // MARK: Values of pixels

    case noPixelMatters
    case noValues
    case noRectifier
    /// What layer-wise relevance propagation shares out among the pixels, and the score that it shares.
    case relevanceSum(Double, score: Double)
    /// What integrated gradients divide among the pixels, and the difference that they should divide.
    case pixelSum(Double, difference: Double)
    /// What SHAP's values for a class sum to, and the difference that they should divide.
    case valueSum(className: String, Double, difference: Double, from: Reference)
    /// How exactly sampled values are known, and how large the greatest one is.
    case precision(samples: Int, error: Double, greatest: Double)

    /// What computing in bfloat16 changes in some of the variants, root mean square, and the standard deviation of them all.
    case rounding(checks: Int, error: Double, spread: Double)
    case roundingMatters

    // MARK: What was asked about

    case readsSeveralLayers(String)
    case photoInBackground
    case aboutNoLayer
    case hidingChangesNothing
    case oneSuperpixel
    case fewSuperpixels(Int)

    // MARK: Attention

    /// The attention that was taken for a layer that is none.
    case attentionOf(String)
    case noClassToken

    // MARK: Tiles

    case notFinite
    case singleValues
    /// A layer with windows of the photo in the batch's axis.
    case firstPart(of: Int)
    case silentFilters(Int, of: Int)
    /// They come with the program.
    case precomputedPatterns
    case filtersWithoutGradient(Int, of: Int, style: String)

    // MARK: Measurements

    case constantMaps(Int, of: Int, first: String)
    /// A stage of a measurement.
    case randomWeights(downTo: String)

    /// What a photo's score is compared with.
    public enum Reference: Sendable, CaseIterable {
        case backgroundMean, hiddenPhoto

        var words: Words {
            switch self {
            case .backgroundMean: "the background's mean"
            case .hiddenPhoto: "that of the hidden photo"
            }
        }
    }

    /// One of each case.
    public static let examples: [Notice] =
        [
            .negligibleClass("goldfish", probability: 1e-5), .negligibleChange(probability: 1e-5),
            .reducedPhoto(
                from: ImageFile.Extent(width: 12_000, height: 9000),
                to: ImageFile.Extent(width: 6000, height: 4500)),
            .noEvidence,
            .constantHeatMap, .constantRanking, .nothingHiddenMatters, .windowHidesAll,
            .neverHidden(share: 0.75), .noHiddenSuperpixelMatters,
            .noPixelMatters, .noValues, .noRectifier, .pixelSum(1, difference: 2),
            .relevanceSum(1, score: 2),
            .precision(samples: 200, error: 0.01, greatest: 1),
            .rounding(checks: 8, error: 0.001, spread: 0.1), .roundingMatters, .readsSeveralLayers("add"),
            .photoInBackground,
            .aboutNoLayer, .hidingChangesNothing, .oneSuperpixel, .fewSuperpixels(4), .notFinite,
            .attentionOf("softmax"), .noClassToken, .singleValues, .firstPart(of: 64),
            .silentFilters(1, of: 64), .precomputedPatterns,
            .filtersWithoutGradient(1, of: 64, style: "glassbox"),
            .constantMaps(1, of: 16, first: "fc1"), .randomWeights(downTo: "fc1"),
        ]
        + Reference.allCases.map { .valueSum(className: "goldfish", 1, difference: 2, from: $0) }

    /// Whether it says numbers of a sound answer, and warns of nothing.
    var isFigure: Bool {
        switch self {
        case .relevanceSum, .pixelSum, .valueSum, .precision: true
        default: false
        }
    }

    public var words: Words {
        switch self {
        case .negligibleClass(let label, let probability):
            """
            The network gives \(className: label) only \(Self.percent(probability)) %: the picture is of a \
            class that it does not see.
            """
        case .negligibleChange(let probability):
            """
            The network gives this class only \(Self.percent(probability)) %, so what changes it may \
            be chance.
            """
        case .reducedPhoto(let whole, let photo):
            """
            The photo has \(whole.width)×\(whole.height) pixels, more than Glassbox reads, so it was read reduced to \
            \(photo.width)×\(photo.height).
            """
        case .noEvidence: "There is no positive evidence for what is explained at this layer."
        case .constantHeatMap: "The map is the same everywhere, so it says nothing about where."
        case .constantRanking: "The map is the same everywhere, so it ranks no pixels."
        case .nothingHiddenMatters:
            "What is explained changes by the same wherever something is hidden, so there is nothing to see."
        case .windowHidesAll:
            "The window hides the whole picture, so it says nothing about where: make it smaller."
        case .neverHidden(let share):
            "\(Self.percent(share)) % of the pixels lie between the windows and are never hidden; they count as 0."
        case .noHiddenSuperpixelMatters: "What is explained is the same whatever is hidden."
        case .noPixelMatters: "What is explained does not change with any pixel, so there is nothing to see."
        case .noValues: "All values are zero: nothing here speaks for or against what is explained."
        case .noRectifier: "The network has no ReLU, so this is the plain gradient."
        case .relevanceSum(let sum, let score):
            """
            The pixels' shares sum to \(sum.asShortNumber) of the score \(score.asShortNumber); the rest stays with biases and \
            other values of the network's own.
            """
        case .pixelSum(let sum, let difference):
            """
            The pixels' shares sum to \(sum.asShortNumber); the score differs from that of zeros by \
            \(difference.asShortNumber) (gap \(Self.short(sum - difference))).
            """
        case .valueSum(let label, let sum, let difference, let reference):
            """
            \(className: label): the values sum to \(sum.asShortNumber), the score differs from \(reference.words) by \
            \(difference.asShortNumber) (gap \(Self.short(sum - difference))).
            """
        case .precision(let count, let error, let greatest):
            """
            With \(count) samples a value's standard error is \(Self.short(error)) on average; the greatest value is \
            \(Self.short(greatest)).
            """
        case .rounding(let count, let error, let spread):
            """
            Computed in bfloat16: \(count) of the variants, computed in 32-bit floats, too, differ by \(Self.short(error)) on \
            average, while the variants' values spread by \(Self.short(spread)).
            """
        case .roundingMatters:
            "That is too much for details: the precision exact tells more."
        case .readsSeveralLayers(let layer):
            "\(layer) reads several layers, so the values are those of its output."
        case .photoInBackground:
            "The photo is itself one of the photos it is compared with, which makes all values smaller."
        case .aboutNoLayer: "This explainer hides parts of the photo, so it is not about the layer."
        case .hidingChangesNothing: "The photo looks the same hidden as shown, so nothing can be told apart."
        case .oneSuperpixel: "The whole photo is one superpixel, so nothing can be told apart."
        case .fewSuperpixels(let count):
            "There are only \(count) superpixels, so the answer is coarse; slic may give more."
        case .notFinite: "Some values are not finite numbers and are shown as flat."
        case .singleValues:
            "Each map is a single value, so the colours compare the layer's maps with each other."
        case .firstPart(let count):
            "The layer's output has \(count) parts, such as windows of the photo; these are the maps of the first."
        case .attentionOf(let layer): "This is the attention \(layer)."
        case .noClassToken:
            "The network has no class token, so this is what all tokens look at on average."
        case .silentFilters(let silent, let count):
            "\(silent) of \(count) filters answer to nothing that was tried, so their tiles stay noise."
        case .precomputedPatterns:
            "Computed beforehand; another seed or other options compute them anew."
        case .filtersWithoutGradient(let silent, let count, let style):
            """
            \(silent) of \(count) filters gave no gradient, so their tiles stay noise; the style \
            \(style) shows a pattern for them, too.
            """
        case .constantMaps(let constant, let count, let first):
            "The map is the same everywhere at \(constant) of \(count) layers, first at \(first)."
        case .randomWeights(let layer): "The weights from the top down to \(layer) are random here."
        }
    }

    private static func percent(_ share: Double) -> String { short(share * 100) }
    private static func short(_ value: Double) -> String { String(format: "%.2g", value) }
}
