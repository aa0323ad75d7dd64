import Explanations
import NeuralNetwork
import Tensors

/// Class activation maps of a batch, one pass back for all its pictures.
extension StudyBatch {
    /// Grad-CAM's maps for one class of each item, rectified, H×W.
    ///
    /// - Parameter classes: one for each item.
    func gradCAM(_ classes: [Int]) throws -> [Tensor] {
        let graph = study.model.graph
        guard let logits = graph.logits, let layout = study.layer.map else { return [] }
        let pass = try forward()
        let shape = graph.nodes[logits].shape
        let seed = Tensor(Shape([inputs.shape[0]] + shape.dimensions)) { destination in
            destination.initialize(repeating: 0)
            for (item, index) in zip(items, classes) { destination[item.row * shape.count + index] = 1 }
        }
        let gradients = try pass.backward(from: logits, gradient: seed)
            .gradient(at: study.layer.id, cancellation: cancellation)
        let outputs = try pass.output(of: study.layer.id)
        return items.map { item in
            let map = GradCAM.map(
                layout.maps(of: outputs.part(item.row)), layout.maps(of: gradients.part(item.row)))
            return Tensor(map.shape, map.values.map { $0.isFinite ? max($0, 0) : 0 })
        }
    }
}
