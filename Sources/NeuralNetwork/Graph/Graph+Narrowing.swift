import Tensors

extension Graph {
    /// The same network without the edges on which a part of its last layer's output does not depend.
    ///
    /// Windows are moved, nothing is cut off, so that every layer keeps its cost for each element: an edge is left out in the
    /// layers that follow one another up to the last one, as far as the padding of their windows allows.
    ///
    /// - Parameter region: the rows and columns of the last layer's output, N×C×H×W, that count.
    /// - Returns: the network, and the row and column of this network's output with which its output begins; it may end after
    ///   the region.
    public func narrowed(to region: [Range<Int>]) throws(GraphError) -> (graph: Graph, start: [Int]) {
        let run = slidingLayers(upTo: lastComputed)
        let begins = region.indices.map { axis in
            SlidingAxis.begins(of: run.map { $0.axes[axis] }, for: region[axis])
        }
        let ends = region.indices.map { axis in
            SlidingAxis.needs(of: run.map { $0.axes[axis] }, for: region[axis]).map(\.upperBound)
        }
        var start = region.map { _ in 0 }
        let graph = try rebuilt { node, operation, below in
            guard let place = run.firstIndex(where: { $0.node == node }) else { return operation }
            let size = below.shape(of: nodes[node].inputs[0]).dimensions.suffix(region.count)
            let given = zip(start, size).map { $0..<$0 + $1 }
            start = begins.map { $0[place] }
            return run[place].moved(operation, over: given, to: start, ends.map { $0[place] })
        }
        return (graph, start)
    }

    /// Layers that move a window over the one below or look at each element by itself, one after the other, nothing else
    /// reading them.
    private func slidingLayers(upTo last: Int) -> [SlidingLayer] {
        var readers = [Int](repeating: 0, count: nodes.count)
        for node in nodes { for input in node.inputs { readers[input] += 1 } }
        var layers: [SlidingLayer] = []
        var node = nodes[last]
        while node.inputs.count == 1, node.id == last || readers[node.id] == 1,
            let layer = SlidingLayer(node, over: nodes[node.inputs[0]].shape)
        {
            layers.insert(layer, at: 0)
            node = nodes[node.inputs[0]]
        }
        return layers
    }
}

/// A layer that moves a window over its input.
private struct SlidingLayer {
    let node: Int
    let axes: [SlidingAxis]

    private let narrowing: Narrowing

    /// - Parameter input: C×H×W.
    /// - Returns: nil for a layer that needs all of its input.
    init?(_ node: Node, over input: Shape) {
        guard input.rank == 3, let operation = node.operation else { return nil }
        let sizes = Array(input.dimensions.dropFirst())
        self.node = node.id
        narrowing = operation.narrowing
        switch narrowing {
        case .samePlace: axes = sizes.map { SlidingAxis(size: $0, stride: 1, reach: 1, before: 0) }
        case .window(let window, _):
            guard let placement = try? window.place(over: sizes) else { return nil }
            axes = sizes.indices.map { axis in
                SlidingAxis(
                    size: sizes[axis], stride: window.stride[axis],
                    reach: window.dilation[axis] * (window.kernelSize[axis] - 1) + 1,
                    before: placement.before[axis])
            }
        case .impossible: return nil
        }
    }

    /// - Parameters:
    ///   - operation: the layer's.
    ///   - given: the part of the input that is there.
    ///   - begins: where the output is to begin.
    ///   - ends: up to where it is needed.
    func moved(
        _ operation: any Operator, over given: [Range<Int>], to begins: [Int], _ ends: [Int]
    ) -> any Operator {
        guard case .window(var window, let moved) = narrowing else { return operation }
        window.ceilMode = false
        window.padding = .explicit(
            before: axes.indices.map {
                given[$0].lowerBound + axes[$0].before - begins[$0] * axes[$0].stride
            },
            after: axes.indices.map { max(0, axes[$0].inputEnd(of: ends[$0]) - given[$0].upperBound) })
        return moved(window)
    }
}

/// How one axis of a layer's output reads that of its input.
struct SlidingAxis {
    /// The input's extent.
    let size: Int
    let stride: Int
    /// Elements from the first that a window reads to the last.
    let reach: Int
    /// Padding before the first element.
    let before: Int

    /// The padded input's end, as far as the output before `end` reads it.
    func inputEnd(of end: Int) -> Int { (end - 1) * stride - before + reach }

    private func input(of output: Range<Int>) -> Range<Int> {
        let start = min(max(output.lowerBound * stride - before, 0), size)
        return start..<max(start, min(inputEnd(of: output.upperBound), size))
    }

    /// Where the output can begin, at the latest at `wanted`, if the input begins at `given`; nil if it cannot.
    private func begin(_ wanted: Int, given: Int) -> Int? {
        // Before the input's own beginning there is padding, of which less can be taken.
        if given == 0 { return min(wanted, before / stride) }
        let (begin, rest) = (given + before).quotientAndRemainder(dividingBy: stride)
        return rest == 0 && begin <= wanted ? begin : nil
    }

    /// What each layer of a run has to put out, from the first one up.
    static func needs(of run: [SlidingAxis], for output: Range<Int>) -> [Range<Int>] {
        var needed = output
        let fromTheTop = run.reversed().map { axis in
            defer { needed = axis.input(of: needed) }
            return needed
        }
        return fromTheTop.reversed()
    }

    /// Where the output of each layer of a run can begin, from the first one up.
    static func begins(of run: [SlidingAxis], for output: Range<Int>) -> [Int] {
        let needs = needs(of: run, for: output)
        var begins: [Int] = []
        for (axis, need) in zip(run, needs) {
            if let begin = axis.begin(need.lowerBound, given: begins.last ?? 0) {
                begins.append(begin)
            } else {
                // Below a layer that cannot begin so late, all begin at 0.
                begins = begins.map { _ in 0 } + [min(need.lowerBound, axis.before / axis.stride)]
            }
        }
        return begins
    }
}
