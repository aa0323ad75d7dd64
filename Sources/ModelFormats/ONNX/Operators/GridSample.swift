import NeuralNetwork
import Tensors

extension ONNXOperators {
    /// Reads a picture at the places of a grid, which is a constant or comes from a layer. Opset 20 renamed the modes.
    static let gridSample = ONNXOperator(
        "GridSample", opsets: 16..., inputs: 2...2,
        attributes: [
            .text("mode", of: ["bilinear", "nearest", "bicubic"], opsets: 16...19),
            .text("mode", of: ["linear", "nearest", "cubic"], opsets: 20...),
            .text("padding_mode", of: ["zeros", "border", "reflection"]), .flag("align_corners"),
        ],
        kind: .reshape, version: 22, limits: "volumes", fold: nil
    ) { node, importer in
        let symbols = [try node.symbol(0), try node.symbol(1)]
        for symbol in symbols {
            let rank = symbol.dimensions?.count ?? 4
            guard rank == 4 else { throw UnsupportedFeature.spatialAxes(rank - 2, supported: 2...2) }
        }
        func sampling(_ grid: Tensor?) -> GridSample {
            let mode: GridSample.Mode =
                switch node.attributes.text("mode") {
                case "nearest": .nearest
                case "bicubic", "cubic": .bicubic
                default: .bilinear
                }
            let padding: GridSample.Padding =
                switch node.attributes.text("padding_mode") {
                case "border": .border
                case "reflection": .reflection
                default: .zeros
                }
            return GridSample(
                mode, padding: padding, alignsCorners: node.attributes.flag("align_corners"), grid: grid)
        }
        switch (symbols[0], symbols[1]) {
        case (.variable(let picture, _), .variable(let grid, _)):
            return [try importer.layer(node, sampling(nil), picture, grid)]
        case (.variable(let picture, _), .constant(let grid)):
            return [try importer.layer(node, sampling(grid.tensor), picture)]
        case (.constant(let picture), .variable(let grid, _)):
            let layer = try importer.layer(node, part: "picture", ConstantLayer(picture.tensor), grid)
            return [try importer.layer(node, sampling(nil), layer.layer!, grid)]
        default: throw UnsupportedFeature.uncomputedInputs
        }
    }
}
