import Files
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
    /// Whether it says neither rows nor columns.
    let takesAnySize: Bool

    /// The input that takes the photo: the first of rows, columns and channels that is given nothing, else the first of rows and
    /// columns.
    ///
    /// - Returns: its number and what it is like.
    /// - Throws: ``KerasError``; ``OtherInputError`` where all are given something.
    static func picture(
        among layers: [KerasLayer], given: [String: InputValue], layout: KerasLayout, size: InputSize?,
        path: String
    ) throws -> (index: Int, input: KerasInput) {
        let free = layers.indices.filter { given[layers[$0].name] == nil }
        guard let first = free.first else { throw OtherInputError(path: path, problem: .nothingLeft) }
        let ranks = try free.map { try layers[$0].inputExtents.count }
        let index = [4, 3].lazy.compactMap { ranks.firstIndex(of: $0) }.first.map { free[$0] } ?? first
        return (index, try KerasInput(layers[index], layout: layout, size: size, path: path))
    }

    /// - Parameter size: rows and columns where the network takes any.
    init(_ layer: KerasLayer, layout: KerasLayout, size: InputSize?, path: String) throws(KerasError) {
        var list = try layer.inputExtents
        let hasChannels = list.count == 4
        if list.count == 3 { list.append(1) }
        if layout.isChannelsFirst, hasChannels { list = [list[0], list[2], list[3], list[1]] }
        guard list.count == 4, let channels = list[3].integer, (1...1024).contains(channels) else {
            throw try layer.wrongInput(path)
        }
        var extents: [Int] = []
        for (value, asked) in zip(list[1...2], [size?.rows, size?.columns]) {
            let extent = value.isNull ? asked ?? Self.usualSize : value.integer ?? 0
            guard (1...1 << 15).contains(extent) else { throw try layer.wrongInput(path) }
            extents.append(extent)
        }
        takesAnySize = list[1].isNull && list[2].isNull
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

extension KerasLayer {
    /// The extents of an input layer with the batch, those that are open null.
    fileprivate var inputExtents: [JSONValue] {
        get throws(KerasError) {
            let value = settings["batch_shape"] ?? settings["batch_input_shape"]
            guard let list = value?.list else { throw settings.fault("batch_shape") }
            return list
        }
    }

    /// That its input is none that is shown, with the extents of one.
    fileprivate func wrongInput(_ path: String) throws(KerasError) -> KerasError {
        let text = try inputExtents.dropFirst().map { $0.integer.map(String.init) ?? "any" }
        return KerasError(path, .inputShape(text.joined(separator: "×")))
    }
}

extension KerasImporter {
    /// The node of the photo's input, with what makes of it the rows and columns that the network takes.
    func place(_ input: KerasInput, named name: String) throws -> Int {
        guard let operation = input.withoutChannels else { return 0 }
        return try add("\(name)/rows", operation, [0])
    }

    /// Gives an input what is not the photo's: a layer of its own in Keras's order of axes, and one that turns it.
    ///
    /// - Parameter picture: C×H×W of the photo's input.
    /// - Throws: ``KerasError``, ``OtherInputError``, `FileError`, `NPYError`.
    func give(
        _ value: InputValue?, to layer: KerasLayer, beside picture: Shape
    ) throws -> (node: Int, input: OtherInput) {
        var extents = try layer.inputExtents.map { $0.isNull ? nil : $0.integer ?? 0 }
        guard (2...5).contains(extents.count) else { throw try layer.wrongInput(path) }
        // One photo, one of it; rows and columns that are open are the photo's.
        extents[0] = 1
        if extents.count == 4 {
            let rows = layout.isChannelsFirst ? 2 : 1
            extents[rows] = extents[rows] ?? picture[1]
            extents[rows + 1] = extents[rows + 1] ?? picture[2]
        }
        var input = try OtherInput(
            layer.name, extents: extents, given: value, picture: [1] + picture.dimensions, path: path)
        let tensor = try input.tensor() ?? Tensor(input.shape, repeating: 0)
        let node = try add(layer.name, FixedInput(tensor.part(0), isOther: true), [0])
        input.layer = node
        guard let order = layout.fromKeras(extents.count) else { return (node, input) }
        return (try add("\(layer.name)/turned", Transpose(order), [node]), input)
    }
}

extension KerasNetwork {
    /// The layers that stand for its inputs.
    func inputLayers(path: String) throws(KerasError) -> [KerasLayer] {
        guard !inputs.isEmpty else { throw KerasError(path, .inputShape("")) }
        var found: [KerasLayer] = []
        for input in inputs {
            guard let layer = layers.first(where: { $0.name == input.layer }) else {
                throw KerasError(path, .unknownInput(layer: name, input: input.layer))
            }
            found.append(layer)
        }
        return found
    }

    /// Whether one of its layers has its channels first.
    var hasChannelsFirst: Bool {
        layers.contains {
            $0.settings["data_format"]?.text == "channels_first" || $0.network?.hasChannelsFirst == true
        }
    }
}
