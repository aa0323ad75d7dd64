import NeuralNetwork
import Tensors
import Words

/// Scaled products of queries and keys as weights for values (Vaswani et al. 2017).
extension ONNXOperators {
    static let attention = ONNXOperator(
        "Attention", opsets: 23..., inputs: 3...6, outputs: 1...4,
        attributes: [
            .flag("is_causal"), .integer("q_num_heads", in: 1...extentLimit),
            .integer("kv_num_heads", in: 1...extentLimit), .float("scale"), .float("softcap", 0),
            .integer("qk_matmul_output_mode", 0, in: 0...3), .ignored("softmax_precision", .integer),
            .integer("left_window_size", -1, in: -1...extentLimit, opsets: 25...),
            .integer("right_window_size", -1, in: -1...extentLimit, opsets: 25...),
        ],
        kind: .dense, version: 24,
        limits: "past keys and values; windows; a cap together with a mask; the products as an output",
        fold: nil
    ) { node, importer in
        for input in [4, 5] where node.input(input) != nil { throw UnsupportedFeature.input(input + 1) }
        for name in ["left_window_size", "right_window_size"]
        where node.attributes.has(name) && node.attributes.integer(name) >= 0 {
            throw UnsupportedFeature.attribute(name, opset: nil)
        }
        let given = try (0..<3).map { try node.symbol($0) }
        let isFlat = given[0].dimensions?.count == 3
        let heads = node.attributes.givenInteger("q_num_heads")
        let keyHeads = node.attributes.givenInteger("kv_num_heads")
        var parts: [ONNXSymbol] = []
        for (index, name) in ["queries", "keys", "values"].enumerated() {
            guard isFlat else {
                parts.append(given[index])
                continue
            }
            guard let count = index == 0 ? heads : keyHeads else {
                throw node.fault(
                    index == 0 ? "q_num_heads" : "kv_num_heads", expected: .form(.integer), found: "nothing")
            }
            parts.append(try inHeads(node, name, given[index], count, &importer))
        }
        let (many, few) = (parts[0].dimensions ?? [], parts[1].dimensions ?? [])
        guard many.count == 4, few.count == 4 else {
            throw node.fault(input: "Q", expected: .axes(4), found: "\(Shape(many))")
        }
        if many[1] != few[1] {
            guard few[1] > 0, many[1] % few[1] == 0 else {
                throw node.fault("kv_num_heads", expected: .divisor(many[1]), found: "\(few[1])")
            }
            let repeated = ONNXValue(integers: (0..<many[1]).map { $0 / (many[1] / few[1]) })
            for index in 1...2 {
                parts[index] = try importer.one(
                    node, part: "repeated\(index)", "Gather", parts[index], .constant(repeated),
                    attributes: .integer("axis", 1))
            }
        }
        var mask = try node.input(3).map { try additive(node, $0, &importer) }
        if node.attributes.flag("is_causal") {
            let causal = causalMask(rows: many[2], columns: few[2])
            mask =
                try mask.map {
                    try importer.one(node, part: "causal", "Add", $0, .constant(causal))
                } ?? .constant(causal)
        }
        let cap = node.attributes.float("softcap")
        guard cap == 0 || mask == nil else { throw UnsupportedFeature.attribute("softcap", opset: nil) }
        let scale =
            node.attributes.has("scale")
            ? node.attributes.float("scale") : 1 / Float(max(many[3], 1)).squareRoot()
        let output = try attended(
            node, part: isFlat ? "heads" : nil, parts, scale: scale, mask: mask, cap: cap, &importer)
        return isFlat ? [try joined(node, output, &importer)] : [output]
    }

    /// B×S×(heads·H) as B×heads×S×H.
    static func inHeads(
        _ node: ONNXNode, _ part: String, _ input: ONNXSymbol, _ heads: Int, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        guard let dimensions = input.dimensions, dimensions.count == 3 else {
            throw node.fault(
                input: part, expected: .axes(3), found: input.dimensions.map { "\(Shape($0))" } ?? "nothing")
        }
        guard heads > 0, dimensions[2] % heads == 0 else {
            throw node.fault("num_heads", expected: .divisor(dimensions[2]), found: "\(heads)")
        }
        let split = ONNXValue(integers: [dimensions[0], dimensions[1], heads, dimensions[2] / heads])
        let parts = try importer.one(node, part: "\(part)/split", "Reshape", input, .constant(split))
        return try importer.one(
            node, part: part, "Transpose", parts, attributes: .integers("perm", [0, 2, 1, 3]))
    }

    /// B×heads×S×H as B×S×(heads·H), under the node's name.
    static func joined(
        _ node: ONNXNode, _ heads: ONNXSymbol, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let rows = try importer.one(
            node, part: "rows", "Transpose", heads, attributes: .integers("perm", [0, 2, 1, 3]))
        let dimensions = rows.dimensions ?? [1, 1, 1, 1]
        let joined = ONNXValue(integers: [dimensions[0], dimensions[1], dimensions[2] * dimensions[3]])
        return try importer.one(node, "Reshape", rows, .constant(joined))
    }

    /// softmax(scale·Q·Kᵀ + mask)·V
    ///
    /// - Parameters:
    ///   - inputs: queries, keys and values, each B×heads×S×H.
    ///   - cap: the largest magnitude of a product, by tanh; 0 for none.
    static func attended(
        _ node: ONNXNode, part: String?, _ inputs: [ONNXSymbol], scale: Float, mask: ONNXSymbol?,
        cap: Float = 0, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        func number(_ value: Float) -> ONNXSymbol { .constant(ONNXValue(float: value)) }
        let columns = try importer.one(
            node, part: "columns", "Transpose", inputs[1], attributes: .integers("perm", [0, 1, 3, 2]))
        let products = try importer.one(node, part: "products", "MatMul", inputs[0], columns)
        var scores = try importer.one(node, part: "scaled", "Mul", products, number(scale))
        if cap > 0 {
            let part = try importer.one(node, part: "part", "Div", scores, number(cap))
            let bounded = try importer.one(node, part: "bounded", "Tanh", part)
            scores = try importer.one(node, part: "capped", "Mul", bounded, number(cap))
        }
        if let mask { scores = try importer.one(node, part: "masked", "Add", scores, mask) }
        let weights = try importer.one(
            node, part: "weights", "Softmax", scores, attributes: .integer("axis", -1))
        return try importer.one(node, part: part, "MatMul", weights, inputs[2])
    }

    /// A mask as what is added to the products: truth is 0 and falsehood −∞.
    static func additive(
        _ node: ONNXNode, _ mask: ONNXSymbol, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        guard importer.type(of: mask) == .boolean else { return mask }
        return try importer.one(
            node, part: "mask", "Where", mask, .constant(ONNXValue(float: 0)),
            .constant(ONNXValue(float: -.infinity)))
    }

    /// −∞ for each key behind its query.
    static func causalMask(rows: Int, columns: Int) -> ONNXValue {
        let values = (0..<rows).flatMap { row in
            (0..<columns).map { $0 <= row ? Float(0) : -.infinity }
        }
        return ONNXValue(Tensor([rows, columns], values))
    }

    /// Pairs of features turned by an angle that depends on their place (Su et al. 2021).
    static let rotaryEmbedding = ONNXOperator(
        "RotaryEmbedding", opsets: 23..., inputs: 3...4,
        attributes: [
            .flag("interleaved"), .integer("num_heads", 0, in: 0...extentLimit),
            .integer("rotary_embedding_dim", 0, in: 0...extentLimit),
        ],
        kind: .activation, version: 23, fold: nil
    ) { node, importer in
        let (_, shape) = try node.variable(0)
        let isFlat = shape.rank == 3
        let heads = node.attributes.integer("num_heads")
        let x =
            isFlat ? try inHeads(node, "heads", node.symbol(0), heads, &importer) : try node.symbol(0)
        guard let dimensions = x.dimensions, dimensions.count == 4 else {
            throw node.fault(input: "X", expected: .axes(4), found: "\(shape)")
        }
        let asked = node.attributes.integer("rotary_embedding_dim")
        let turned = asked == 0 ? dimensions[3] : asked
        guard turned <= dimensions[3], turned % 2 == 0 else {
            throw node.fault("rotary_embedding_dim", expected: .upTo(dimensions[3]), found: "\(turned)")
        }
        let angles = try [1, 2].map { index -> ONNXSymbol in
            var cache = try node.symbol(index)
            if let places = node.input(3) {
                cache = try importer.one(node, part: "cache\(index)", "Gather", cache, places)
            }
            return try importer.one(
                node, part: "angles\(index)", "Unsqueeze", cache, .constant(ONNXValue(integers: [1])))
        }
        let isInterleaved = node.attributes.flag("interleaved")
        func features(_ start: Int, _ end: Int, _ step: Int, _ part: String) throws -> ONNXSymbol {
            let bounds = [start, end, 3, step].map { ONNXSymbol.constant(ONNXValue(integers: [$0])) }
            return try importer.derived(node, part: part, "Slice", [x] + bounds)[0]
        }
        let half = turned / 2
        let first = try features(0, isInterleaved ? turned : half, isInterleaved ? 2 : 1, "first")
        let second = try features(
            isInterleaved ? 1 : half, turned, isInterleaved ? 2 : 1, "second")
        func mixed(_ operation: String, _ a: ONNXSymbol, _ b: ONNXSymbol) throws -> ONNXSymbol {
            let left = try importer.one(node, part: "left", "Mul", a, angles[0])
            let right = try importer.one(node, part: "right", "Mul", b, angles[1])
            return try importer.one(node, part: "turned", operation, left, right)
        }
        var parts = [try mixed("Sub", first, second), try mixed("Add", second, first)]
        if isInterleaved {
            let axis = ONNXSymbol.constant(ONNXValue(integers: [4]))
            parts = try parts.map { try importer.one(node, part: "pair", "Unsqueeze", $0, axis) }
            let pairs = try importer.derived(
                node, part: "pairs", "Concat", parts, [.integer("axis", 4)])[0]
            let whole = ONNXValue(integers: Array(dimensions[..<3]) + [turned])
            parts = [try importer.one(node, part: "interleaved", "Reshape", pairs, .constant(whole))]
        }
        if turned < dimensions[3] { parts.append(try features(turned, dimensions[3], 1, "rest")) }
        let output = try importer.derived(
            node, part: isFlat ? "whole" : nil, "Concat", parts, [.integer("axis", 3)])[0]
        return isFlat ? [try joined(node, output, &importer)] : [output]
    }
}
