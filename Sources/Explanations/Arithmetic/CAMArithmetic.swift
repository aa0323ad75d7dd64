import NeuralNetwork
import Tensors

/// How one cell of a class activation map comes about: each map's number there times the classifier's weight of that map, summed.
extension CAM {
    /// - Parameters:
    ///   - place: a row and a column of the last maps.
    ///   - classIndex: whose map it is.
    /// - Throws: ``Obstacle`` for a network that has no such map; ``QuestionError`` for a place that there is not.
    public static func element(
        at place: ElementArithmetic.Place, ofClass classIndex: Int, in analysis: Analysis
    ) throws -> ElementArithmetic {
        let graph = analysis.model.graph
        guard let head = PooledClassifier(graph) else {
            throw Obstacle.noPooledClassifier(model: analysis.model.title)
        }
        let layer = graph.nodes[head.maps]
        let maps = try analysis.maps(of: layer)
        let (rows, columns) = (maps.shape[1], maps.shape[2])
        guard (0..<rows).contains(place.row), (0..<columns).contains(place.column) else {
            throw QuestionError.noElement(layer: layer.name, shape: maps.shape.description)
        }
        let terms = (0..<maps.shape[0]).map { channel in
            WeightedSum.Term(
                source: layer, channel: channel, place: place, rows: 1, columns: 1,
                numbers: [maps[(channel * rows + place.row) * columns + place.column]],
                weights: [head.weight(ofChannel: channel, forClass: classIndex)])
        }
        let sum = WeightedSum(terms, constant: 0)
        return ElementArithmetic(
            layer: layer, channel: classIndex, place: place, value: Float(sum.total),
            steps: [ArithmeticStep(layer: layer, content: .sum(sum), result: sum.total)])
    }
}
