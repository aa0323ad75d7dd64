import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// A method that makes a heat map of a layer's maps, for a class or for all of them.
public protocol LayerMapMethod: ExplanationMethod where Details == Void {
    /// How its options say that the map is to be shown.
    static var heatMap: KeyPath<Options, HeatMapOptions> & Sendable { get }
}

extension LayerMapMethod where Options == HeatMapOptions {
    public static var heatMap: KeyPath<HeatMapOptions, HeatMapOptions> & Sendable { \.self }
}

extension LayerMapMethod {
    public var relevance: Relevance { .map }
    public var interaction: Interaction<Options, Void> { .readsValues }

    public func present(
        _ explanation: Explanation, _: Void, _ options: Options, in area: DisplayArea?
    ) -> Presentation {
        options[keyPath: Self.heatMap].presentation(of: explanation.raw, over: explanation.subject)
    }

    /// The answer with the heat map max(`map`, 0).
    ///
    /// - Parameter notices: what there is to say besides.
    func answer(
        _ question: Question, _ analysis: Analysis, map: Tensor, notices: [Notice] = []
    ) -> Explanation {
        let rectified = map.withUnsafeBufferPointer { values in
            Tensor(map.shape) { destination in
                for (position, value) in values.enumerated() { destination[position] = max(value, 0) }
            }
        }
        let classIndex = needsClass ? question.classIndex(in: analysis) : nil
        return Explanation(
            self, question, analysis, raw: rectified,
            notices: HeatMapNotices.all(rectified, ofClass: classIndex, in: analysis) + notices)
    }
}

/// A method with a heat map that is a weighted sum of a layer's maps: a method supplies only how they are combined.
public protocol ClassActivationMethod: LayerMapMethod where Options == HeatMapOptions {
    /// The map before it is rectified, H×W.
    ///
    /// - Parameters:
    ///   - activations: the layer's maps A, C×H×W.
    ///   - gradients: of the class's score with respect to them, G, C×H×W.
    static func map(_ activations: Tensor, _ gradients: Tensor) -> Tensor
}

extension ClassActivationMethod {
    public var needsClass: Bool { true }
    public var cost: Cost { .gradientsOfAllLayers }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model) ?? .noSpatialExtent(of: layer)
    }

    public func explain(
        _ question: Question, _ options: HeatMapOptions, of analysis: Analysis
    ) throws -> Explanation {
        let gradients = try analysis.gradients(ofClass: question.classIndex(in: analysis))
            .gradient(at: question.layer.id, cancellation: question.cancellation).part(0)
        guard let layout = question.layer.map else {
            throw Obstacle.noSpatialExtent(layer: question.layer.name)
        }
        return try answer(
            question, analysis,
            map: Self.map(analysis.maps(of: question.layer), layout.maps(of: gradients)))
    }
}
