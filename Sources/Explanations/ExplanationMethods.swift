import ModelFormats

/// The methods, in the order of their buttons. The command line, the window's menus, the help and the tests read
/// this list.
public enum ExplanationMethods {
    public static let all: [any ExplanationMethod] = [
        FeatureMaps(),
        FilterPatterns(),
        GradCAM(),
        LIME(),
        SHAP(),
        CAM(),
        GradCAMPlusPlus(),
        HiResCAM(),
        LayerCAM(),
        XGradCAM(),
        EigenCAM(),
        ScoreCAM(),
        AblationCAM(),
        LIFTCAM(),
        Saliency(),
        GuidedBackpropagation(),
        GuidedGradCAM(),
        IntegratedGradients(),
        SmoothGrad(),
        Occlusion(),
        RISE(),
        LayerwiseRelevance(),
        AttentionHeads(),
        AttentionRollout(),
        TransformerAttribution(),
        AttentionGradient(),
        LeGrad(),
        Kernels(),
    ]

    /// - Throws: ``QuestionError/unknownMethod(_:nearest:known:)``.
    public static func named(_ name: String) throws(QuestionError) -> any ExplanationMethod {
        if let method = all.first(where: { $0.name == name }) { return method }
        let names = all.map(\.name)
        throw .unknownMethod(name, nearest: NearestNames.of(name, in: names), known: names)
    }
}
