/// Operators that run a graph of their own, which are shown and not computed.
extension ONNXOperators {
    static let conditional = ONNXOperator(
        "If", opsets: 1..., inputs: 1...1, outputs: 1...,
        attributes: [.unread("then_branch", .graph), .unread("else_branch", .graph)], kind: .merge,
        version: 25, limits: "everything", fold: nil, build: nil)

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
