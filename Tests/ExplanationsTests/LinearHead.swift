import NeuralNetwork
import Tensors

@testable import Explanations

/// The last maps of the branching network, below global average pooling and one dense layer, where what a map does for a
/// class can be worked out by hand.
struct LinearHead {
    let analysis: Analysis
    let layer: Node

    init() throws {
        analysis = try Sample.branchingAnalysis()
        layer = try analysis.model.layer(named: "sum")
    }

    /// max(Σ_k w_k·A_k, 0), H×W, where w_k is the mean of map k times its dense weight for the class.
    func map(forClass index: Int, dividedBy divisor: Float = 1) throws -> Tensor {
        let maps = try analysis.forward.output(of: layer.id).part(0)
        let scores = try analysis.model.layer(named: "scores").operation as! Dense
        let plane = maps.shape[1] * maps.shape[2]
        var sums = [Float](repeating: 0, count: plane)
        for channel in 0..<maps.shape[0] {
            let map = maps.part(channel).values
            let mean = map.reduce(0, +) / Float(plane)
            let weight = scores.weight(ofInput: channel, forOutput: index) * mean / divisor
            for position in 0..<plane { sums[position] += weight * map[position] }
        }
        return Tensor([maps.shape[1], maps.shape[2]], sums.map { max($0, 0) })
    }
}
