import NeuralNetwork
import Words

/// The sum of all elements of an output or of a layer.
public struct SumTarget: Target {
    public static let form = "sum [of NAME]"
    public static let summary: Words = "The sum of all elements of an output or a layer."
    public static let example = "sum"
    public static let need: TargetError.Need? = nil

    let name: String?

    public init?(_ text: String) {
        guard text == "sum" || text.after("sum of") != nil else { return nil }
        name = text.after("sum of")
    }

    public var text: String { "sum" + (name.map { " of \($0)" } ?? "") }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        try analysis.asked(text, cancellation: cancellation) { network in
            try network.reduced(.sum, network.layer(named: name).id)
        }
    }
}
