/// Puts the nodes of a graph in an order in which each comes after those it reads.
enum ONNXOrder {
    /// - Throws: ``ONNXError`` for names put out twice, names that nothing puts out, and nodes that wait for each other.
    ///
    /// - Parameter around: the names that a graph inside a node may read besides its own.
    static func sorted(
        _ graph: Onnx_GraphProto, path: String, around: Set<String> = []
    ) throws -> [Onnx_NodeProto] {
        var known = Set(graph.initializer.map(\.name)).union(graph.input.map(\.name))
        var producers: [String: Int] = [:]
        for (index, node) in graph.node.enumerated() {
            for output in node.output where !output.isEmpty {
                guard !known.contains(output), producers.updateValue(index, forKey: output) == nil else {
                    throw ONNXError(path, .duplicate(place(node), output: output))
                }
            }
        }
        for node in graph.node {
            for input in node.input
            where !input.isEmpty && !known.contains(input) && producers[input] == nil
                && !around.contains(input)
            {
                throw ONNXError(path, .missingInput(place(node), input: input))
            }
        }
        var sorted: [Onnx_NodeProto] = []
        var waiting = [Int](repeating: 0, count: graph.node.count)
        var readers: [String: [Int]] = [:]
        for (index, node) in graph.node.enumerated() {
            for input in reads(node) where producers[input] != nil {
                waiting[index] += 1
                readers[input, default: []].append(index)
            }
        }
        var ready = graph.node.indices.filter { waiting[$0] == 0 }
        var next = 0
        while next < ready.count {
            let index = ready[next]
            next += 1
            sorted.append(graph.node[index])
            for output in graph.node[index].output where known.insert(output).inserted {
                for reader in readers[output] ?? [] {
                    waiting[reader] -= 1
                    if waiting[reader] == 0 { ready.append(reader) }
                }
            }
        }
        if let blocked = waiting.firstIndex(where: { $0 > 0 }) {
            throw ONNXError(path, .cycle(place(graph.node[blocked])))
        }
        return sorted
    }

    /// The names that a node reads, those that graphs inside it read among them.
    private static func reads(_ node: Onnx_NodeProto) -> Set<String> {
        node.attribute.filter(\.hasG).reduce(into: Set(node.input)) { names, attribute in
            names.formUnion(attribute.g.output.map(\.name))
            for inner in attribute.g.node { names.formUnion(reads(inner)) }
        }
    }

    private static func place(_ node: Onnx_NodeProto) -> ONNXError.Place {
        let name = node.name.isEmpty ? node.output.first { !$0.isEmpty } ?? "" : node.name
        return ONNXError.Place(node: name, operation: node.opType)
    }
}
