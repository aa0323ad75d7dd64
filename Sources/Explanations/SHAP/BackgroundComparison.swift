import ModelFormats
import NeuralNetwork
import Tensors

/// A photo compared with a background at what a layer reads: for each class the mean of Σ_c multiplier·(x − b), where x is
/// what the layer reads of the photo and b what it reads of one of the background.
struct BackgroundComparison {
    let layer: ExplainedLayer
    let classIndexes: [Int]
    let activations: BackgroundActivations
    /// What the layer reads of the photo, in the shape in which it reads it.
    let x: Tensor
    private let layout: MapLayout
    /// One for each class.
    private(set) var means: [RunningMaps]
    private let question: Question
    private let analysis: Analysis
    private let remarks: [Notice]

    /// - Parameter question: about a layer for which ``SHAP`` has no obstacle.
    init(
        with background: Background, _ question: Question, _ options: SHAPOptions, of analysis: Analysis
    ) throws {
        layer = ExplainedLayer(question.layer, in: analysis.model.graph)
        classIndexes = ShapleyValues.classIndexes(question, options, of: analysis)
        activations = BackgroundActivations(background, at: layer.node.id, of: analysis.executor)
        x = try analysis.forward.output(of: layer.node.id).part(0)
        guard let layout = layer.node.map else { throw Obstacle.noSpatialExtent(layer: layer.node.name) }
        self.layout = layout
        means = [RunningMaps](
            repeating: RunningMaps(shape: [layout.rows, layout.columns]), count: classIndexes.count)
        self.question = question
        self.analysis = analysis
        remarks = [layer.notice, background.notice(for: analysis.subject)].compactMap { $0 }
    }

    /// What the layer reads of one of the background.
    func activation(_ index: Int) throws -> Tensor {
        try activations.activation(index, cancellation: question.cancellation)
    }

    /// Takes in one comparison.
    ///
    /// - Parameters:
    ///   - multipliers: in the shape of ``x``.
    ///   - rank: the class's place among `classIndexes`.
    ///   - other: what the photo is compared with, in that shape.
    mutating func add(_ multipliers: Tensor, forClass rank: Int, against other: Tensor) {
        means[rank].add(
            layout.maps(of: multipliers), times: layout.maps(of: x), minus: layout.maps(of: other))
    }

    /// - Parameter differences: how much higher each class's score is than the background's mean.
    func sums(comparedWith differences: [Double]) -> [Notice] {
        zip(classIndexes, zip(means, differences)).map { index, sum in
            Notice.valueSum(
                className: analysis.model.label(of: index), sum.0.mean.sum, difference: sum.1,
                from: .backgroundMean)
        }
    }

    /// What is known so far.
    func explanation(_ notices: [Notice] = []) -> Explanation {
        ShapleyValues.explanation(
            means.map(\.mean), of: classIndexes, question: question, analysis: analysis,
            notices: remarks + notices)
    }
}
