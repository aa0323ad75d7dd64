import NeuralNetwork
import Words

/// The length of an output or of a layer as a vector, for networks that embed or reconstruct.
public struct NormTarget: Target {
    public static let form = "norm [of NAME]"
    public static let summary: Words =
        "The length √Σx² of an output or a layer as a vector: of an embedding, say."
    public static let example = "norm"
    public static let need: TargetError.Need? = nil

    let name: String?

    public init?(_ text: String) {
        guard text == "norm" || text.after("norm of") != nil else { return nil }
        name = text.after("norm of")
    }

    public var text: String { "norm" + (name.map { " of \($0)" } ?? "") }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        try analysis.asked(text, cancellation: cancellation) { network in
            try network.reduced(.l2, network.layer(named: name).id)
        }
    }
}
