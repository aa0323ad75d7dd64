import NeuralNetwork
import Tensors

extension KerasImporter {
    func addPooling(
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

    func addGlobalPooling(_ call: KerasCall, _ inputs: [Int], _ reduction: Pooling.Reduction) throws -> Int {
        try checkDataFormat(call)
        let keepsAxes = try call.settings.bool("keepdims", default: false)
        return try add(call.name, GlobalPooling(reduction, keepsAxes: keepsAxes), inputs)
    }
}
