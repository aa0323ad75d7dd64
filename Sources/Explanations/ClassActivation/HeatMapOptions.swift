import Imaging

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
            "How sums beyond white are shown: all of them scaled down, clipped, or photo and heat averaged.")
    static let view = MethodOption(
        "view", .choice(HeatMapPresentation.View.allCases.map(\.rawValue), standard: "overlay"),
        stage: .display,
        summary: "The heat map over the photo, the heat map by itself, or both.")

    static let all = [colormap, opacity, blend, view]

    static let zeroNotice = "There is no positive evidence for this class at this layer."

    static func present(_ explanation: Explanation, options: OptionValues) -> Presentation {
        .heatMap(
            HeatMapPresentation(
                overlay: HeatmapOverlay(
                    map: explanation.raw, colormap: Colormap(rawValue: options.text(colormap)) ?? .jet),
                photo: explanation.subject.photo, region: explanation.subject.region,
                opacity: Float(options.number(opacity)),
                blend: HeatmapOverlay.Blend(rawValue: options.text(blend)) ?? .stretch,
                view: HeatMapPresentation.View(rawValue: options.text(view)) ?? .overlay))
    }
}
