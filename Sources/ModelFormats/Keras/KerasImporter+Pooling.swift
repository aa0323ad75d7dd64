import NeuralNetwork
import Tensors

extension KerasImporter {
    static let poolings: [String: Build] = {
        var layers: [String: Build] = [
            "AdaptiveAveragePooling2D": one { try $0.addAdaptivePooling($1, $2) }
        ]
        for (rank, suffix) in [(1, "1D"), (2, "2D"), (3, "3D")] {
            layers["MaxPooling" + suffix] = one { try $0.addPooling($1, $2, .maximum, rank: rank) }
            layers["AveragePooling" + suffix] = one {
                try $0.addPooling($1, $2, .average(countsPadding: false), rank: rank)
            }
            layers["GlobalMaxPooling" + suffix] = one { try $0.addGlobalPooling($1, $2, .maximum) }
            layers["GlobalAveragePooling" + suffix] = one {
                try $0.addGlobalPooling($1, $2, .average(countsPadding: true))
            }
        }
        for (name, alias) in [
            ("MaxPooling", "MaxPool"), ("AveragePooling", "AvgPool"), ("GlobalMaxPooling", "GlobalMaxPool"),
            ("GlobalAveragePooling", "GlobalAvgPool"),
        ] {
            for suffix in ["1D", "2D", "3D"] { layers[alias + suffix] = layers[name + suffix] }
        }
        return layers
    }()

    private func addPooling(
        _ call: KerasCall, _ inputs: [Int], _ reduction: Pooling.Reduction, rank: Int
    ) throws -> Int {
        _ = try channels(call, inputs, rank: rank)
        let settings = call.settings
        let size = try settings.extents("pool_size", count: rank, default: 2)
        let stride = settings["strides"] == nil ? size : try settings.extents("strides", count: rank)
        let padding: Window.Padding
        switch try settings.text("padding", default: "valid").lowercased() {
        case "valid": padding = .none
        case "same": padding = .same
        default: throw settings.fault("padding")
        }
        return try add(
            call.name, Pooling(reduction, window: Window(size, stride: stride, padding: padding)), inputs)
    }

    private func addAdaptivePooling(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        _ = try channels(call, inputs, rank: 2)
        let size = try call.settings.extents("output_size", count: 2)
        guard size.allSatisfy({ (1...1 << 15).contains($0) }) else {
            throw call.settings.fault("output_size")
        }
        return try add(call.name, AdaptivePooling(outputSize: size), inputs)
    }

    private func addGlobalPooling(_ call: KerasCall, _ inputs: [Int], _ reduction: Pooling.Reduction) throws
        -> Int
    {
        let keepsAxes = try call.settings.bool("keepdims", default: false)
        return try add(call.name, GlobalPooling(reduction, keepsAxes: keepsAxes), inputs)
    }
}
