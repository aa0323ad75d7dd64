import NeuralNetwork
import Words
/// What a metric says about an explanation: curves to draw and one number.
public struct Evaluation: Sendable {
    /// A line in a diagram.
    public struct Curve: Sendable, Equatable {
        /// A few words; empty where there is only one curve.
        public let name: Words
        public let points: [Point]

        public init(name: Measure? = nil, points: [Point]) {
            self.name = name?.words ?? ""
            self.points = points
        }
    }

    public struct Point: Sendable, Equatable {
        public let x: Double
        public let y: Double
        /// What stands at the point, for example a layer; nil where `x` says it all.
        public let label: Words?

        public init(x: Double, y: Double, label: Words? = nil) {
            self.x = x
            self.y = y
            self.label = label
        }
    }

    /// What an axis of the diagram measures.
    public struct Axis: Sendable, Equatable {
        /// A few words.
        public let title: Words
        public let range: ClosedRange<Double>

        public init(_ title: Measure, _ range: ClosedRange<Double>) {
            self.title = title.words
            self.range = range
        }

        /// What a class's probability or a target's number is drawn along.
        ///
        /// - Parameter values: that are drawn.
        static func score(_ scoring: Graph.Scoring, _ values: [Double]) -> Axis {
            if scoring.givesProbabilities { return Axis(.classProbability, 0...1) }
            let finite = values.filter(\.isFinite)
            return Axis(.targetNumber, min(0, finite.min() ?? 0)...max(0, finite.max() ?? 1))
        }
    }

    public let metric: any EvaluationMetric
    /// The method that gave the answer that was measured.
    public let method: any ExplanationMethod
    public let curves: [Curve]
    public let horizontal: Axis
    public let vertical: Axis
    /// What ``score`` is, a few words: `area under the curve`.
    public let scoreTitle: Words
    /// nil where there is nothing to measure, which ``notices`` explain.
    public let score: Double?
    /// What one has to know to read the curves, one sentence each.
    public let notices: [Words]
    /// The explanation at each point of the only curve, where the metric makes one: the first is the one measured.
    public let stages: [Explanation]

    public init(
        metric: any EvaluationMetric, method: any ExplanationMethod, curves: [Curve], horizontal: Axis,
        vertical: Axis, scoreTitle: Measure, score: Double?, notices: [Notice] = [],
        stages: [Explanation] = []
    ) {
        self.metric = metric
        self.method = method
        self.curves = curves
        self.horizontal = horizontal
        self.vertical = vertical
        self.scoreTitle = scoreTitle.words
        self.score = score
        self.notices = notices.map(\.words)
        self.stages = stages
    }

    /// Why the answers of a method cannot be measured, or nil if they can.
    public static func obstacle(for method: any ExplanationMethod) -> Obstacle? {
        method.needsClass ? nil : .notMeasured(method: method.title)
    }
}
