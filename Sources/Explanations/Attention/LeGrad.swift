import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// LeGrad (Bousselham et al. 2024): how each attention's own layer would score the class, and how that depends on the attention's
/// weights: the mean over the layers of max(∂s_l/∂A_l, 0), averaged over heads and queries.
///
/// s_l is the class's score by the network's own head on what block l puts out, as it stands; the authors' program for CLIP takes
/// the mean of the block's tokens first, and scales the map to 0…1.
public struct LeGrad: LayerMapMethod {
    public init() {}

    public let name = "legrad"
    public let title: Words = "LeGrad"
    public let summary: Words =
        "How much every attention of a transformer would help the class if the network ended behind it."
    public let guide = MethodGuide(
        computes: """
            The network's head is put behind every block in turn. How much the class's score there would rise with each weight of \
            the block's attention is averaged over heads and tokens where it is positive, and over all blocks.
            """,
        formula: "L[k] = mean over blocks l, heads h and queries q of ReLU( ∂s[l] / ∂A[l,h,q,k] )",
        reading: "Warm places are those at which more attention would help the class, whatever the block.",
        limits: """
            The head was trained on the last block only: what it makes of early ones may mean little. Weights themselves do not \
            count, so a place may be warm that no token looks at.
            """,
        reference: "Bousselham et al.: LeGrad: An Explainability Method for Vision Transformers, 2024")
    public let needsClass = true
    public let cost = Cost.ownPasses

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model) ?? AttentionStream.obstacle(in: model, for: title)
    }

    public func explain(
        _ question: Question, _ options: HeatMapOptions, of analysis: Analysis
    ) throws -> Explanation {
        let graph = analysis.model.graph
        let stream = try AttentionStream(of: analysis, for: title)
        let obstacle = Obstacle.noBlocks(model: analysis.model.title, method: title)
        guard let logits = graph.logits, let blocks = graph.blockOutputs(of: stream.attentions, upTo: logits)
        else { throw obstacle }
        let head: (graph: Graph, place: Int)
        do {
            head = try graph.part(from: [blocks[blocks.count - 1]], to: logits) { _ in throw obstacle }
        } catch is GraphError {
            throw obstacle
        }
        let executor = Executor(head.graph, besides: analysis.executor)
        let seed = Tensor(Shape([1] + graph.nodes[logits].shape.dimensions)) { seed in
            seed.initialize(repeating: 0)
            seed[question.classIndex(in: analysis)] = 1
        }
        var sums = [Float](repeating: 0, count: stream.tokenCount)
        for (attention, block) in zip(stream.attentions, blocks) {
            let tokens = try analysis.forward.output(of: block)
            let above = try executor.forward(tokens, cancellation: question.cancellation)
                .backward(from: head.place, gradient: seed, keeping: .nothing)
                .gradient(at: 0, cancellation: question.cancellation)
            let gradients = try analysis.forward.backward(from: block, gradient: above, keeping: .outputs)
                .gradient(at: attention.weights, cancellation: question.cancellation)
            let matrices = gradients.reshaped([
                gradients.count / (attention.queryCount * attention.keyCount), attention.queryCount,
                attention.keyCount,
            ])
            for (key, value) in AttentionProducts.meanOfPositive(matrices).enumerated() { sums[key] += value }
        }
        return answer(
            question, analysis,
            map: stream.places.map { sums[$1] / Float(blocks.count) })
    }
}

extension Graph {
    /// For each attention, what its block puts out: the last sum of two layers before the next attention through which everything
    /// goes; nil where there is none.
    ///
    /// - Parameter end: the class scores.
    fileprivate func blockOutputs(of attentions: [Attention], upTo end: Int) -> [Int]? {
        var isNeeded = [Bool](repeating: false, count: nodes.count)
        var lastReader = [Int](repeating: 0, count: nodes.count)
        isNeeded[end] = true
        for node in nodes[...end].reversed() where isNeeded[node.id] {
            for input in node.inputs {
                isNeeded[input] = true
                lastReader[input] = max(lastReader[input], node.id)
            }
        }
        var reach = 0
        var sums: [Int] = []
        for node in nodes[...end] where isNeeded[node.id] && !(node.operation is ConstantLayer) {
            if reach <= node.id, let sum = node.operation as? ElementwiseArithmetic, sum.operation == .add,
                sum.constant == nil
            {
                sums.append(node.id)
            }
            reach = max(reach, lastReader[node.id])
        }
        var blocks: [Int] = []
        for (index, attention) in attentions.enumerated() {
            let next = index + 1 < attentions.count ? attentions[index + 1].weights : end + 1
            let shape = blocks.first.map { nodes[$0].fullShape }
            guard
                let last = sums.last(where: { sum in
                    attention.product < sum && sum < next && nodes[sum].isByItem
                        && (shape.map { $0 == nodes[sum].fullShape } ?? (nodes[sum].shape.rank > 1))
                })
            else { return nil }
            blocks.append(last)
        }
        return blocks
    }
}
