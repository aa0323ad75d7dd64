import NeuralNetwork
import Words

/// One element of an output or of a layer, such as the number that a regression puts out.
public struct ValueTarget: Target {
    public static let form = "value I [of NAME]"
    public static let summary: Words =
        "Element I, counted from 0, of an output or a layer: the number that a regression puts out, say."
    public static let example = "value 0"
    public static let need: TargetError.Need? = nil

    let index: Int
    let name: String?

    public init?(_ text: String) {
        guard let rest = text.after("value") else { return nil }
        let (number, name) = rest.cut(at: "of")
        guard let index = Int(number) else { return nil }
        self.index = index
        self.name = name
    }

    public var text: String { "value \(index)" + (name.map { " of \($0)" } ?? "") }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        try analysis.asked(text, cancellation: cancellation) { network in
            let layer = try network.layer(named: name)
            guard (0..<layer.shape.count).contains(index) else {
                throw TargetError.valueOutOfRange(
                    index, count: layer.shape.count, of: network.name(of: layer))
            }
            return try network.element(index, of: layer.id)
        }
    }
}
