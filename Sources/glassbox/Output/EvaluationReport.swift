import Explanations
import Foundation
import ModelFormats
import Words

/// What `evaluate` says about explanations, as JSON and as text.
struct EvaluationReport: Codable, Equatable {
    /// One metric's answer about one method.
    struct Entry: Codable, Equatable {
        struct Axis: Codable, Equatable {
            var title: String
            var minimum: Double
            var maximum: Double

            init(_ axis: Evaluation.Axis) {
                title = axis.title.english
                (minimum, maximum) = (axis.range.lowerBound, axis.range.upperBound)
            }
        }

        struct Curve: Codable, Equatable {
            var name: String
            var x: [Double]
            var y: [Double]
            /// The points' names, or null.
            var labels: [String]?

            init(_ curve: Evaluation.Curve) {
                name = curve.name.english
                x = curve.points.map(\.x)
                y = curve.points.map(\.y)
                let labels = curve.points.compactMap(\.label?.english)
                self.labels = labels.isEmpty ? nil : labels
            }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(name, forKey: .name)
                try container.encode(x, forKey: .x)
                try container.encode(y, forKey: .y)
                try container.encode(labels, forKey: .labels)
            }
        }

        var method: String
        var metric: String
        /// Null where there is nothing to measure.
        var score: Double?
        /// What the score is.
        var scoreTitle: String
        var isHigherBetter: Bool
        var horizontal: Axis
        var vertical: Axis
        var curves: [Curve]
        var seconds: Double
        var notices: [String]

        /// Every key is there, null where it has no value.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(method, forKey: .method)
            try container.encode(metric, forKey: .metric)
            try container.encode(score, forKey: .score)
            try container.encode(scoreTitle, forKey: .scoreTitle)
            try container.encode(isHigherBetter, forKey: .isHigherBetter)
            try container.encode(horizontal, forKey: .horizontal)
            try container.encode(vertical, forKey: .vertical)
            try container.encode(curves, forKey: .curves)
            try container.encode(seconds, forKey: .seconds)
            try container.encode(notices, forKey: .notices)
        }
    }

    var image: String
    var model: String
    var layer: String
    /// Null for a target that is no class's score.
    var `class`: Prediction?
    var target: TargetReport
    var evaluations: [Entry] = []

    init(image: String, model: String, layer: String, class: Prediction?, target: TargetReport) {
        self.image = image
        self.model = model
        self.layer = layer
        self.class = `class`
        self.target = target
    }

    /// Every key is there, null where it has no value.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(image, forKey: .image)
        try container.encode(model, forKey: .model)
        try container.encode(layer, forKey: .layer)
        try container.encode(`class`, forKey: .class)
        try container.encode(target, forKey: .target)
        try container.encode(evaluations, forKey: .evaluations)
    }

    mutating func add(_ evaluation: Evaluation, seconds: Double) {
        evaluations.append(
            Entry(
                method: evaluation.method.name, metric: evaluation.metric.name, score: evaluation.score,
                scoreTitle: evaluation.scoreTitle.english, isHigherBetter: evaluation.metric.isHigherBetter,
                horizontal: Entry.Axis(evaluation.horizontal), vertical: Entry.Axis(evaluation.vertical),
                curves: evaluation.curves.map { Entry.Curve($0) }, seconds: seconds,
                notices: evaluation.notices.map(\.english)))
    }

    /// A few lines for people: one for each method, one column for each metric.
    func summary(of model: Model, metrics: [any EvaluationMetric]) -> String {
        var about = Table(.left, .left)
        about.add("Image", image)
        about.add("Network", model.title)
        about.add("Layer", layer)
        if let found = self.class {
            about.add("Class", "\(found.label) (\(found.index)), \(found.probability.asPercentage)")
        } else {
            about.add("Target", "\(target.text) = \(Float(target.value))")
        }
        var scores = Table([.left] + metrics.map { _ in .right })
        scores.add([""] + metrics.map(\.title.english))
        scores.add([""] + metrics.map { $0.isHigherBetter ? "high is good" : "low is good" })
        var notices: [String] = []
        for (index, entry) in evaluations.enumerated() where index % metrics.count == 0 {
            let row = evaluations[index..<min(index + metrics.count, evaluations.count)]
            scores.add([entry.method] + row.map { $0.score.map { String(format: "%.3f", $0) } ?? "–" })
            for entry in row {
                notices += entry.notices.map { "\(entry.method), \(entry.metric): \($0)" }
            }
        }
        return ([about.text(), scores.text()] + notices).joined(separator: "\n")
    }
}
