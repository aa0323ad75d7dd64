import Files
import Foundation
import NeuralNetwork
import Tensors

/// Turns the nodes of an exported program into layers.
struct ExportedProgramImporter {
    private let program: ExportedProgram
    private var archive: ExportedArchive
    private var network: ATenNetwork
    private let cancellation: Cancellation?
    /// The names of the weights in the network, by those in the graph.
    private let weightNames: [String: String]
    /// The number of the last node that reads a name.
    private var lastReaders: [String: Int] = [:]

    /// What inputs get that are not the picture's, by their names.
    private let given: [String: InputValue]

    /// The inputs besides the picture.
    var otherInputs: [OtherInput] { network.translation.otherInputs }

    /// Whether the program says neither rows nor columns of its pictures.
    let takesAnySize: Bool

    private static let extentLimit = 1 << 14

    /// - Parameter settings: what a person says of the size and of other inputs.
    /// - Throws: ``ExportedProgramError``, ``OtherInputError``.
    init(
        _ program: ExportedProgram, archive: ExportedArchive, settings: ModelSettings,
        cancellation: Cancellation?
    ) throws {
        given = settings.inputs
        try OtherInput.check(given, among: program.inputs, path: program.path)
        self.program = program
        self.archive = archive
        self.cancellation = cancellation
        weightNames = Dictionary(program.weights.map { ($0.graphName, $0.name) }) { first, _ in first }
        let picture = try Self.picture(
            of: program, size: settings.inputSize, given: Set(given.keys))
        let extents = program.extents(of: picture.name) ?? []
        takesAnySize = (picture.isChannelsLast ? 1...2 : 2...3).allSatisfy {
            extents.indices.contains($0) && extents[$0] == nil
        }
        let title = URL(fileURLWithPath: program.path).deletingPathExtension().lastPathComponent
        network = ATenNetwork(
            NetworkTranslation(archive.file, title: title, picture: picture, cancellation: cancellation))
        var value = network.translation.picture
        if picture.isChannelsLast {
            value = try network.translation.layer(
                Transpose([0, 2, 3, 1]), named: "\(picture.name)/channels-last", [value])
        }
        network.bind(picture.name, value)
        for (index, node) in program.nodes.enumerated() {
            for name in ExportedNode.names(in: node["inputs"]) { lastReaders[name] = index }
        }
        for name in program.outputs { lastReaders[name] = .max }
    }

    /// The first input of four axes; its open extents become one picture of the size that was exported. Its colours are last where
    /// only the last extent can be theirs.
    private static func picture(
        of program: ExportedProgram, size: InputSize?, given: Set<String>
    ) throws(ExportedProgramError) -> ONNXImporter.Picture {
        let error = ExportedProgramError(program.path, .noPicture)
        let pictures = program.inputs.filter {
            program.extents(of: $0)?.count == 4 && program.elementType(of: $0) == .float
                && !given.contains($0)
        }
        guard let name = pictures.first, let extents = program.extents(of: name) else { throw error }
        let hints = program.hints(of: name)
        let isChannelsLast = [1, 3].contains(extents[3]) && ![1, 3].contains(extents[1])
        let order = isChannelsLast ? [0, 3, 1, 2] : [0, 1, 2, 3]
        let standards = [1, 3, 224, 224]
        var dimensions = zip(order, standards).map { extents[$0] ?? ($0 == 0 ? 1 : hints[$0] ?? $1) }
        if let size { dimensions.replaceSubrange(2..<4, with: [size.rows, size.columns]) }
        guard dimensions.allSatisfy({ (1...extentLimit).contains($0) }),
            dimensions.reduce(1, { min($0 * $1, 1 << 40) }) <= 1 << 28
        else { throw error }
        return ONNXImporter.Picture(
            name: name, dimensions: dimensions, isChannelsLast: isChannelsLast)
    }

    /// Reads all nodes.
    ///
    /// - Returns: the layers, and those that are outputs.
    /// - Throws: ``ExportedProgramError``, ``ONNXError``, `GraphError`, `CancellationError`.
    mutating func imported() throws -> (graph: Graph, outputs: [ImportedNetwork.Output]) {
        for name in program.inputs where try network.value(name) == nil {
            guard let extents = program.extents(of: name) else {
                let reason = UnsupportedFeature.networkInput(name).words
                network.bind(
                    name,
                    try network.translation.unsupported(
                        "Input", named: name, kind: .input, reason: reason, []))
                continue
            }
            let other = try OtherInput(
                name, extents: extents, given: given[name],
                picture: network.translation.picture.dimensions ?? [1, 3, 1, 1], path: program.path)
            network.bind(
                name,
                try network.translation.given(other, isFloat: program.elementType(of: name) == .float))
        }
        for (index, json) in program.nodes.enumerated() {
            try cancellation?.check()
            guard let node = ExportedNode(json) else { throw ExportedProgramError(program.path, .malformed) }
            if node.isAssertion { continue }
            try add(node, at: index)
        }
        let outputs = try program.outputs.flatMap { name in
            try (network.value(name)?.values ?? []).map { (name: name, value: $0) }
        }
        return (network.translation.graph, network.translation.outputs(outputs))
    }

    private mutating func add(_ node: ExportedNode, at index: Int) throws {
        var arguments: [(name: String, value: ATenArgument)] = []
        for (name, json) in node.arguments { arguments.append((name, try argument(json, of: node))) }
        if node.target.hasPrefix("_operator."), let output = node.outputs.first,
            let number = ExportedArithmetic.value(node.target, arguments.map(\.value))
        {
            let value = ONNXValue([], .integers([Int64(number)]))
            return network.bind(output, network.translation.constant(value))
        }
        let use = ATenNetwork.Use(
            operation: node.operation, layerName: node.layerName, arguments: arguments,
            reads: node.arguments.flatMap { ExportedNode.names(in: $0.value) }, outputs: node.outputs,
            givesList: node.givesList)
        let readers = lastReaders
        try network.add(use) { (readers[$0] ?? -1) > index }
    }

    // MARK: Arguments

    private mutating func argument(_ json: JSONValue, of node: ExportedNode) throws -> ATenArgument {
        guard let (kind, value) = json.record?.first else { return .other }
        switch kind {
        case "as_none": return .none
        case "as_tensor", "as_nested_tensors":
            return try value["name"]?.text.map { try tensor($0, of: node) } ?? .other
        case "as_tensors":
            guard let list = value.list else { return .other }
            return .tensors(try list.map { try $0["name"]?.text.flatMap { try single($0, of: node) } })
        case "as_optional_tensors":
            guard let list = value.list else { return .other }
            return .tensors(
                try list.map { try $0["as_tensor"]?["name"]?.text.flatMap { try single($0, of: node) } })
        case "as_bool", "as_sym_bool": return value.bool.map(ATenArgument.boolean) ?? .other
        case "as_int": return value.integer.map(ATenArgument.integer) ?? .other
        case "as_float": return Self.float(value).map(ATenArgument.float) ?? .other
        case "as_string": return value.text.map(ATenArgument.text) ?? .other
        case "as_scalar_type": return value.integer.map(ATenArgument.elementType) ?? .other
        case "as_memory_format", "as_layout", "as_device": return .inert
        case "as_ints": return Self.all(value) { $0.integer }.map(ATenArgument.integers) ?? .other
        case "as_floats": return Self.all(value, Self.float).map(ATenArgument.floats) ?? .other
        case "as_sym_int", "as_sym_float": return try symbolic(value, of: node) ?? .other
        case "as_sym_ints": return try symbolicList(value, of: node)
        default: return .other
        }
    }

    /// Infinities and what is no number are written as texts.
    private static func float(_ value: JSONValue) -> Float? {
        if let number = value.number { return Float(number) }
        return value.text.flatMap { Float($0) }
    }

    private static func all<Element>(_ list: JSONValue, _ read: (JSONValue) -> Element?) -> [Element]? {
        guard let list = list.list else { return nil }
        let elements = list.compactMap(read)
        return elements.count == list.count ? elements : nil
    }

    private mutating func symbolic(_ value: JSONValue, of node: ExportedNode) throws -> ATenArgument? {
        if let integer = value["as_int"]?.integer { return .integer(integer) }
        if let number = value["as_float"].flatMap(Self.float) { return .float(number) }
        return try value["as_name"]?.text.map { try tensor($0, of: node) }
    }

    private mutating func symbolicList(_ value: JSONValue, of node: ExportedNode) throws -> ATenArgument {
        guard let list = value.list else { return .other }
        if let integers = Self.all(value, { $0["as_int"]?.integer }) { return .integers(integers) }
        return .tensors(
            try list.map { item in
                switch try symbolic(item, of: node) {
                case .integer(let integer)?:
                    network.translation.constant(ONNXValue([], .integers([Int64(integer)])))
                case .tensor(let tensor)?: tensor
                default: nil
                }
            })
    }

    private mutating func single(_ name: String, of node: ExportedNode) throws -> TranslatedValue? {
        try tensor(name, of: node).tensors.first
    }

    private mutating func tensor(_ name: String, of node: ExportedNode) throws -> ATenArgument {
        if let known = try network.value(name) {
            switch known {
            case .value(let value): return .tensor(value)
            case .list(let values): return .tensors(values)
            }
        }
        guard let weight = weightNames[name] else {
            throw ExportedProgramError(program.path, .missingInput(node: node.layerName, input: name))
        }
        let value = try archive.value(weight, type: program.elementType(of: name))
        let constant = network.translation.constant(value)
        network.bind(name, constant)
        return .tensor(constant)
    }
}
