import Imaging

/// A heat map over a photo, ready to be drawn.
public struct HeatMapPresentation: Sendable {
    /// What is to be seen: the heat map by itself, or laid over the photo.
    public enum View: String, CaseIterable, Sendable {
        case overlay
        case heat = "heat-map"
        case both
    }

    public let overlay: HeatmapOverlay
    public let photo: Picture
    /// The part of the photo that the map is about.
    public let region: PixelRectangle
    public let opacity: Float
    public let blend: HeatmapOverlay.Blend
    public let view: View

    public var legend: Legend {
        Legend(
            colours: overlay.colormap.colours, low: Legend.End.noEvidence.words,
            high: Legend.End.strongest.words, range: overlay.isZero ? nil : 0...Double(overlay.greatest))
    }

    func pictures() -> [Picture] { namedPictures.map(\.picture) }

    /// What is to be seen, with its name in a figure.
    var namedPictures: [(name: String, picture: Picture)] {
        var heat: Picture { overlay.heatPicture(width: region.width, height: region.height) }
        var over: Picture {
            overlay.overlay(on: photo, within: region, opacity: opacity, blend: blend, outline: .white)
        }
        return switch view {
        case .overlay: [("overlay", over)]
        case .heat: [("heat map", heat)]
        case .both: [("heat map", heat), ("overlay", over)]
        }
    }
}
