import Files
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Eigen-CAM (Muhammad and Yeasin 2020): the maps projected on their first principal component, without any class.
///
/// Each channel is centred over the places; the sign, which is arbitrary, is the one that agrees with the mean activation.
public struct EigenCAM: LayerMapMethod {
    public init() {}

    public let name = "eigen-cam"
    public let title: Words = "Eigen-CAM"
    public let summary: Words = "What the layer's maps have most in common, whatever the class."
    public let guide = MethodGuide(
        computes: """
            The first principal component of the feature maps: what most of the channels have in common.
            """,
        formula: "L = A · v,   v: the first right singular vector of A",
        reading: "Warm places are what the layer is occupied with.",
        limits: """
            No class is involved: it is the same for every class, and says nothing about why one was \
            chosen.
            """,
        reference: "Muhammad, Yeasin: Eigen-CAM, IJCNN 2020")
    public let needsClass = false
    public let cost = Cost.reading

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noSpatialExtent(of: layer)
    }

    public func explain(
        _ question: Question, _ options: HeatMapOptions, of analysis: Analysis
    ) throws -> Explanation {
        let activations = try analysis.maps(of: question.layer)
        return answer(question, analysis, map: Self.map(activations))
    }

    /// - Parameter activations: C×H×W.
    static func map(_ activations: Tensor) -> Tensor {
        let (channels, rows, columns) = (activations.shape[0], activations.shape[1], activations.shape[2])
        let plane = rows * columns
        var centred = activations.values.map(Double.init)
        for channel in 0..<channels {
            let range = channel * plane..<(channel + 1) * plane
            let mean = centred[range].reduce(0, +) / Double(plane)
            for position in range { centred[position] -= mean }
        }
        // The projection is the first left singular vector (over places) times its singular value.
        var projection = PrincipalComponent.projection(of: centred, rows: channels, columns: plane)
        let means = ChannelSums.weighted(activations) { _ in 1 }.values
        if zip(projection, means).reduce(0, { $0 + $1.0 * Double($1.1) }) < 0 {
            projection = projection.map { -$0 }
        }
        return Tensor([rows, columns], projection.map { Float($0) })
    }
}
