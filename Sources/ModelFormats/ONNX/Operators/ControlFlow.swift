/// Operators that run a graph of their own.
extension ONNXOperators {
    /// One of two graphs, which takes the node's place.
    static let conditional = ONNXOperator(
        "If", opsets: 1..., inputs: 1...1, outputs: 1...,
        attributes: [.unread("then_branch", .graph), .unread("else_branch", .graph)], kind: .merge,
        version: 25, limits: "a condition that depends on the picture", buildsOfConstants: true, fold: nil
    ) { node, importer in
        let condition = try node.constant(0)
        guard condition.count == 1 else {
            throw node.fault(input: "cond", expected: .oneElement, found: "\(condition.count)")
        }
        let name = condition.booleans[0] ? "then_branch" : "else_branch"
        guard let branch = node.proto.attribute.first(where: { $0.name == name })?.g else {
            throw node.fault(name, expected: .form(.graph), found: "nothing")
        }
        guard branch.output.count >= node.outputs.count else {
            throw node.fault(name, expected: .numbers(node.outputs.count), found: "\(branch.output.count)")
        }
        return try importer.inlined(branch)
    }

    static let loop = ONNXOperator(
        "Loop", opsets: 1..., inputs: 2..., outputs: 1..., attributes: [.unread("body", .graph)],
        kind: .merge, version: 25, limits: "everything", fold: nil, build: nil)

    static let scan = ONNXOperator(
        "Scan", opsets: 8..., inputs: 1..., outputs: 1...,
        attributes: [
            .unread("body", .graph), .unread("num_scan_inputs", .integer),
            .unread("directions", .integers, opsets: 8...8),
            .unread("scan_input_axes", .integers, opsets: 9...),
            .unread("scan_input_directions", .integers, opsets: 9...),
            .unread("scan_output_axes", .integers, opsets: 9...),
            .unread("scan_output_directions", .integers, opsets: 9...),
        ],
        kind: .merge, version: 25, limits: "everything", fold: nil, build: nil)
}
