import Tensors

extension Graph {
    /// What of the input a layer's elements can depend on.
    public func receptiveField(of node: Node) -> ReceptiveField {
        var fields: [ReceptiveField] = []
        for node in nodes[...node.id] {
            guard let operation = node.operation else {
                fields.append(.samePlace)
                continue
            }
            guard node.isComputed else {
                fields.append(.unknown)
                continue
            }
            let shapes = node.inputs.map { Shape([batch] + nodes[$0].shape.dimensions) }
            let parts = node.inputs.enumerated().map { index, input in
                fields[input].seen(by: operation.receptiveField(inInput: index, of: shapes))
            }
            fields.append(parts.reduce(.nothing) { $0.union($1) })
        }
        return fields[node.id]
    }
}
