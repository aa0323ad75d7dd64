import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// How like two photos are to the network: the cosine of the angle between what an output or a layer makes of both.
public struct SimilarityTarget: Target {
    public static let form = "similarity [of NAME] to PHOTO"
    public static let summary: Words =
        "The cosine between what an output or a layer makes of the photo and of another photo, of two embeddings, say."
    public static let example = "similarity to PHOTO"
    public static let need: TargetError.Need? = nil

    let name: String?
    /// A photo's path, or that of a `.npy` file.
    let photo: String

    public init?(_ text: String) {
        guard let rest = text.after("similarity") else { return nil }
        if let photo = rest.after("to") {
            name = nil
            self.photo = photo
        } else {
            guard let named = rest.after("of"), case (let name, let photo?) = named.cut(at: "to") else {
                return nil
            }
            self.name = name
            self.photo = photo
        }
    }

    public var text: String { "similarity " + (name.map { "of \($0) " } ?? "") + "to \(photo)" }

    /// What a length is at least, so that it can be divided by, as in PyTorch.
    private static let leastLength: Float = 1e-8

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        try analysis.asked(text, cancellation: cancellation) { network in
            let layer = try network.layer(named: name)
            let other = try Subject(path: photo, for: analysis.model)
            let vector = try analysis.executor.output(
                of: layer.id, for: other.input, cancellation: cancellation)
            let length = vector.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            let direction = Tensor(
                [vector.count], vector.values.map { $0 / max(Float(length), Self.leastLength) })
            let own = try network.add(Reshape.flatten, layer.id)
            let product = try network.reduced(.sum, network.scaled(own, by: direction))
            let ownLength = try network.add(
                ElementwiseArithmetic(.maximum, constant: Tensor([1], [Self.leastLength])),
                network.reduced(.l2, own))
            return try network.add(ElementwiseArithmetic(.divide), product, ownLength)
        }
    }
}
