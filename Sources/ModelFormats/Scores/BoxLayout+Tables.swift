import NeuralNetwork
import Tensors

extension BoxLayout {
    /// Fewer boxes than any detector looks at that leaves it to others to choose among them.
    private static let fewestBoxes = 21
    /// More boxes than any detector chooses.
    private static let mostChosen = 1000

    /// An output that has all of a box in one table.
    ///
    /// Recognised are the tables of the YOLO family: (4 + C)×N with one column for each box and one score for each class (version 8 and
    /// later); N×(5 + C) with one row for each box and, before the classes' scores, that of there being anything (versions 3 to 7 and
    /// YOLOX, whose boxes may still be distances from the places of three maps); N×6 with corners, score and class, and N×7 with the
    /// picture's number besides, as networks put out that drop overlapping boxes themselves.
    ///
    /// - Returns: nil for a layer that is no table of boxes: scores of boxes come out of a sigmoid or a softmax.
    init?(table node: Node, in graph: Graph) {
        let extents = node.shape.dimensions.filter { $0 != 1 }
        guard node.isComputed, node.isByItem, extents.count == 2, node.shape.count < 1 << 26 else {
            return nil
        }
        let (rows, columns) = (extents[0], extents[1])
        func numbers(_ first: Int, isByColumn: Bool = false) -> Numbers {
            isByColumn
                ? Numbers(layer: node.id, first: first * columns, boxStride: 1, numberStride: columns)
                : Numbers(layer: node.id, first: first, boxStride: columns, numberStride: 1)
        }
        let isChosen = rows <= Self.mostChosen
        if columns == 6, isChosen {
            self.init(
                boxCount: rows, corners: .leftFirst, box: numbers(0), scores: numbers(4), scoreCount: 1,
                classes: numbers(5), isChosen: true)
        } else if columns == 7, isChosen,
            graph.endsInRanking(node.id) || rows < Self.fewestBoxes || !graph.endsInProbabilities(node.id)
        {
            self.init(
                boxCount: rows, corners: .leftFirst, box: numbers(1), scores: numbers(6), scoreCount: 1,
                classes: numbers(5), isChosen: true, isSeven: true)
        } else if rows < columns, rows >= 5, columns >= Self.fewestBoxes, graph.endsInProbabilities(node.id) {
            self.init(
                boxCount: columns, corners: .centre, box: numbers(0, isByColumn: true),
                scores: numbers(4, isByColumn: true), scoreCount: rows - 4)
        } else if columns >= 6, rows >= Self.fewestBoxes, graph.endsInProbabilities(node.id) {
            let places = graph.endsInExponentials(node.id) ? nil : graph.places(ofBoxes: rows)
            self.init(
                boxCount: rows, corners: places.map(Corners.ofPlaces) ?? .centre, box: numbers(0),
                scores: numbers(5), scoreCount: columns - 5, object: numbers(4))
        } else {
            return nil
        }
    }
}

extension Graph {
    /// The places of the maps at an eighth, a sixteenth and a thirty-second (and perhaps a sixty-fourth) of the input's extent, row by
    /// row and map by map; nil where there are not as many of them as boxes.
    fileprivate func places(ofBoxes count: Int) -> [BoxLayout.Place]? {
        let (rows, columns) = (inputShape[1], inputShape[2])
        for strides in [[8, 16, 32], [8, 16, 32, 64]] {
            let maps = strides.map { (stride: $0, rows: rows / $0, columns: columns / $0) }
            guard maps.reduce(0, { $0 + $1.rows * $1.columns }) == count else { continue }
            return maps.flatMap { map in
                (0..<map.rows).flatMap { y in
                    (0..<map.columns).map {
                        BoxLayout.Place(x: $0 * map.stride, y: y * map.stride, stride: map.stride)
                    }
                }
            }
        }
        return nil
    }
}
