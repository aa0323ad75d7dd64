import NeuralNetwork
import Tensors

/// The arrays of a file that holds the weights of a known network, as `layer/array`.
///
/// A layer gets what the file has under its name; one without a name of its own, or under another name in older files,
/// gets the first that is left and has its shapes, in the file's order.
struct KerasApplicationWeights: Weights {
    private let store: KerasStore
    private let architecture: String
    /// The paths of the arrays by layer.
    private var arrays: [String: [String]] = [:]
    /// Layers of the file that have no layer's name.
    private var left: [[String]] = []
    /// How many of a layer's arrays were asked for.
    private var asked: [String: Int] = [:]

    var path: String { store.file.path }

    init(_ store: KerasStore, _ application: KerasApplication) {
        self.store = store
        architecture = application.title
        let builder = application.described(KerasApplication.Settings(size: application.size, classes: 1))
        let names = Set(builder.network.layers.map(\.name)).subtracting(builder.unnamed)
        for layer in store.layers {
            if names.contains(layer.name) {
                arrays[layer.name] = layer.arrays
            } else {
                left.append(layer.arrays)
            }
        }
        // The classifier of older files has other names.
        if arrays["predictions"] == nil,
            let index = left.firstIndex(where: { store.shape(of: $0[0])?.count == 2 })
        {
            arrays["predictions"] = left.remove(at: index)
        }
    }

    mutating func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
        let (layer, array) = Self.parts(name)
        let index = asked[layer, default: 0]
        asked[layer] = index + 1
        if arrays[layer] == nil,
            let found = left.firstIndex(where: { store.shape(of: $0[0]) == shape.dimensions })
        {
            arrays[layer] = left.remove(at: found)
        }
        guard let paths = arrays[layer], index < paths.count else {
            throw KerasError(path, .otherArchitecture(architecture, layer: layer))
        }
        return try store.tensor(paths[index], as: KerasArray(array, shape.dimensions), layer: layer)
    }

    /// Known for a layer's first array alone.
    func shape(of name: String) -> Shape? {
        arrays[Self.parts(name).layer]?.first.flatMap { store.shape(of: $0) }.map { Shape($0) }
    }

    private static func parts(_ name: String) -> (layer: String, array: String) {
        guard let slash = name.lastIndex(of: "/") else { return (name, "") }
        return (String(name[..<slash]), String(name[name.index(after: slash)...]))
    }
}
