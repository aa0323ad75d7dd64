import NeuralNetwork

extension Graph {
    private static var wordsOfEmbeddings: [String] {
        ["embed", "feature", "feat_", "descriptor", "pooler", "pooled", "latent", "hidden", "encoding"]
    }
    private static var wordsOfScores: [String] {
        ["logit", "score", "prob", "class", "pred", "softmax", "cls", "label"]
    }
    /// Fewer numbers than an embedding of which nothing but the layers tells has; and what its count is a multiple of, which that of
    /// classes rarely is.
    private static var fewestFeatures: (count: Int, multiple: Int) { (64, 16) }

    /// Whether a row of numbers says what a picture is like and is no row of scores: it always has the length 1; or its name says so
    /// (at least 16 numbers); or it is what stands before a head, features that are pooled, picked from tokens, a sum of branches
    /// or a batch normalisation's, 64 or more and a multiple of 16, of which nothing makes probabilities.
    ///
    /// - Parameters:
    ///   - output: a row of at least two numbers.
    ///   - classCount: of names that are known; a row of as many numbers is one of scores.
    func isEmbedding(_ output: Output, classCount: Int?) -> Bool {
        let count = nodes[output.layer].shape.count
        guard count != classCount else { return false }
        if isOfLengthOne(output.layer) { return true }
        if let scores = ClassScores(behind: output.layer, of: self),
            scores.layer != output.layer || scores.scoring == .identity
        {
            return false
        }
        if output.says(Self.wordsOfScores) { return false }
        if output.says(Self.wordsOfEmbeddings), count >= 16 { return true }
        let (fewest, multiple) = Self.fewestFeatures
        return count >= fewest && count % multiple == 0 && isBeforeHead(output.layer)
    }

    /// Whether a row is made of more than the sums of a layer's products, which a head ends in.
    private func isBeforeHead(_ row: Int) -> Bool {
        var node = nodes[row]
        for _ in 0..<32 {
            if node.operation is BatchNormalization { return true }
            guard node.isComputed, !sumsProducts(node.id) else { return false }
            let inputs = node.inputs.filter { !isConstant($0) }
            guard inputs.count == 1, let input = inputs.first, input > 0 else { return inputs.count > 1 }
            if nodes[input].shape.count > node.shape.count || !nodes[input].isByItem { return true }
            node = nodes[input]
        }
        return false
    }

    private func isConstant(_ layer: Int) -> Bool { nodes[layer].operation is ConstantLayer }

    /// Whether an output is a vector divided by its own length, in whatever form that is written: one that stays the same where what it
    /// is made of is doubled, and has the length 1.
    private func isOfLengthOne(_ output: Int) -> Bool {
        let node = nodes[output]
        guard node.shape.count > 1, let base = dividedBase(of: output) else { return false }
        let found = rows(
            output, from: (0..<3).map { [base: trial(ofCount: nodes[base].shape.count, draw: $0)] })
        return found?.allSatisfy { row in
            abs(row.reduce(0) { $0 + $1 * $1 }.squareRoot() - 1) < 1e-3
        } ?? false
    }

    /// The last layer that sums up products before an output.
    private func dividedBase(of output: Int) -> Int? {
        var reached: Set<Int> = [output]
        for node in nodes[...output].reversed() where reached.contains(node.id) {
            if node.id != output || sumsProducts(node.id), sumsProducts(node.id) {
                return node.id > 0 && node.isByItem && node.shape.count <= 1 << 16 ? node.id : nil
            }
            reached.formUnion(node.inputs)
        }
        return nil
    }

    private func trial(ofCount count: Int, draw: Int) -> [Float] {
        (0..<count).map { Float(($0 * 37 + draw * 101) % 23) / 5 - 2 }
    }
}
