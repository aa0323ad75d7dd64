import Imaging
import Tensors

/// What LIME found out: the superpixels and a local model of the classes that it looked at.
public struct LIMEDetails: Sendable {
    /// The parts of what the network sees of the photo.
    public let superpixels: SuperpixelMap
    /// What the network sees of the photo, in the map's size.
    public let picture: Picture
    /// Models of every superpixel: for the most probable classes from the first, and after them for the class in question
    /// if it is none of those.
    public let models: [LocalModel]
    /// How many variants of the photo the network was asked about so far.
    public var sampleCount: Int { sums.count }

    /// The photo with its superpixels.
    public let hidden: HiddenSuperpixels
    /// Whether what the models are of are probabilities, and no other numbers.
    let areProbabilities: Bool
    private let sums: WeightedSums

    /// - Parameters:
    ///   - classes: the targets of the sums.
    ///   - areProbabilities: whether they are summed up as probabilities.
    init(
        _ hidden: HiddenSuperpixels, sums: WeightedSums, classes: [Prediction], areProbabilities: Bool = true
    ) {
        self.areProbabilities = areProbabilities
        superpixels = hidden.superpixels
        picture = hidden.picture(hiding: [])
        self.hidden = hidden
        self.sums = sums
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
