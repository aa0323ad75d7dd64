import NeuralNetwork
import Tensors

extension KerasImporter {
    static let resamplings: [String: Build] = [
        "Resizing": one { try $0.addResizingLayer($1, $2) },
        "CenterCrop": one { try $0.addCentreCrop($1, $2) },
        // Outside of training Keras 3 leaves pictures as they are.
        "RandomCrop": one { importer, call, inputs in
            try importer.version < 3
                ? importer.addSmartResizing(call, inputs)
                : importer.addIdentity(call, inputs, .trainingOnly("RandomCrop"))
        },
    ]

    /// An axis's elements that are kept, −1 for what is filled in, brought to an extent.
    private struct Part {
        var positions: [Int]
        let size: Int
    }

    private func addResizingLayer(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let settings = call.settings
        let size = [try settings.integer("height"), try settings.integer("width")]
        let interpolation = try settings.text("interpolation", default: "bilinear")
        return try addResizing(
            call, inputs, to: size, interpolation: interpolation,
            isCropped: try settings.bool("crop_to_aspect_ratio", default: false),
            isPadded: try settings.bool("pad_to_aspect_ratio", default: false),
            isSmoothed: try settings.bool("antialias", default: false),
            fill: Float(try settings.number("fill_value", default: 0)))
    }

    /// The middle where the input is larger, else as much of it as has the same proportions, enlarged.
    private func addCentreCrop(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        _ = try channels(call, inputs, rank: 2)
        let size = [try call.settings.integer("height"), try call.settings.integer("width")]
        guard size.allSatisfy({ (1...Self.sideLimit).contains($0) }) else {
            throw call.settings.fault("height")
        }
        let extents = Array(spatialExtents(inputs[0]))
        guard zip(extents, size).allSatisfy({ $0 >= $1 }) else { return try addSmartResizing(call, inputs) }
        let positions = zip(extents, size).map { Array(($0 - $1) / 2..<($0 - $1) / 2 + $1) }
        return try add(
            call.name, Gather(spatially(positions), summary: .operation("CenterCrop")), inputs)
    }

    /// The largest part in the middle that has the wanted proportions, resized: what is left of a random crop, too.
    private func addSmartResizing(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let size = [try call.settings.integer("height"), try call.settings.integer("width")]
        return try addResizing(call, inputs, to: size, interpolation: "bilinear", isCropped: true)
    }

    func addResizing(
        _ call: KerasCall, _ inputs: [Int], to size: [Int], interpolation: String, isCropped: Bool = false,
        isPadded: Bool = false, isSmoothed: Bool = false, fill: Float = 0
    ) throws -> Int {
        _ = try channels(call, inputs, rank: 2)
        guard size.count == 2, size.allSatisfy({ (1...Self.sideLimit).contains($0) }) else {
            throw call.settings.fault("height")
        }
        let extents = Array(spatialExtents(inputs[0]))
        var places = extents.map { Array(0..<$0) }
        for axis in 0..<2 where isCropped || isPadded {
            let other = 1 - axis
            // As many as have the wanted proportions with all of the other axis, in 32-bit floats as Keras counts.
            let wanted = Int(Float(extents[other] * size[axis]) / Float(size[other]))
            if isCropped {
                let kept = max(min(extents[axis], wanted), 1)
                let start = (extents[axis] - kept) / 2
                places[axis] = Array(start..<start + kept)
            } else {
                let added = [Int](repeating: -1, count: max(wanted - extents[axis], 0) / 2)
                guard added.count <= Self.sideLimit else { throw call.settings.fault("height") }
                places[axis] = added + places[axis] + added
            }
        }
        var input = inputs[0]
        if places != extents.map({ Array(0..<$0) }) {
            input = try add(
                call.name + "/part",
                Gather(
                    spatially(places), fill: fill,
                    summary: isPadded ? .padding : .operation("crop_to_aspect_ratio")), inputs)
        }
        return try addResizing(
            call.name, call, [input], to: size, interpolation: interpolation, isSmoothed: isSmoothed)
    }

    func addResizing(
        _ name: String, _ call: KerasCall, _ inputs: [Int], to size: [Int], interpolation: String,
        isSmoothed: Bool = false
    ) throws -> Int {
        guard KerasResizing.names.contains(interpolation) else {
            return try unsupported(call, inputs, .interpolation(interpolation))
        }
        let extents = spatialExtents(inputs[0])
        guard extents.count == size.count, extents.allSatisfy({ $0 > 0 }) else {
            return try unsupported(call, inputs, .axes(extents.count + 2))
        }
        let taps = zip(extents, size).map {
            KerasResizing.taps(interpolation, input: $0, output: $1, isSmoothed: isSmoothed)
        }
        if interpolation == "nearest" {
            return try add(
                name, Gather(spatially(taps.map { $0.map { $0.positions[0] } }), summary: .nearestResize),
                inputs)
        }
        return try add(
            name, Resampling(spatially(taps), summary: .resize(interpolation)), inputs)
    }

    /// Rows and columns of a node's output.
    private func spatialExtents(_ node: Int) -> ArraySlice<Int> { shape(node).dimensions.dropFirst() }

    /// Values for rows and columns among all axes; batch and channels stay.
    private func spatially<Value>(_ values: [Value]) -> [Value?] { [nil, nil] + values }
}
