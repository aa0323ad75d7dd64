import Explanations
import Foundation
import ModelFormats
import NeuralNetwork
import Words

extension ExplanationReport {
    /// A few lines for people.
    func summary(of model: Model, layer node: Node) -> String {
        var table = Table(.left, .left)
        table.add("Image", image)
        table.add("Network", model.title)
        table.add("Layer", "\(layer), \(node.summary.english)")
        if let `class` { table.add("Class", "\(`class`.label) (\(`class`.index))") }
        if `class` == nil, let target { table.add("Target", "\(target.text) = \(Float(target.value))") }
        for (rank, prediction) in predictions.enumerated() {
            table.add(
                rank == 0 ? "Predictions" : "",
                "\(prediction.label) (\(prediction.index)), \(prediction.probability.asPercentage)")
        }
        table.add(
            "Result",
            "\(shape.map(String.init).joined(separator: "×")), \(minimum) … \(maximum), \(seconds.asTime)")
        if let output { table.add("Picture", output) }
        if let raw { table.add("Array", raw) }
        return ([table.text()] + notices).joined(separator: "\n")
    }
}
