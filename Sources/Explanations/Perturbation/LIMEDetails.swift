import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// What LIME found out: the superpixels and a local model of the classes that it looked at. ``Explanation/details`` of its
/// answers.
public struct LIMEDetails: Sendable {
    /// Of what the network sees of the photo.
    public let superpixels: SuperpixelMap
    /// What the network sees of the photo, in the map's size.
    public let picture: Picture
    /// Models of every superpixel: for the most probable classes from the first, and after them for the class in question
    /// if it is none of those.
    public let models: [LocalModel]
    /// How many variants of the photo the network was asked about so far.
    public var sampleCount: Int { sums.count }

    let hidden: HiddenSuperpixels
    private let sums: WeightedSums
    private let preprocessing: Preprocessing

    /// - Parameters:
    ///   - classes: the targets of the sums.
    init(
        _ hidden: HiddenSuperpixels, sums: WeightedSums, classes: [Prediction], preprocessing: Preprocessing
    ) {
        superpixels = hidden.superpixels
        picture = preprocessing.picture(of: hidden.input.asBatch)
        self.hidden = hidden
        self.sums = sums
        self.preprocessing = preprocessing
        let regression = RidgeRegression(sums, features: Array(0..<sums.features), penalty: 1)
        models = classes.enumerated().map { target, prediction in
            let fit = regression.fit(target: target)
            return LocalModel(prediction, coefficients: fit.coefficients, fit: fit)
        }
    }

    /// The model of a class, of every superpixel; nil for a class that was not looked at.
    public func model(ofClass index: Int) -> LocalModel? { models.first { $0.classIndex == index } }

    /// The model of a class with a choice of superpixels. Costs no pass through the network.
    func model(ofClass index: Int, _ selection: FeatureSelection, count: Int) -> LocalModel? {
        guard let target = models.firstIndex(where: { $0.classIndex == index }) else { return nil }
        if selection == .all { return models[target] }
        let features = selection.features(of: sums, target: target, count: count)
        let fit = RidgeRegression(sums, features: features, penalty: 1).fit(target: target)
        var coefficients = [Double](repeating: 0, count: sums.features)
        for (feature, coefficient) in zip(features, fit.coefficients) { coefficients[feature] = coefficient }
        return LocalModel(models[target], coefficients: coefficients, fit: fit)
    }

    /// For each pixel, what its superpixel's presence adds to the class's probability, H×W.
    func coefficients(of model: LocalModel) -> Tensor {
        superpixels.spread(model.coefficients.map { Float($0) })
    }

    /// What the network sees when some superpixels are hidden, in the map's size.
    public func picture(hiding superpixels: Set<Int>) -> Picture {
        preprocessing.picture(of: hidden.variant(shown(without: superpixels)))
    }

    /// What the network makes of the photo when some superpixels are hidden: all classes, the most probable first.
    ///
    /// One pass through the network.
    ///
    /// - Parameters:
    ///   - analysis: that the explanation was made of, or another of the same network.
    ///   - cancellation: heeded between layers.
    public func predictions(
        hiding superpixels: Set<Int>, on analysis: Analysis, cancellation: Cancellation? = nil
    ) throws -> [Prediction] {
        let scores = try analysis.executor.output(
            for: hidden.variant(shown(without: superpixels)), cancellation: cancellation)
        return Prediction.ranked(
            scores.reshaped([scores.count]), scoring: analysis.model.graph.scoring,
            label: analysis.model.label(of:))
    }

    private func shown(without hidden: Set<Int>) -> [Bool] {
        (0..<superpixels.count).map { !hidden.contains($0) }
    }
}

extension LocalModel {
    fileprivate init(_ prediction: Prediction, coefficients: [Double], fit: RidgeRegression.Fit) {
        self.init(
            classIndex: prediction.index, label: prediction.label, probability: prediction.probability,
            coefficients: coefficients, intercept: fit.intercept, explainedShare: fit.explainedShare)
    }

    fileprivate init(_ model: LocalModel, coefficients: [Double], fit: RidgeRegression.Fit) {
        self.init(
            classIndex: model.classIndex, label: model.label, probability: model.probability,
            coefficients: coefficients, intercept: fit.intercept, explainedShare: fit.explainedShare)
    }
}
