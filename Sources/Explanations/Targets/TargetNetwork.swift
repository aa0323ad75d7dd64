import ModelFormats
import NeuralNetwork
import Tensors

/// A network that gets the layers of a target after its own.
struct TargetNetwork {
    /// Of the photo, by the network as it is.
    let analysis: Analysis
    private var builder: GraphBuilder

    init(_ analysis: Analysis) {
        self.analysis = analysis
        builder = GraphBuilder(analysis.model.graph)
    }

    private var graph: Graph { analysis.model.graph }

    /// The layer of an output, or a layer by its own name.
    ///
    /// - Parameter name: nil for the output that is explained, or else the first.
    /// - Throws: ``TargetError``.
    func layer(named name: String?) throws(TargetError) -> Node {
        let model = analysis.model
        let chosen = name ?? model.explainedOutput
        let node: Node
        if let output = graph.outputs.first(where: { $0.name == chosen }) {
            node = graph.nodes[output.layer]
        } else if let name {
            do throws(ModelError) {
                node = try model.layer(named: name)
            } catch {
                let nearest = NearestNames.of(name, in: graph.nodes.map(\.name))
                throw .unknownOutput(name, outputs: graph.outputs.map(\.name), nearest: nearest)
            }
        } else {
            node = graph.nodes[graph.outputs[0].layer]
        }
        if let reason = node.obstacle { throw .notComputed(layer: node.name, reason: reason) }
        guard node.isByItem, !node.isEmpty else { throw .notByItem(layer: node.name) }
        return node
    }

    /// The name of an output as a person knows it.
    func name(of node: Node) -> String {
        graph.outputs.first { $0.layer == node.id }?.name ?? node.name
    }

    /// Adds a layer.
    ///
    /// - Returns: its place.
    mutating func add(_ operation: any Operator, _ inputs: Int...) throws(GraphError) -> Int {
        try builder.add(builder.freeName("target", separator: " "), operation, inputs)
    }

    /// Elements of a layer's output.
    ///
    /// - Parameter positions: for each axis, counted with the batch; nil for all of them.
    mutating func picked(_ positions: [[Int]?], of layer: Int) throws(GraphError) -> Int {
        try add(Gather(positions, summary: .operation("Pick")), layer)
    }

    /// One element of a layer's output, counted in row-major order without the batch.
    mutating func element(_ index: Int, of layer: Int) throws(GraphError) -> Int {
        let shape = builder.shape(of: layer)
        let positions = zip(shape.dimensions, shape.strides).map { index / $1 % $0 }
        return try picked([nil] + positions.map { [$0] }, of: layer)
    }

    /// The elements of a layer as one number: their sum, mean, norm …
    mutating func reduced(_ function: Reduction.Function, _ layer: Int) throws(GraphError) -> Int {
        let rank = builder.fullShape(of: layer)?.rank ?? 1
        return try add(Reduction(function, axes: Array(1..<rank), keepsAxes: true), layer)
    }

    /// A layer times numbers of the same network.
    ///
    /// - Parameter factors: which broadcast to it.
    mutating func scaled(_ layer: Int, by factors: Tensor) throws(GraphError) -> Int {
        try add(ElementwiseArithmetic(.multiply, constant: factors), layer)
    }

    /// The network with a layer of one number as its only score.
    mutating func graph(scoring number: Int, as scoring: Graph.Scoring) throws(GraphError) -> Graph {
        let row = builder.shape(of: number).rank == 1 ? number : try add(Reshape.flatten, number)
        return builder.build(logits: row, scoring: scoring)
    }
}

extension Analysis {
    /// The same photo with one number as the only score.
    ///
    /// - Parameters:
    ///   - text: the target's.
    ///   - build: adds its layers and gives the place of the last, which puts out one number for each item of a batch.
    func asked(
        _ text: String, as scoring: Graph.Scoring = .number, cancellation: Cancellation?,
        _ build: (inout TargetNetwork) throws -> Int
    ) throws -> AskedAnalysis {
        var network = TargetNetwork(self)
        let number = try build(&network)
        let graph = try network.graph(scoring: number, as: scoring)
        let model = model.scoring(graph, labels: ClassLabels([text]), output: nil)
        let analysis = try Analysis(
            of: subject, with: model, on: Executor(graph, besides: executor), target: text,
            cancellation: cancellation)
        return AskedAnalysis(analysis: analysis, classIndex: 0)
    }
}
