import CSDL2
import Foundation
import Imaging
import Words

/// Turns, enlarges, moves and brightens the photo: how stable is the answer?
struct VariationPanel: Panel {
    static let name = "vary"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "Turn, enlarge, move and brighten the photo", Shortcut("Shift V", Key(SDLK_v, shift: true)),
        .settings, caption: "Vary",
        hint: "How stable is the answer? Turns, enlarges, moves and brightens the photo (Shift V)")
    static let place = PanelPlace.answer
    static let hangsFromButton = true
    static let texts: [Words] = [heading, reset] + sliders.map(\.title)

    private static let heading: Words = "How stable is the answer?"
    private static let reset: Words = "As it was"

    private struct Slider: Sendable {
        let name: String
        let title: Words
        let value: WritableKeyPath<PhotoVariation, Double> & Sendable
        let range: ClosedRange<Double>
        /// From what is shown to what is stored.
        let text: @Sendable (Double) -> String
    }

    private static let sliders = [
        Slider(name: "rotation", title: "Turn", value: \.rotation, range: PhotoVariation.rotations) {
            "\(Int($0.rounded()))°"
        },
        Slider(name: "scale", title: "Enlarge", value: \.scale, range: PhotoVariation.scales) {
            "× \($0.asValue)"
        },
        Slider(name: "shiftX", title: "Move right", value: \.shiftX, range: PhotoVariation.shifts) {
            $0.asPercentage
        },
        Slider(name: "shiftY", title: "Move down", value: \.shiftY, range: PhotoVariation.shifts) {
            $0.asPercentage
        },
        Slider(name: "brightness", title: "Brighten", value: \.brightness, range: PhotoVariation.brightnesses)
        {
            $0.asPercentage
        },
    ]

    init?(in state: ViewerState) {
        guard state.analysis?.isArray == false else { return nil }
    }

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) || !state.variation.isIdentity }

    private static let rowHeight = 44.0

    func draw(in scene: Scene) {
        let canvas = scene.canvas
        scene.veil("vary.veil", action: .closeCard)
        let letters = Layout.extent.letters
        let width = 460 * letters
        // Over the row of the methods: pictures and predictions stay in sight.
        let card = Rect(
            x: Layout.diagramCard.maxX - width, y: Layout.diagramCard.y + 8, width: width,
            height: 5 * Self.rowHeight + 76)
        scene.popover("vary.card", card)
        canvas.text(
            Self.heading, in: Rect(x: card.x + 20, y: card.y + 10, width: width - 160, height: 40),
            size: Theme.Size.heading, weight: .bold)
        scene.button(
            "vary.reset", Self.reset, in: Rect(x: card.maxX - 130, y: card.y + 14, width: 112, height: 32),
            action: .vary(PhotoVariation()), isDimmed: scene.state.variation.isIdentity,
            size: Theme.Size.small)
        for (index, slider) in Self.sliders.enumerated() {
            let row = Rect(
                x: card.x + 20, y: card.y + 58 + Double(index) * Self.rowHeight, width: width - 40,
                height: Self.rowHeight)
            draw(slider, in: row, scene)
        }
    }

    private func draw(_ slider: Slider, in row: Rect, _ scene: Scene) {
        let (canvas, variation) = (scene.canvas, scene.state.variation)
        let value = variation[keyPath: slider.value]
        let title = 110 * Layout.extent.letters
        canvas.text(slider.title, in: Rect(x: row.x, y: row.y, width: title, height: row.height))
        canvas.text(
            Words(verbatim: slider.text(value)),
            in: Rect(x: row.maxX - 76, y: row.y, width: 76, height: row.height), weight: .bold, Theme.text,
            .right)
        let track = Rect(
            x: row.x + title + 14, y: row.midY - 3, width: row.width - title - 104, height: 6)
        let (low, high) = (slider.range.lowerBound, slider.range.upperBound)
        // Enlarging goes by factors, the rest by sums.
        func share(_ value: Double) -> Double {
            low > 0 ? log2(value / low) / log2(high / low) : (value - low) / (high - low)
        }
        scene.slider(
            "vary.\(slider.name)", on: track, reach: track.insetBy(-4, -14), at: share(value),
            from: share(PhotoVariation()[keyPath: slider.value]), step: 1.0 / 40
        ) { share in
            let value = low > 0 ? low * exp2(log2(high / low) * share) : low + (high - low) * share
            var changed = variation
            changed[keyPath: slider.value] = min(max((value * 200).rounded() / 200, low), high)
            return .vary(changed)
        }
    }
}
