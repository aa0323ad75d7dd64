/// What a tensor of a network of another format stands for while the network is read.
struct TranslatedValue {
    /// Its name among the nodes that are written for it.
    let name: String
    let symbol: ONNXSymbol

    /// With the batch; nil where it is not known.
    var dimensions: [Int]? { symbol.dimensions }
    var constant: ONNXValue? { symbol.constant }

    var isVariable: Bool {
        if case .variable = symbol { true } else { false }
    }

    var isUnavailable: Bool {
        if case .unavailable = symbol { true } else { false }
    }
}
