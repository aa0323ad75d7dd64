import Foundation
import Imaging
import Tensors
import Words

/// What the network sees beside maps of what speaks for and against classes.
enum SignedSheet {
    /// - Parameter maps: words and an H×W map for each; they share one scale.
    static func sheet(_ maps: [(caption: Caption, map: Tensor)], of subject: Subject) -> Presentation {
        let overlay = SignedOverlay(for: maps.map(\.map))
        let view = subject.view
        let panels = maps.map {
            PictureSheet.Panel($0.caption.words, overlay.picture(of: $0.map, over: view), values: $0.map)
        }
        let isZero = maps.allSatisfy { $0.map.isZero }
        let limit = isZero ? 0 : overlay.limit
        return .sheet(
            PictureSheet(
                [PictureSheet.Panel("", view)] + panels,
                legend: Legend(
                    colours: overlay.colours, low: value(-limit), middle: Words(verbatim: "0"),
                    high: value(limit))))
    }

    private static func value(_ value: Float) -> Words { Words(verbatim: String(format: "%.3g", value)) }
}
