import Foundation
import Words

/// What stands under a picture, a few words.
public enum Caption: Sendable, Hashable {
    case none
    case className(String)
    /// A class and its probability, 0…1.
    case probability(className: String, Double)
    /// A target and its number.
    case number(of: String, Double)
    /// How many superpixels a local model is about, and what share of the answers it explains.
    case superpixels(Int, explainedShare: Double)
    /// What speaks for either of two classes, in one picture.
    case contrast(String, String)
    /// A head of an attention, from 1.
    case head(Int)

    /// One of each case.
    public static let examples: [Caption] = [
        .none, .className("goldfish"), .probability(className: "goldfish", 0.9),
        .number(of: "sum", 0.9),
        .superpixels(50, explainedShare: 0.8), .head(1), .contrast("goldfish", "cat"),
    ]

    public var words: Words {
        switch self {
        case .none: ""
        case .className(let name): Words(className: name)
        case .probability(let name, let probability): "\(className: name), \(probability.asPercentage)"
        case .number(let target, let value): "\(target) = \(value.asShortNumber)"
        case .contrast(let first, let second):
            "Red: more \(className: first). Blue: more \(className: second)."
        case .head(let number): "Head \(number)"
        case .superpixels(let count, let share):
            "\(count) superpixels, R² \(String(format: "%.2f", share))"
        }
    }
}
