import Tensors

/// An array that a layer's settings ask for.
struct KerasArray {
    /// Keras's name of it: `kernel`, `bias`, `gamma`.
    let name: String
    let shape: [Int]
    /// Where it lies inside the layer, for layers that hold others.
    let part: String

    init(_ name: String, _ shape: [Int], part: String = "") {
        self.name = name
        self.shape = shape
        self.part = part
    }
}

/// A layer's place: the models around it from the outermost, then the layer.
struct KerasAddress {
    /// One step of the way.
    struct Step {
        let name: String
        /// What a `.keras` archive calls it: the class and a number where it is not the first of it.
        let stored: String
    }

    let steps: [Step]
    /// Where the arrays lie inside the layer, for a layer inside another.
    var part = ""

    /// The address as errors show it.
    var name: String { steps.map(\.name).joined(separator: "/") }

    func appending(_ step: Step) -> KerasAddress { KerasAddress(steps: steps + [step]) }
}

/// Where layers get their arrays from.
protocol KerasVariables {
    /// The arrays of one layer in the layout that Keras keeps them in.
    ///
    /// - Parameters:
    ///   - arrays: what the settings ask for, all of the layer's or its first ones.
    ///   - isWhole: whether the layer must not have more.
    mutating func tensors(
        of layer: KerasAddress, _ arrays: [KerasArray], isWhole: Bool
    ) throws -> [Tensor]
}

/// The arrays of a model's file, found by the layer.
struct KerasStoredVariables: KerasVariables {
    let store: KerasStore

    func tensors(of layer: KerasAddress, _ arrays: [KerasArray], isWhole: Bool) throws -> [Tensor] {
        let paths = try store.arrays(of: layer, parts: arrays.map(\.part))
        guard isWhole ? paths.count == arrays.count : paths.count >= arrays.count else {
            throw KerasError(
                store.file.path,
                paths.isEmpty
                    ? .weightsMissing(layer: layer.name)
                    : .weightCount(layer: layer.name, expected: arrays.count, found: paths.count))
        }
        return try zip(arrays, paths).map { array, path in
            try store.tensor(path, as: array, layer: layer.name)
        }
    }
}
