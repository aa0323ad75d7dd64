/// What `benchmark` times, in the order in which it is shown.
enum Measurement: String, CaseIterable, Codable {
    case forward
    case forwardOfBatch = "forward-16"
    case forwardKeepingAll = "forward-all"
    case gradients
    case forwardAndGradients = "forward-gradients"
    case gradCAM = "grad-cam"
    case gradCAMOfClass = "grad-cam-class"
    case featureMap = "feature-map"
    case quickshift
    case lime
    case scoreCAM = "score-cam"
    case filterPatterns = "filter-patterns"
    case occlusion
    case shap
    case integratedGradients = "integrated-gradients"
    case transformerAttribution = "transformer-attribution"

    var summary: String {
        switch self {
        case .forward: "Forward, keeping the class scores only"
        case .forwardOfBatch: "Forward of 16 pictures at once, keeping the class scores only"
        case .forwardKeepingAll: "Forward, keeping every layer"
        case .gradients: "Gradients at every layer"
        case .forwardAndGradients: "Forward and gradients at every layer"
        case .gradCAM: "Grad-CAM of a new photo"
        case .gradCAMOfClass: "Grad-CAM of another class"
        case .featureMap: "Feature maps as a picture"
        case .quickshift: "Quickshift superpixels of the network's input"
        case .lime: "LIME of a new photo, 1000 samples"
        case .scoreCAM: "Score-CAM of a new photo"
        case .filterPatterns: "Filter patterns: 64 filters, 150×150, 30 steps"
        case .occlusion: "Occlusion of a new photo, 15×15 every 8 pixels"
        case .shap: "SHAP of a new photo, 200 samples of 50 photos, two classes"
        case .integratedGradients: "Integrated gradients of a new photo, 50 steps"
        case .transformerAttribution: "Transformer attribution of a new photo"
        }
    }

    var needsClassifier: Bool {
        switch self {
        case .forward, .forwardOfBatch, .forwardKeepingAll, .featureMap, .quickshift, .filterPatterns: false
        case .lime, .scoreCAM, .occlusion, .shap, .integratedGradients, .gradients, .forwardAndGradients,
            .gradCAM, .gradCAMOfClass, .transformerAttribution:
            true
        }
    }
}

extension Measurement {
    /// Whether one run makes hundreds of passes, so that it is measured only where it is asked for by name.
    var isLong: Bool {
        switch self {
        case .lime, .scoreCAM, .occlusion, .filterPatterns, .shap, .integratedGradients: true
        default: false
        }
    }
}
