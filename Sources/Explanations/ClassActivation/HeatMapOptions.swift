import Imaging
import Tensors

/// How methods that make a heat map show it.
enum HeatMapOptions {
    static let colormap = MethodOption(
        "colormap", .choice(Colormap.allCases.map(\.name), standard: Colormap.jet.name), stage: .display,
        summary: "The heat map's colours; viridis, magma and cividis suit colour-blind eyes.")
    static let opacity = MethodOption(
        "opacity", .number(0...1, standard: 0.4), stage: .display,
        summary: "How much of the heat is added to the photo.")
    static let blend = MethodOption(
        "blend",
        .choice(HeatmapOverlay.Blend.allCases.map(\.name), standard: HeatmapOverlay.Blend.stretch.name),
        stage: .display,
        summary:
            "How photo and heat become one: their sum, clipped or scaled to fit, their average, or heat over a grey photo."
    )
    static let view = MethodOption(
        "view", .choice(HeatMapPresentation.View.allCases.map(\.rawValue), standard: "overlay"),
        stage: .display,
        summary: "The heat map over the photo, the heat map by itself, or both.")

    static let all = [colormap, opacity, blend, view]

    static let zeroNotice = "There is no positive evidence for this class at this layer."

    static let constantNotice = "The map is the same everywhere, so it says nothing about where."

    /// What is to be said of a map, and of the class if it is about one.
    static func notices(_ map: Tensor, _ classIndex: Int?, in analysis: Analysis) -> [String] {
        let (least, greatest) = map.withUnsafeBufferPointer { ($0.min() ?? 0, $0.max() ?? 0) }
        let isZero = least == 0 && greatest == 0 && classIndex != nil
        return (isZero ? [zeroNotice] : least == greatest ? [constantNotice] : [])
            + (classIndex.map { ClassNotices.all($0, in: analysis) } ?? [])
    }

    /// The answer whose heat map is max(`map`, 0).
    static func explanation(
        _ method: any ExplanationMethod, _ question: Question, _ analysis: Analysis, map: Tensor
    ) -> Explanation {
        let rectified = map.withUnsafeBufferPointer { values in
            Tensor(map.shape) { destination in
                for (position, value) in values.enumerated() { destination[position] = max(value, 0) }
            }
        }
        return Explanation(
            method: method, question: question, subject: analysis.subject, raw: rectified,
            notices: notices(rectified, question.classIndex, in: analysis))
    }

    /// - Parameter map: what is shown where it is not the explanation's raw array.
    static func present(
        _ explanation: Explanation, map: Tensor? = nil, options: OptionValues
    ) -> Presentation {
        .heatMap(
            HeatMapPresentation(
                overlay: HeatmapOverlay(
                    map: map ?? explanation.raw, colormap: Colormap(rawValue: options.text(colormap)) ?? .jet),
                photo: explanation.subject.photo, region: explanation.subject.region,
                opacity: Float(options.number(opacity)),
                blend: HeatmapOverlay.Blend(rawValue: options.text(blend)) ?? .stretch,
                view: HeatMapPresentation.View(rawValue: options.text(view)) ?? .overlay))
    }
}
