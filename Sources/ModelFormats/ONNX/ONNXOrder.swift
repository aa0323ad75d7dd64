/// Puts the nodes of a graph in an order in which each comes after those it reads.
enum ONNXOrder {
    /// - Throws: ``ONNXError`` for names put out twice, names that nothing puts out, and nodes that wait for each other.
    static func sorted(_ graph: Onnx_GraphProto, path: String) throws -> [Onnx_NodeProto] {
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
            for input in node.input where !input.isEmpty && !known.contains(input) && producers[input] == nil
            {
                throw ONNXError(path, .missingInput(place(node), input: input))
            }
        }
        var sorted: [Onnx_NodeProto] = []
        var waiting = [Int](repeating: 0, count: graph.node.count)
        var readers: [String: [Int]] = [:]
        for (index, node) in graph.node.enumerated() {
            for input in Set(node.input) where !input.isEmpty && !known.contains(input) {
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

    private static func place(_ node: Onnx_NodeProto) -> ONNXError.Place {
        let name = node.name.isEmpty ? node.output.first { !$0.isEmpty } ?? "" : node.name
        return ONNXError.Place(node: name, operation: node.opType)
    }
}
