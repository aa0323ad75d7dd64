import NeuralNetwork

/// Where a network's layers and groups lie in its diagram, in the diagram's own pixels.
package struct DiagramLayout: Sendable {
    enum Content: Hashable, Sendable {
        case layer(Int)
        /// A group that opens on a click.
        case closedGroup([String])
        /// The frame of an open group; ``titleHeight`` from its top is its title, which closes it.
        case openGroup([String])
        /// A group that always shows its layers.
        case block([String])
    }

    struct Box: Hashable, Sendable {
        let content: Content
        let frame: Rect

        /// Whether it stands for layers, and not around their boxes.
        var isLeaf: Bool {
            switch content {
            case .layer, .closedGroup: true
            case .openGroup, .block: false
            }
        }
    }

    /// A connection that passes by other layers.
    struct Skip: Hashable, Sendable {
        let source: Int
        let target: Int
        let start: Point
        let end: Point
        /// How high the connection rises.
        let top: Double
    }

    /// Groups before the groups and layers they hold.
    var boxes: [Box] = []
    private(set) var skips: [Skip] = []
    /// Between neighbours of the outermost row: where an arrow points from and to.
    var arrows: [Rect] = []
    var width: Double = 0
    /// Of all rows.
    var height = DiagramLayout.rowHeight
    /// The box that stands for a layer: its own, or that of the closed group around it.
    var boxOfLayer: [Int: Int] = [:]
    /// Layers that are alone in their group, which is not drawn: they stand for it.
    private(set) var loners: Set<Int> = []

    static let rowHeight: Double = 228
    static let titleHeight: Double = 24
    private static let top: Double = 6
    private static let bottom: Double = 222
    private static let padding: Double = 8
    private static let skipRoom: Double = 22

    /// - Parameters:
    ///   - open: the groups that are open, where groups can be closed at all.
    ///   - width: what there is; networks shown fully open use it up.
    ///   - rows: whether there is room for several rows; the width is that of the whole then, as high as wide it is by `rows`.
    ///   - letters: how many times as large as usual they are, which the boxes leave room for.
    package init(
        _ graph: Graph, open: Set<[String]>, fitting width: Double, rows: Double? = nil, letters: Double = 1
    ) {
        let tree = ScopeTree(graph)
        var builder = Builder(
            graph: graph, open: open, isShallow: Self.isShallow(graph), letters: letters)
        if builder.isShallow { builder.fit(tree, width: width) }
        builder.place(tree)
        boxes = builder.boxes
        boxOfLayer = builder.boxOfLayer
        arrows = builder.arrows
        loners = builder.loners
        self.width = builder.x
        if let rows { wrap(fitting: width, heightByWidth: rows) }
        addSkips(graph)
    }

    /// Whether all of a network is shown at once: its groups are few, flat and hold few layers.
    static func isShallow(_ graph: Graph) -> Bool {
        var counts: [[String]: Int] = [:]
        for node in graph.nodes { counts[node.scope, default: 0] += 1 }
        return counts.allSatisfy { $0.key.count <= 1 && $0.value <= 6 } && graph.nodes.count <= 32
    }

    /// The groups around a layer, which must be open for it to be seen.
    static func groups(around node: Node) -> [[String]] {
        node.scope.indices.map { Array(node.scope[...$0]) }
    }

    /// Where a layer, or the closed group that holds it, is drawn.
    func frame(ofLayer layer: Int) -> Rect? { boxOfLayer[layer].map { boxes[$0].frame } }

    /// The innermost box under a point.
    func box(at point: Point) -> Box? {
        boxes.last { $0.frame.contains(point) }
    }

    private mutating func addSkips(_ graph: Graph) {
        var drawn = Set<[Int]>()
        for node in graph.nodes where node.inputs.count > 1 {
            for input in node.inputs where input < node.id - 1 {
                guard let from = boxOfLayer[input], let to = boxOfLayer[node.id], from != to else { continue }
                guard drawn.insert([from, to]).inserted else { continue }
                let (start, end) = (boxes[from].frame, boxes[to].frame)
                let top = skipTop(over: graph.nodes[input].scope, graph.nodes[node.id].scope, end.y)
                skips.append(
                    Skip(
                        source: input, target: node.id, start: Point(x: start.midX, y: start.y),
                        end: Point(x: end.midX, y: end.y), top: min(top ?? .infinity, start.y - 6, end.y - 6))
                )
            }
        }
    }

    /// The room for connections in the innermost open group around both.
    private func skipTop(over first: [String], _ second: [String], _ y: Double) -> Double? {
        let common = Array(zip(first, second).prefix { $0 == $1 }.map(\.0))
        return boxes.last { $0.content == .openGroup(common) && $0.frame.y <= y }
            .map { $0.frame.y + Self.titleHeight + 8 }
    }

    /// Puts boxes beside each other from the left.
    private struct Builder {
        let graph: Graph
        let open: Set<[String]>
        let isShallow: Bool
        let letters: Double
        var boxes: [Box] = []
        var boxOfLayer: [Int: Int] = [:]
        var loners: Set<Int> = []
        var arrows: [Rect] = []
        var x: Double = 0
        lazy var layerWidth: Double = 28 * letters
        var gap: Double = 16

        /// Widens layers and gaps until they fill the width.
        mutating func fit(_ tree: ScopeTree, width: Double) {
            let groups = Double(tree.children.count + 1)
            let layers = Double(graph.nodes.count)
            gap = 34
            let room = width - 2 * DiagramLayout.endRoom - (groups - 2) * gap
            layerWidth = min(max(room / layers, 24 * letters), 48 * letters)
            gap = max(
                18, min(60, (width - 2 * DiagramLayout.endRoom - layers * layerWidth) / max(groups - 2, 1)))
        }

        mutating func place(_ tree: ScopeTree) {
            x = DiagramLayout.endRoom
            for (index, child) in tree.children.enumerated() {
                if index > 0 {
                    arrows.append(Rect(x: x, y: rowTop, width: gap, height: DiagramLayout.bottom - rowTop))
                    x += gap
                }
                place(child, top: DiagramLayout.top, bottom: DiagramLayout.bottom)
            }
            x += DiagramLayout.endRoom
        }

        private var rowTop: Double { DiagramLayout.top + (isShallow ? 44 : 0) }

        private mutating func place(_ child: ScopeTree.Child, top: Double, bottom: Double) {
            switch child {
            case .layer(let id):
                let isOutermost = top == DiagramLayout.top
                let inset: Double = isOutermost && !isShallow ? 40 : isOutermost ? 44 : 0
                addLayer(id, top: top + inset, bottom: isOutermost && !isShallow ? bottom - 40 : bottom)
            case .group(let tree):
                if isShallow {
                    let start = x
                    let position = boxes.count
                    for id in tree.layers { addLayer(id, top: top + 44, bottom: bottom) }
                    let frame = Rect(x: start, y: top, width: x - start, height: bottom - top)
                    boxes.insert(Box(content: .block(tree.path), frame: frame), at: position)
                    for id in tree.layers { boxOfLayer[id]? += 1 }
                } else if tree.layers.count == 1, let only = tree.layers.first {
                    loners.insert(only)
                    place(.layer(only), top: top, bottom: bottom)
                } else if open.contains(tree.path) {
                    placeOpen(tree, top: top, bottom: bottom)
                } else {
                    let isOutermost = tree.path.count == 1
                    let frame = Rect(
                        x: x, y: isOutermost ? top + 40 : top, width: (isOutermost ? 92 : 40) * letters,
                        height: bottom - top - (isOutermost ? 80 : 0))
                    for id in tree.layers { boxOfLayer[id] = boxes.count }
                    boxes.append(Box(content: .closedGroup(tree.path), frame: frame))
                    x = frame.maxX
                }
            }
        }

        private mutating func placeOpen(_ tree: ScopeTree, top: Double, bottom: Double) {
            let position = boxes.count
            let start = x
            boxes.append(
                Box(content: .openGroup(tree.path), frame: Rect(x: start, y: top, width: 0, height: 0)))
            x += DiagramLayout.padding
            let room = tree.hasSkips(graph) ? DiagramLayout.skipRoom : 0
            for (index, child) in tree.children.enumerated() {
                if index > 0, case .group = child { x += 12 }
                place(
                    child, top: top + DiagramLayout.titleHeight + 4 + room,
                    bottom: bottom - DiagramLayout.padding)
            }
            x = max(x + DiagramLayout.padding, start + 96 * letters)
            boxes[position] = Box(
                content: .openGroup(tree.path),
                frame: Rect(x: start, y: top, width: x - start, height: bottom - top))
        }

        private mutating func addLayer(_ id: Int, top: Double, bottom: Double) {
            boxOfLayer[id] = boxes.count
            boxes.append(
                Box(content: .layer(id), frame: Rect(x: x, y: top, width: layerWidth, height: bottom - top)))
            x += layerWidth
        }
    }

    /// Room for the arrows Input and Output at the ends.
    static let endRoom: Double = 58
}

/// The groups of a network as a tree, in the layers' order.
struct ScopeTree {
    enum Child {
        case layer(Int)
        case group(ScopeTree)
    }

    let path: [String]
    private(set) var children: [Child] = []
    /// All layers within.
    private(set) var layers: [Int] = []

    init(_ graph: Graph) { self.init(graph.nodes[...], path: []) }

    private init(_ nodes: ArraySlice<Node>, path: [String]) {
        self.path = path
        layers = nodes.map(\.id)
        var rest = nodes
        while let first = rest.first {
            guard first.scope.count > path.count else {
                children.append(.layer(first.id))
                rest = rest.dropFirst()
                continue
            }
            let inner = Array(first.scope[...path.count])
            let members = rest.prefix { $0.scope.starts(with: inner) }
            children.append(.group(ScopeTree(members, path: inner)))
            rest = rest.dropFirst(members.count)
        }
    }

    /// Groups of more than one layer among the children.
    var groupCount: Int {
        children.reduce(0) { if case .group(let tree) = $1, tree.layers.count > 1 { $0 + 1 } else { $0 } }
    }

    /// The group of that path.
    func group(_ wanted: [String]) -> ScopeTree? {
        if path == wanted { return self }
        for case .group(let tree) in children where wanted.starts(with: tree.path) {
            return tree.group(wanted)
        }
        return nil
    }

    /// Whether a connection within passes by a layer.
    func hasSkips(_ graph: Graph) -> Bool {
        guard let first = layers.first else { return false }
        return layers.contains { id in graph.nodes[id].inputs.contains { $0 >= first && $0 < id - 1 } }
    }
}
