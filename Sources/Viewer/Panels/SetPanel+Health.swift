import Explanations
import Studies
import Words

/// Channels with which something is wrong, layer by layer.
extension SetCard {
    private static let channelHint: Words = "A click shows what the channel puts out."
    private static let nothingWrong: Words = "Nothing is wrong with any channel."

    private static func same(as other: Int) -> Words { "does the same as channel \(other + 1)" }
    /// Channels are counted from 1 in the window.
    static func channel(_ number: Int) -> Words { "Channel \(number + 1)" }
    private static func count(_ faulty: Int, of all: Int) -> Words { "\(faulty) of \(all) channels" }

    private static func several(_ count: Int, _ fault: ChannelFault) -> Words { "\(count) \(fault.words)" }

    /// What is wrong with the channels of some layers, for a mark in the diagram.
    static func badgeHint(_ layers: [LayerHealth]) -> Words {
        let faults = layers.flatMap(\.faults)
        let counts = ChannelFault.allCases.compactMap { fault -> Words? in
            let own = faults.count { $0.fault == fault }
            return own > 0 ? several(own, fault) : nil
        }
        let list = counts.dropFirst().reduce(counts.first ?? "") { "\($0), \($1)" }
        let channels = count(faults.count, of: layers.reduce(0) { $0 + $1.channelCount })
        return "\(channels): \(list). A click shows one after the other."
    }

    static var healthTexts: [Words] {
        let faults = ChannelFault.allCases.map { LayerHealth.Faulty(channel: 0, fault: $0, other: nil) }
        let layer = LayerHealth(layer: 0, name: "conv1", channelCount: 8, faults: faults)
        return [badgeHint([layer]), channelHint, nothingWrong, same(as: 1), channel(1), count(1, of: 2)]
            + ChannelFault.allCases.map(\.words)
    }

    private enum Line {
        case layer(LayerHealth)
        case channel(LayerHealth, LayerHealth.Faulty)
    }

    func draw(_ layers: [LayerHealth], _ set: PictureSet, in frame: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let lines = layers.filter { !$0.faults.isEmpty }.flatMap { layer in
            [Line.layer(layer)] + layer.faults.map { .channel(layer, $0) }
        }
        guard !lines.isEmpty else {
            canvas.text(
                Self.nothingWrong,
                in: Rect(x: frame.x, y: frame.y, width: frame.width, height: Theme.Size.body * 1.6),
                size: Theme.Size.body, Theme.secondaryText)
            return
        }
        let state = scene.state
        drawRows(count: lines.count, height: Theme.Size.small * 2, in: frame, set, scene) { place, box in
            switch lines[place] {
            case .layer(let layer):
                let text = Self.count(layer.faults.count, of: layer.channelCount)
                let width = canvas.width(of: text, size: Theme.Size.small) + 8
                canvas.text(
                    Words(verbatim: layer.name),
                    in: Rect(x: box.x, y: box.y, width: box.width - width, height: box.height),
                    size: Theme.Size.small, weight: .bold, cut: .middle)
                canvas.text(text, in: box, size: Theme.Size.small, Theme.secondaryText, .right)
            case .channel(let layer, let faulty):
                let row = Rect(x: box.x, y: box.y + 1, width: box.width, height: box.height - 2)
                scene.row(
                    row,
                    isChosen: state.layer?.id == layer.layer && state.enlargedChannel == faulty.channel)
                canvas.disc(
                    Point(x: row.x + 12, y: row.midY), radius: 4, Self.colour(of: faulty.fault))
                let half = row.width * 0.36
                canvas.text(
                    Self.channel(faulty.channel),
                    in: Rect(x: row.x + 24, y: row.y, width: half, height: row.height),
                    size: Theme.Size.small)
                canvas.text(
                    faulty.other.map(Self.same) ?? faulty.fault.words,
                    in: Rect(
                        x: row.x + 24 + half, y: row.y, width: row.width - half - 30, height: row.height),
                    size: Theme.Size.small, Theme.secondaryText)
                scene.add(
                    Control(
                        "set.faulty.\(layer.name).\(faulty.channel)", row,
                        action: .set(
                            .channel(layer: layer.layer, faulty.channel, mode: FeatureMaps().name)),
                        hint: .text(Self.channelHint)))
            }
        }
    }

    /// What breaks a network is red.
    static func colour(of fault: ChannelFault) -> Colour {
        switch fault {
        case .notFinite, .dead: Theme.above
        case .always, .saturated, .double: Theme.warningBorder
        }
    }
}
