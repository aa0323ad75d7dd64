import NeuralNetwork
import Tensors

/// A network's input as its input layer describes it.
struct KerasInput {
    /// Rows and columns where the network takes any.
    static let usualSize = 224

    /// C×H×W
    let shape: Shape
    /// What makes of it the rows and columns without channels that the network takes; nil where it has channels.
    let withoutChannels: (any Operator)?

    /// - Parameter size: rows and columns where the network takes any.
    init(_ layer: KerasLayer, layout: KerasLayout, size: InputSize?, path: String) throws(KerasError) {
        let settings = layer.settings
        let value = settings["batch_shape"] ?? settings["batch_input_shape"]
        // Several inputs, of which each has a shape.
        guard var list = value?.list else { throw settings.fault("batch_shape") }
        let text = list.dropFirst().map { $0.integer.map(String.init) ?? "any" }.joined(separator: "×")
        let hasChannels = list.count == 4
        if list.count == 3 { list.append(1) }
        if layout.isChannelsFirst, hasChannels { list = [list[0], list[2], list[3], list[1]] }
        guard list.count == 4, let channels = list[3].integer, (1...1024).contains(channels) else {
            throw KerasError(path, .inputShape(text))
        }
        var extents: [Int] = []
        for (value, asked) in zip(list[1...2], [size?.rows, size?.columns]) {
            let extent = value.isNull ? asked ?? Self.usualSize : value.integer ?? 0
            guard (1...1 << 15).contains(extent) else { throw KerasError(path, .inputShape(text)) }
            extents.append(extent)
        }
        shape = Shape([channels] + extents)
        guard !hasChannels else {
            withoutChannels = nil
            return
        }
        let rows = Reshape(Shape(extents))
        withoutChannels =
            layout.fromKeras(3).map {
                Composite([rows, Transpose($0)], kind: .reshape, summary: .like(rows.summary))
            } ?? rows
    }
}

extension KerasNetwork {
    /// Whether one of its layers has its channels first.
    var hasChannelsFirst: Bool {
        layers.contains {
            $0.settings["data_format"]?.text == "channels_first" || $0.network?.hasChannelsFirst == true
        }
    }
}
