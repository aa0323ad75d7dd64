import NeuralNetwork
import Tensors
import Words

/// The difference of two classes' scores: why this class and not that one.
public struct VersusTarget: Target {
    public static let form = "C versus D [of output NAME]"
    public static let summary: Words =
        "The score of one class less that of another: why this one and not that one."
    public static let example = "#1 versus #2"
    public static let need: TargetError.Need? = .classScores

    let first, second: ClassReference

    public init?(_ text: String) {
        let (classes, output) = text.cut(at: "of output")
        guard case (let first, let second?) = classes.cut(at: "versus") else { return nil }
        let place = output.map { " of output \($0)" } ?? ""
        self.first = ClassReference(first + place)
        self.second = ClassReference(second + place)
    }

    public var text: String { "\(first.name) versus \(second.text)" }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        let found = try first.resolved(in: analysis, target: text, cancellation: cancellation)
        let other = try found.analysis.classIndex(of: second.name)
        let logits = found.analysis.model.graph.logits!
        func asked(_ text: String, _ factors: [Float]) throws -> AskedAnalysis {
            try found.analysis.asked(text, cancellation: cancellation) { network in
                let scores = try network.add(Reshape.flatten, logits)
                let pair = try network.picked([nil, [found.classIndex, other]], of: scores)
                let signed = try network.scaled(pair, by: Tensor([2], factors))
                return try network.reduced(.sum, signed)
            }
        }
        let difference = try asked(text, [1, -1])
        let model = found.analysis.model
        difference.analysis.contrast = Contrast(model.label(of: found.classIndex), model.label(of: other)) {
            try asked("\(second.name) versus \(first.name)", [-1, 1]).analysis
        }
        return difference
    }
}
