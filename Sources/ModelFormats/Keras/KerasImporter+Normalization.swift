import NeuralNetwork
import Tensors
import Words

extension KerasImporter {
    func addBatchNormalization(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        guard let channels = try channelAxis(call, input) else {
            return try unsupported(call, inputs, .otherAxis)
        }
        let hasScale = try call.settings.bool("scale", default: true)
        let hasOffset = try call.settings.bool("center", default: true)
        let names =
            (hasScale ? ["gamma"] : []) + (hasOffset ? ["beta"] : []) + ["moving_mean", "moving_variance"]
        var tensors = try tensors(call, names.map { KerasArray($0, [channels]) })[...]
        let scale = hasScale ? tensors.removeFirst() : Tensor([channels], repeating: 1)
        let offset = hasOffset ? tensors.removeFirst() : Tensor([channels], repeating: 0)
        let operation = BatchNormalization(
            scale: scale, offset: offset, mean: tensors.removeFirst(), variance: tensors.removeFirst(),
            epsilon: Float(try call.settings.number("epsilon", default: 1e-3)))
        return try add(call.name, operation, [input])
    }

    /// (x − mean) / √variance with statistics of the training data, or back.
    func addNormalization(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let isWhole = call.settings.values["axis"]?.isNull == true
        guard let channels = isWhole ? shape(input)[0] : try channelAxis(call, input) else {
            return try unsupported(call, inputs, .otherAxis)
        }
        let given = try ["mean", "variance"].map { try call.settings.numbers($0)?.map { Float($0) } }
        let statistics: [[Float]]
        if let mean = given[0], let variance = given[1] {
            statistics = [mean, variance]
        } else {
            let count = isWhole ? [] : [channels]
            statistics = try tensors(
                call, [KerasArray("mean", count), KerasArray("variance", count)], isWhole: false
            ).map(\.values)
        }
        guard statistics.allSatisfy({ $0.count == 1 || $0.count == channels }) else {
            throw call.settings.fault("mean")
        }
        func value(_ list: [Float], _ channel: Int) -> Float { list.count == 1 ? list[0] : list[channel] }
        let isInverse = try call.settings.bool("invert", default: false)
        let deviations = (0..<channels).map { max(value(statistics[1], $0).squareRoot(), 1e-7) }
        let means = (0..<channels).map { value(statistics[0], $0) }
        let factors = deviations.map { isInverse ? $0 : 1 / $0 }
        let shifts = zip(means, factors).map { isInverse ? $0 : -$0 * $1 }
        return try add(call.name, affine(factors, shifts, summary: .normalization), [input])
    }

    /// (x − mean) / √(variance + ε) over the channels of each position.
    func addLayerNormalization(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        guard let channels = try channelAxis(call, input), call.settings["rms_scaling"]?.bool != true else {
            return try unsupported(call, inputs, .otherAxes)
        }
        let hasScale = try call.settings.bool("scale", default: true)
        let hasOffset = try call.settings.bool("center", default: true)
        let names = (hasScale ? ["gamma"] : []) + (hasOffset ? ["beta"] : [])
        var tensors = try tensors(call, names.map { KerasArray($0, [channels]) })[...]
        let scale = hasScale ? tensors.removeFirst().values : [Float](repeating: 1, count: channels)
        let offset = hasOffset ? tensors.removeFirst().values : [Float](repeating: 0, count: channels)
        let epsilon = Float(try call.settings.number("epsilon", default: 1e-3))
        return try add(
            call.name,
            Composite(
                [
                    Standardization(axes: [1], epsilon: epsilon, summary: .layerNormalization),
                    affine(scale, offset, summary: .scaleAndOffset),
                ], kind: .normalization, summary: .layerNormalization), [input])
    }

    /// x·scale + offset
    func addRescaling(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let channels = shape(input)[0]
        guard let scale = try call.settings.numbers("scale") else { throw call.settings.fault("scale") }
        let offset = try call.settings.numbers("offset") ?? [0]
        for (key, values) in [("scale", scale), ("offset", offset)]
        where values.count != 1 && values.count != channels {
            throw call.settings.fault(key)
        }
        func floats(_ values: [Double]) -> [Float] {
            (0..<channels).map { Float(values.count == 1 ? values[0] : values[$0]) }
        }
        return try add(call.name, affine(floats(scale), floats(offset), summary: .rescaling), [input])
    }

    /// x·factor + shift for each channel.
    private func affine(_ factors: [Float], _ shifts: [Float], summary: LayerName) -> any Operator {
        let channels = Shape([factors.count])
        let operation = BatchNormalization(
            scale: Tensor(channels, factors), offset: Tensor(channels, shifts),
            mean: Tensor(channels, repeating: 0), variance: Tensor(channels, repeating: 1), epsilon: 0)
        return Composite([operation], kind: .normalization, summary: summary)
    }

    /// The number of channels if `axis` names theirs, else nil.
    private func channelAxis(_ call: KerasCall, _ node: Int) throws -> Int? {
        let shape = shape(node)
        let value = call.settings["axis"]
        let axes = value?.list?.map(\.integer) ?? [value?.integer ?? (value == nil ? -1 : nil)]
        guard axes.count == 1, let axis = axes[0] else { return nil }
        return axis == -1 || axis == shape.rank ? shape[0] : nil
    }
}
