import NeuralNetwork

/// How a detector's output is a table of boxes: where their corners, their scores and their classes stand.
///
/// Recognised are the tables of the YOLO family: (4 + C)×N with one column for each box and one score for each class (version 8 and
/// later); N×(5 + C) with one row for each box and, before the classes' scores, that of there being anything (versions 3 to 7); and N×6
/// with corners, score and class, as networks put out that drop overlapping boxes themselves.
public struct BoxLayout: Sendable, Hashable {
    public enum Form: Sendable, Hashable {
        /// Centre, width and height, then a score for each class.
        case scoresOfClasses
        /// Centre, width and height, the score of there being anything, then a score for each class.
        case objectAndClasses
        /// Left, top, right and bottom, then the score and the class.
        case chosen
    }

    public let form: Form
    /// Whether each box is a column of the table and not a row.
    public let isByColumn: Bool
    public let boxCount: Int
    /// 0 for ``Form/chosen``, which names classes by their numbers.
    public let classCount: Int
    /// Numbers of one box.
    public let width: Int

    /// Fewer boxes than any detector of the first two forms looks at.
    private static let fewestBoxes = 21

    /// - Returns: nil for a layer that is no table of boxes: scores of boxes come out of a sigmoid or a softmax.
    init?(of node: Node, in graph: Graph) {
        let extents = node.shape.dimensions.filter { $0 != 1 }
        guard node.isComputed, node.isByItem, extents.count == 2, node.shape.count < 1 << 26 else {
            return nil
        }
        let (rows, columns) = (extents[0], extents[1])
        if columns == 6, rows <= 1000, rows >= 1 {
            self.init(.chosen, byColumn: false, boxes: rows, width: 6, classes: 0)
        } else if rows < columns, rows >= 5, columns >= Self.fewestBoxes, graph.endsInProbabilities(node.id) {
            self.init(.scoresOfClasses, byColumn: true, boxes: columns, width: rows, classes: rows - 4)
        } else if columns >= 6, rows >= Self.fewestBoxes, graph.endsInProbabilities(node.id) {
            self.init(.objectAndClasses, byColumn: false, boxes: rows, width: columns, classes: columns - 5)
        } else {
            return nil
        }
    }

    private init(_ form: Form, byColumn: Bool, boxes: Int, width: Int, classes: Int) {
        self.form = form
        isByColumn = byColumn
        boxCount = boxes
        self.width = width
        classCount = classes
    }

    /// Where a number of a box stands among the output's, counted in row-major order without the batch.
    public func place(of number: Int, ofBox box: Int) -> Int {
        isByColumn ? number * boxCount + box : box * width + number
    }
}

extension Graph {
    /// Whether a sigmoid or a softmax stands at the end of a layer, behind nothing but rearrangements and arithmetic.
    fileprivate func endsInProbabilities(_ layer: Int) -> Bool {
        var open = [layer]
        var seen: Set<Int> = []
        while let next = open.popLast(), seen.count < 256 {
            guard seen.insert(next).inserted, let operation = nodes[next].operation else { continue }
            if operation is Softmax { return true }
            if let activation = operation as? ActivationLayer {
                if activation.activation == .sigmoid { return true }
                continue
            }
            guard !sumsProducts(next) else { continue }
            open += nodes[next].inputs
        }
        return false
    }
}
