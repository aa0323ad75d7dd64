import NeuralNetwork
import Words

/// The score of a class before any softmax or sigmoid.
public struct ClassTarget: Target {
    public static let form = "class C [of output NAME]"
    public static let summary: Words = """
        The class's score before any softmax or sigmoid; C is its number, its name, or #1, #2 … for the first, second … \
        prediction.
        """
    public static let example = "class #1"
    public static let need: TargetError.Need? = .classScores

    let reference: ClassReference

    public init?(_ text: String) {
        guard let rest = text.after("class") else { return nil }
        reference = ClassReference(rest)
    }

    public var text: String { "class \(reference.text)" }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        try reference.resolved(in: analysis, target: text, cancellation: cancellation)
    }
}
