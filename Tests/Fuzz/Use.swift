import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Viewer
import Words

/// What a person does with a network that was read: classify a photo, ask two methods, look at the diagram.
enum Use {
    /// Values of all layers; larger networks are not run.
    private static let largest = 4 << 20
    private static let seconds = 2.0

    static func run(_ reading: FuzzFormat.Reading, _ chance: inout Chance, folder: String) throws {
        switch reading {
        case .value: return
        case .graph(let graph): draw(graph)
        case .model(let model):
            draw(model.graph)
            guard model.graph.nodes.reduce(0, { $0 + min($1.shape.count, largest) }) < largest else { return }
            let cancellation = Cancellation()
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { cancellation.cancel() }
            let executor = try Executor(model.graph)
            let analysis = try Analysis(
                of: subject(for: model, folder), with: model, on: executor, cancellation: cancellation)
            let layers = model.graph.nodes
            for _ in 0..<2 {
                let method = chance.one(of: ExplanationMethods.all)
                let layer =
                    chance.isTrue(percent: 50)
                    ? try model.layer(named: model.recommendedLayer) : chance.one(of: layers)
                if method.needsClass, Obstacle.noClassifier(in: model) != nil { continue }
                guard method.obstacle(in: model, at: layer) == nil else { continue }
                let question = Question(
                    layer: layer, options: try quickOptions(of: method), cancellation: cancellation)
                let explanation = try method.explain(question, of: analysis)
                _ = try explanation.presentation(OptionValues(), in: nil).pictures()
            }
        }
    }

    private static func draw(_ graph: Graph) {
        for width in [200.0, 1280.0] { _ = DiagramLayout(graph, open: [], fitting: width) }
    }

    private static func subject(for model: Model, _ folder: String) throws -> Subject {
        if model.preprocessing.takesPhotos {
            return Subject(
                path: "photo", photo: Picture(width: 33, height: 20, fill: RGB(90, 160, 30)), for: model)
        }
        let path = folder + "/subject.npy"
        let shape = Shape([1] + model.graph.inputShape.dimensions)
        try NPYFile.write(Tensor(shape, (0..<shape.count).map { Float($0 % 17) / 17 }), to: path)
        return try Subject(path: path, for: model)
    }

    private static func quickOptions(of method: any ExplanationMethod) throws -> OptionValues {
        var options = OptionValues()
        let values = ["steps": "1", "pattern-size": "32", "grid": "1x1", "samples": "10", "masks": "10"]
        for option in method.options {
            if let value = values[option.name], option.stage == .computation {
                try options.set(option.name, to: value, for: method)
            }
        }
        return options
    }
}
