import NeuralNetwork

extension BoxLayout {
    /// Outputs that are a detector's together: boxes N×4 with, for each of them, a row of scores (as of SSD and its like, and of DETR,
    /// whose scores are no probabilities yet), or with one score and the number of a class, where the network drops overlapping boxes
    /// itself.
    ///
    /// - Parameters:
    ///   - outputs: all of a network's.
    ///   - classCount: of names that are known; nil for none.
    /// - Returns: nil where there is no such pair, or where its boxes are distances from places that nothing tells of.
    init?(outputs: [Graph.Output], of graph: Graph, classCount: Int?) {
        let tables = outputs.filter { graph.boxCount(ofCorners: $0.layer) != nil }
        let named = tables.first { $0.says(["box", "loc", "coord"]) }
        guard let boxes = named ?? tables.first, let count = graph.boxCount(ofCorners: boxes.layer) else {
            return nil
        }
        let others = outputs.filter { $0.layer != boxes.layer }
        if let chosen = BoxLayout(chosen: boxes, count, others, of: graph) {
            self = chosen
            return
        }
        let scored = others.filter { graph.scores(of: count, in: $0.layer) != nil }
        let saying = scored.first { $0.says(["score", "logit", "cls", "class", "conf", "prob"]) }
        guard let output = saying ?? scored.first,
            let (scores, scoreCount) = graph.scores(of: count, in: output.layer)
        else { return nil }
        let box = Numbers(layer: boxes.layer, first: 0, boxStride: 4, numberStride: 1)
        if graph.endsInProbabilities(output.layer) {
            // A sigmoid at the end of boxes makes shares of the picture: centres, width and height.
            let isOfShares = graph.endsInProbabilities(boxes.layer) && !graph.endsInExponentials(boxes.layer)
            self.init(
                boxCount: count, corners: isOfShares ? .centre : .either, box: box, scores: scores,
                scoreCount: scoreCount,
                nothing: scoreCount > 1 && graph.endsInSoftmax(output.layer) ? 0 : nil)
        } else if graph.endsInProbabilities(boxes.layer) {
            let isEachByItself =
                scoreCount == 1 || scoreCount == classCount
                || classCount == nil && Self.usualClassCounts.contains(scoreCount)
            self.init(
                boxCount: count, corners: .centre, box: box, scores: scores, scoreCount: scoreCount,
                scoring: isEachByItself ? .sigmoid : .softmax, nothing: isEachByItself ? nil : scoreCount - 1,
                isChosen: true)
        } else {
            return nil
        }
    }

    /// Boxes, one score each and the number of a class each.
    private init?(
        chosen boxes: Graph.Output, _ count: Int, _ others: [Graph.Output], of graph: Graph
    ) {
        let rows = others.filter { graph.isRow(of: count, $0.layer) }
        guard rows.count >= 2,
            let scores = rows.first(where: { $0.says(["score", "conf", "prob"]) }),
            let classes = rows.first(where: {
                $0.layer != scores.layer && $0.says(["label", "class", "cls", "categor"])
            })
        else { return nil }
        func column(_ output: Graph.Output, _ width: Int) -> Numbers {
            Numbers(layer: output.layer, first: 0, boxStride: width, numberStride: 1)
        }
        // TensorFlow's object detection has the top first.
        let isTopFirst = boxes.name.lowercased().contains("detection_boxes")
        self.init(
            boxCount: count, corners: isTopFirst ? .topFirst : .leftFirst, box: column(boxes, 4),
            scores: column(scores, 1), scoreCount: 1, classes: column(classes, 1), isChosen: true)
    }

    /// What looks like boxes and scores, and is not understood: the distances of boxes from places that the file does not tell, as heads
    /// put them out that are decoded elsewhere.
    ///
    /// - Returns: the names of both.
    static func undecoded(_ outputs: [Graph.Output], of graph: Graph) -> (boxes: String, scores: String)? {
        for boxes in outputs {
            guard let count = graph.boxCount(ofCorners: boxes.layer), count >= 21 else { continue }
            let scores = outputs.first {
                $0.layer != boxes.layer && graph.scores(of: count, in: $0.layer) != nil
            }
            if let scores, boxes.says(["box", "loc", "reg"]) { return (boxes.name, scores.name) }
        }
        return nil
    }
}

extension Graph.Output {
    /// Whether its name has one of some words in it.
    func says(_ words: [String]) -> Bool {
        let name = name.lowercased()
        return words.contains { name.contains($0) }
    }
}

extension Graph {
    private static var boxLimit: Int { 1 << 20 }

    private func extents(of layer: Int) -> [Int]? {
        let node = nodes[layer]
        guard layer > 0, node.isComputed, node.isByItem, node.shape.count > 0, node.shape.count < 1 << 26
        else { return nil }
        return node.shape.dimensions
    }

    /// How many boxes a layer puts out as N×4; nil for another one.
    fileprivate func boxCount(ofCorners layer: Int) -> Int? {
        guard let extents = extents(of: layer), extents.count >= 2, extents.last == 4,
            extents.dropLast().filter({ $0 != 1 }).count <= 1
        else { return nil }
        let count = extents.dropLast().reduce(1, *)
        return (1...Self.boxLimit).contains(count) ? count : nil
    }

    /// Whether a layer puts out one number for each of some boxes.
    fileprivate func isRow(of count: Int, _ layer: Int) -> Bool {
        extents(of: layer).map { $0.filter { $0 != 1 } == (count == 1 ? [] : [count]) } ?? false
    }

    /// Where a layer puts out scores of some boxes, N×C or C×N, and how many for each; nil for a layer that does not.
    fileprivate func scores(of count: Int, in layer: Int) -> (BoxLayout.Numbers, count: Int)? {
        guard let extents = extents(of: layer), count > 1 else { return nil }
        let wide = extents.filter { $0 != 1 }
        if wide == [count] {
            return (BoxLayout.Numbers(layer: layer, first: 0, boxStride: 1, numberStride: 1), 1)
        }
        guard wide.count == 2 else { return nil }
        if wide[0] == count {
            return (
                BoxLayout.Numbers(layer: layer, first: 0, boxStride: wide[1], numberStride: 1), wide[1]
            )
        }
        guard wide[1] == count, wide[0] < count else { return nil }
        return (BoxLayout.Numbers(layer: layer, first: 0, boxStride: 1, numberStride: count), wide[0])
    }
}
