/// A recipe for the pattern that a filter answers to.
enum PatternStyle: String, CaseIterable, Sendable {
    /// Waves and decorrelated colours as in lucid, before the activation: a pattern for every filter.
    case glassbox
    /// Keras's example (Chollet): the pixels themselves, of the layer's output, 30 steps.
    case pygame
    /// The same with ten steps from brighter noise.
    case seed003

    /// Rows and columns of a pattern while it is searched for.
    var size: Int {
        switch self {
        case .glassbox: 128
        case .pygame: 150
        case .seed003: 200
        }
    }

    var steps: Int {
        switch self {
        case .glassbox: 32
        case .pygame: 30
        case .seed003: 10
        }
    }

    /// Whether the value before the layer's built-in activation counts, which has a gradient everywhere.
    var isLinear: Bool { self == .glassbox }

    /// What an answer below 0 (above 0 when it is lowered) counts, as after a leaky rectifier. Less than 1 gives a
    /// pattern to a filter with answers that cancel out, such as an edge detector on the input itself; more than 0 leaves no
    /// filter silent.
    var leak: Float { self == .glassbox ? 0.1 : 1 }

    /// Rows and columns at each edge of the layer's output that do not count.
    static let margin = 2
}

/// Whether a filter's answer is raised or lowered.
enum PatternDirection: String, CaseIterable, Sendable {
    case ascent, descent

    var sign: Float { self == .ascent ? 1 : -1 }
}

/// All that decides what the pattern of a filter looks like, besides the network.
struct PatternRecipe: Hashable, Sendable {
    let style: PatternStyle
    let direction: PatternDirection
    let height: Int
    let width: Int
    let steps: Int
    let seed: UInt64

    /// For a name on disk; changes when what is computed changes.
    var identity: String {
        "2 \(style.rawValue) \(direction.rawValue) \(height)x\(width) \(steps) \(seed)"
    }
}
