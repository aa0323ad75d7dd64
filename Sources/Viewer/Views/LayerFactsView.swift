import NeuralNetwork
import Tensors
import Words

/// What the chosen layer holds: its settings, shapes and parameters, with how their values are spread.
enum LayerFactsView {
    private static let margin = 20.0

    static func draw(in scene: Scene) {
        let card = Layout.graphCard
        scene.card(card)
        scene.add(Control("facts", card))
        guard let graph = scene.state.model?.graph, let layer = scene.state.layer else { return }
        var column = Column(
            scene: scene, frame: card.insetBy(margin, 14), y: card.y + 14)
        column.paragraph(Words(verbatim: layer.name), size: Theme.Size.heading, weight: .bold)
        column.paragraph(layer.summary, size: Theme.Size.body, Theme.secondaryText)
        column.space(10)
        for input in layer.inputs {
            let node = graph.nodes[input]
            column.row(Strings.factInput, Words(verbatim: "\(caption(of: node))  \(node.shape)"))
        }
        if layer.isComputed { column.row(Strings.factOutput, Words(verbatim: layer.shape.description)) }
        column.row(Strings.factParameters, Words(verbatim: "\(layer.parameterCount)"))
        guard let facts = scene.state.facts, facts.layer == layer.name else { return }
        for setting in facts.settings.prefix(10) {
            column.row(Words(verbatim: setting.name), Words(verbatim: setting.value))
        }
        for parameter in facts.parameters { draw(parameter, in: &column) }
    }

    private static func caption(of node: Node) -> String {
        node.name.split(separator: "/").last.map(String.init) ?? node.name
    }

    private static func draw(_ parameter: LayerFacts.Parameter, in column: inout Column) {
        let values = parameter.statistics
        guard column.room > 60 + 4 * column.line else { return }
        column.space(12)
        column.row(
            Words(verbatim: parameter.name), Words(verbatim: parameter.shape.description), weight: .bold)
        if values.count > 1 { column.bars(values) }
        column.row(Strings.factMean, "\(values.mean.asValue) ± \(values.deviation.asValue)")
        column.row(Strings.factRange, "\(values.least.asValue) … \(values.greatest.asValue)")
        if values.zeroCount > 0 {
            column.row(
                Strings.factZeros,
                Words(verbatim: (Double(values.zeroCount) / Double(values.count)).asPercentage))
        }
        if values.unusableCount > 0 {
            column.row(Strings.factUnusable, Words(verbatim: "\(values.unusableCount)"), Theme.warning)
        }
    }

    /// Rows below each other, as far as there is room.
    private struct Column {
        let scene: Scene
        let frame: Rect
        var y: Double

        var room: Double { frame.maxY - y }
        var line: Double { (Theme.Size.body * 1.5).rounded() }

        mutating func space(_ height: Double) { y += height }

        mutating func paragraph(
            _ words: Words, size: Double, weight: FontWeight = .regular, _ colour: Colour = Theme.text
        ) {
            // A path has no spaces to break it at.
            var rest = scene.canvas.language(words)
            while !rest.isEmpty, room > size * 1.5 {
                let part = scene.canvas.prefix(of: rest, width: frame.width, size: size, weight: weight)
                scene.canvas.text(
                    Words(verbatim: part),
                    in: Rect(x: frame.x, y: y, width: frame.width + 4, height: size * 1.4), size: size,
                    weight: weight, colour)
                rest.removeFirst(part.count)
                y += (size * 1.4).rounded()
            }
        }

        mutating func row(
            _ name: Words, _ value: Words, weight: FontWeight = .regular, _ colour: Colour = Theme.text
        ) {
            guard room >= line else { return }
            let canvas = scene.canvas
            let width = min(
                canvas.width(of: name, size: Theme.Size.small, weight: weight) + 2, frame.width * 0.5)
            canvas.text(
                name, in: Rect(x: frame.x, y: y, width: width, height: line), size: Theme.Size.small,
                weight: weight, weight == .bold ? Theme.text : Theme.secondaryText)
            canvas.text(
                value,
                in: Rect(x: frame.x + width + 10, y: y, width: frame.width - width - 10, height: line),
                size: Theme.Size.body, weight: weight, colour, .right)
            y += line
        }

        /// How many values lie where, red above 0 and blue below.
        mutating func bars(_ values: TensorStatistics) {
            let height = 56.0
            let chart = Rect(x: frame.x, y: y + 4, width: frame.width, height: height)
            let canvas = scene.canvas
            let most = Double(values.histogram.max() ?? 1)
            let width = chart.width / Double(values.histogram.count)
            for (index, count) in values.histogram.enumerated() where count > 0 {
                let share = max(Double(count) / most, 0.02)
                canvas.fill(
                    Rect(
                        x: chart.x + Double(index) * width, y: chart.maxY - share * height,
                        width: width - 1, height: share * height),
                    values.middle(ofPart: index) < 0 ? Theme.below : Theme.above)
            }
            canvas.fill(Rect(x: chart.x, y: chart.maxY, width: chart.width, height: 1), Theme.groupBorder)
            y = chart.maxY + 6
        }
    }
}
