import Explanations
import ModelFormats
import NeuralNetwork

/// What `explain` says about an answer, as JSON and as text.
struct ExplanationReport: Codable, Equatable {
    /// The class that was explained.
    struct ClassReport: Codable, Equatable {
        var index: Int
        var label: String
    }

    var image: String
    var model: String
    var method: String
    var layer: String
    /// Null for a method that does not explain a class.
    var `class`: ClassReport?
    /// From the preprocessed photo to the answer, the network's passes included.
    var seconds: Double
    /// The picture's file, or null.
    var output: String?
    /// The array's file, or null.
    var raw: String?
    /// Of the array: feature maps C×H×W, a heat map H×W.
    var shape: [Int]
    var minimum: Float
    var maximum: Float
    var notices: [String]

    init(
        _ explanation: Explanation, image: String, model: Model, seconds: Double, output: String?,
        raw: String?
    ) {
        self.image = image
        self.model = model.name
        method = explanation.method.name
        layer = explanation.layer.name
        `class` = explanation.classIndex.map { ClassReport(index: $0, label: model.label(of: $0)) }
        self.seconds = seconds
        self.output = output
        self.raw = raw
        shape = explanation.raw.shape.dimensions
        (minimum, maximum) = explanation.raw.withUnsafeBufferPointer { ($0.min() ?? 0, $0.max() ?? 0) }
        notices = explanation.notices
    }

    /// Every key is there, null where it has no value.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(image, forKey: .image)
        try container.encode(model, forKey: .model)
        try container.encode(method, forKey: .method)
        try container.encode(layer, forKey: .layer)
        try container.encode(`class`, forKey: .class)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(output, forKey: .output)
        try container.encode(raw, forKey: .raw)
        try container.encode(shape, forKey: .shape)
        try container.encode(minimum, forKey: .minimum)
        try container.encode(maximum, forKey: .maximum)
        try container.encode(notices, forKey: .notices)
    }

    /// A few lines for people.
    func summary(of model: Model, layer node: Node) -> String {
        var table = Table(.left, .left)
        table.add("Image", image)
        table.add("Network", model.title)
        table.add("Layer", "\(layer), \(node.summary)")
        if let `class` { table.add("Class", "\(`class`.label) (\(`class`.index))") }
        table.add(
            "Result",
            "\(shape.map(String.init).joined(separator: "×")), \(minimum) … \(maximum), \(seconds.asTime)")
        if let output { table.add("Picture", output) }
        if let raw { table.add("Array", raw) }
        return ([table.text()] + notices).joined(separator: "\n")
    }
}
