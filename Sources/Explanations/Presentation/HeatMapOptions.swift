import Imaging
import Tensors

/// How methods that make a heat map show it.
public struct HeatMapOptions: MethodOptions {
    var colormap = Colormap.jet
    /// 0…1.
    var opacity = 0.4
    var blend = HeatmapOverlay.Blend.stretch
    var view = HeatMapPresentation.View.overlay

    public init() {}

    public static let fields: [OptionField<HeatMapOptions>] = [
        .choice(
            "colormap", \.colormap, .display,
            "The heat map's colours; viridis, magma and cividis suit colour-blind eyes."),
        .number("opacity", \.opacity, 0...1, .display, "How much of the heat is added to the photo."),
        .choice(
            "blend", \.blend, .display,
            """
            How photo and heat become one: their sum, clipped or scaled to fit, their average, or heat over a grey \
            photo.
            """),
        .choice(
            "view", \.view, .display, role: .view,
            "The heat map over the photo, the heat map by itself, or both."),
    ]

    /// A map over the part of the photo that it is about.
    ///
    /// - Parameter map: H×W, not negative.
    func presentation(of map: Tensor, over subject: Subject) -> Presentation {
        .heatMap(
            HeatMapPresentation(
                overlay: HeatmapOverlay(map: map, colormap: colormap), photo: subject.photo,
                region: subject.region, opacity: Float(opacity), blend: blend, view: view))
    }
}

extension Colormap: OptionChoice {}
extension HeatmapOverlay.Blend: OptionChoice {}
extension HeatMapPresentation.View: OptionChoice {}
