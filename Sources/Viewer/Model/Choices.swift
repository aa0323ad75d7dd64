import Explanations
import ModelFormats

/// What a person has chosen to look at: undone and redone as a whole, and kept in session files.
struct Choices: Equatable, Sendable {
    var photos: [String]
    /// The position of the photo that is shown.
    var photoIndex = 0
    var modelChoice: ModelChoice
    /// Nil for the network's recommended layer.
    var layerName: String?
    /// The position in ``ExplanationMethods/all``.
    var modeIndex: Int
    var classChoice: ClassChoice
    /// What a person painted onto a photo; it lasts as long as that photo is looked at.
    var painting: Painting?
    /// What is explained in place of that class, as on the command line: `281 versus 282`, `value 3 of NAME`; nil for the class.
    var target: String?
    /// By the method's name.
    var optionValues: [String: OptionValues] = [:]
    /// The channel to see beside the photo, or the filter to see by itself.
    var enlargedChannel: Int?
    /// A channel that stays beside the enlarged one.
    var pinnedChannel: Int?
    /// LIME's superpixels that are taken out of the photo.
    var hiddenSuperpixels: Set<Int> = []
    /// Where all randomness comes from.
    var seed: UInt64
    /// How the answer is measured beside it: a name of `EvaluationMetrics`.
    var metric: String?
    /// Several answers beside each other in place of one.
    var comparison: Comparison?
}

/// Earlier and later values to go back and forth between.
struct History<Value: Equatable> {
    private var past: [Value] = []
    private var future: [Value] = []
    private static var limit: Int { 200 }

    var canGoBack: Bool { !past.isEmpty }
    var canGoForward: Bool { !future.isEmpty }

    /// Remembers a value that has just been left.
    mutating func record(_ left: Value) {
        future = []
        if past.last == left { return }
        past.append(left)
        if past.count > Self.limit { past.removeFirst() }
    }

    /// The value before, or nil at the beginning.
    mutating func back(from present: Value) -> Value? {
        guard let value = past.popLast() else { return nil }
        future.append(present)
        return value
    }

    /// The value after, or nil at the end.
    mutating func forward(from present: Value) -> Value? {
        guard let value = future.popLast() else { return nil }
        past.append(present)
        return value
    }
}
