import Tensors

/// The arrays of an HDF5 file by the layers to which they belong, in either of Keras's two arrangements.
///
/// `.h5` files have a group for each layer with its arrays listed in the attribute `weight_names`; all groups lie in
/// `model_weights` or, where only weights were saved, at the root. `.keras` archives and `.weights.h5` files number them:
/// `layers/<class>[_n]/vars/<i>`, where newer ones note the layer's name at `vars`.
package struct KerasStore {
    let file: HDF5File
    private let arrangement: Arrangement

    private enum Arrangement {
        /// The group that holds the layers' groups, with a slash at its end unless it is the root.
        case named(prefix: String)
        /// For each model's path, its layers' paths by name.
        case numbered([String: [String: String]])
    }

    /// What a `.keras` archive calls the group of a model's layers; the second is Keras 2.12's.
    private static let containers = ["layers", "_layer_checkpoint_dependencies"]

    package init(_ file: HDF5File) {
        self.file = file
        if file.contents.attributes["model_weights"] != nil {
            arrangement = .named(prefix: "model_weights/")
        } else if file.list("layer_names", of: "") != nil {
            arrangement = .named(prefix: "")
        } else {
            var names: [String: [String: String]] = [:]
            for (group, attributes) in file.contents.attributes where group.hasSuffix("/vars") {
                let layer = String(group.dropLast("/vars".count))
                guard let name = attributes["name"]?.first, let slash = layer.lastIndex(of: "/") else {
                    continue
                }
                names[String(layer[..<slash]), default: [:]][name] = layer
            }
            arrangement = .numbered(names)
        }
    }

    /// The layers that have arrays, with the arrays' paths, in the file's order.
    var layers: [(name: String, arrays: [String])] {
        switch arrangement {
        case .named(let prefix):
            let names = file.list("layer_names", of: String(prefix.dropLast())) ?? []
            return names.map { ($0, arrays(inGroup: prefix + $0)) }.filter { !$0.arrays.isEmpty }
        case .numbered(let names):
            return Self.containers.flatMap { names[$0] ?? [:] }.sorted { $0.key < $1.key }
                .map { ($0.key, numbered(in: $0.value)) }.filter { !$0.arrays.isEmpty }
        }
    }

    /// The paths of a layer's arrays in Keras's order; empty where it has none.
    ///
    /// - Parameter parts: where archives keep the arrays inside the layer; each is read once.
    func arrays(of layer: KerasAddress, parts: [String]) throws(KerasError) -> [String] {
        switch arrangement {
        case .named(let prefix):
            let arrays = arrays(inGroup: prefix + layer.steps[0].name)
            return layer.steps.count == 1 ? arrays : try nested(layer, in: arrays)
        case .numbered(let names):
            var place = ""
            for step in layer.steps {
                let containers = Self.containers.map { place.isEmpty ? $0 : "\(place)/\($0)" }
                if let known = containers.lazy.compactMap({ names[$0]?[step.name] }).first {
                    place = known
                } else {
                    let candidates = containers.map { "\($0)/\(step.stored)" }
                    guard let present = candidates.first(where: { file.contents.attributes[$0] != nil })
                    else {
                        return []
                    }
                    place = present
                }
            }
            var seen: Set<String> = []
            return parts.filter { seen.insert($0).inserted }.flatMap { part in
                // Attention layers have had an underscore before the names of their parts.
                ["", "_"].lazy.map { mark in
                    [place, layer.part, part.isEmpty ? "" : mark + part].filter { !$0.isEmpty }
                }.map { numbered(in: $0.joined(separator: "/")) }.first { !$0.isEmpty } ?? []
            }
        }
    }

    func shape(of array: String) -> [Int]? { file.shape(of: array)?.dimensions }

    /// An array that must have the shape that the settings ask for.
    func tensor(_ path: String, as array: KerasArray, layer: String) throws -> Tensor {
        let tensor = try file.tensor(path)
        guard tensor.shape.dimensions == array.shape else {
            throw KerasError(
                file.path,
                .weightShape(
                    layer: layer, weight: array.name, expected: array.shape, found: tensor.shape.dimensions))
        }
        return tensor
    }

    private func arrays(inGroup group: String) -> [String] {
        (file.list("weight_names", of: group) ?? []).map { "\(group)/\($0)" }
    }

    /// A nested model's arrays lie together in the group of the outermost one: theirs are those with a path that ends in
    /// the layer's name and the array's, and with the models' names before it where that is not enough. Layers that hold
    /// others have these behind their own names.
    private func nested(_ layer: KerasAddress, in arrays: [String]) throws(KerasError) -> [String] {
        let names = layer.steps.map { $0.name.split(separator: "/").map(String.init) }
        let paths = arrays.map { $0.split(separator: "/").map(String.init) }
        for count in 1...names.count {
            let ending = Array(names.suffix(count).joined())
            var found = arrays.indices.filter {
                paths[$0].dropLast().suffix(ending.count).elementsEqual(ending)
            }
            if found.isEmpty {
                found = arrays.indices.filter { Self.has(ending, in: Array(paths[$0].dropLast())) }
            }
            let last = Set(found.map { Self.rest(of: paths[$0], after: ending) })
            if last.count == found.count { return found.map { arrays[$0] } }
        }
        throw KerasError(file.path, .weightAmbiguous(layer: layer.name))
    }

    private static func has(_ part: [String], in path: [String]) -> Bool {
        path.indices.contains { path[$0...].starts(with: part) }
    }

    /// What stands behind the last place of a part of a path.
    private static func rest(of path: [String], after part: [String]) -> [String] {
        let start = path.indices.last { path[$0...].starts(with: part) } ?? 0
        return Array(path[start...].dropFirst(part.count))
    }

    private func numbered(in layer: String) -> [String] {
        var arrays: [String] = []
        while file.contents.datasets["\(layer)/vars/\(arrays.count)"] != nil {
            arrays.append("\(layer)/vars/\(arrays.count)")
        }
        return arrays
    }
}
