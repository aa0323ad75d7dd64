import Files
import ModelFormats
import NeuralNetwork
import Tensors

/// Runs a network on many variants of one input, batch by batch, and hands over the class scores.
///
/// Memory is for one batch, however many variants there are.
struct PerturbedInputs {
    let question: Question
    let analysis: Analysis
    private let sizes: BatchSizes

    /// - Parameter batchSize: variants in a batch; nil to find out what is fastest.
    init(_ question: Question, of analysis: Analysis, batchSize: Int? = nil) {
        self.question = question
        self.analysis = analysis
        let graph = analysis.model.graph
        let fixed = graph.batch > 1 ? graph.batch : batchSize
        let greatestLayer = graph.nodes.reduce(0) { $1.isComputed ? max($0, $1.shape.count) : $0 }
        // A layer's input and its output lie in memory together with another copy. The first picture waits for the
        // smallest batch only.
        sizes =
            fixed.map { BatchSizes(bytesPerItem: 1, candidates: [$0]) }
            ?? BatchSizes(bytesPerItem: max(1, greatestLayer * 4 * 3), candidates: [1, 4, 16])
    }

    /// - Parameters:
    ///   - count: how many variants there are.
    ///   - write: fills one variant, C×H×W; called with rising indices, the last one repeatedly to fill a batch.
    ///   - take: takes the variant's index and its class scores before the softmax, in the order of the indices.
    ///   - partial: what is known so far; asked for only when somebody looks.
    /// - Throws: `CancellationError`, `EngineError`.
    func run(
        count: Int, write: (Int, UnsafeMutableBufferPointer<Float>) -> Void,
        take: (Int, UnsafeBufferPointer<Float>) throws -> Void, partial: () -> Explanation?
    ) throws {
        let input = analysis.subject.input.part(0)
        var sizes = sizes
        var done = 0
        var size = 0
        defer { analysis.executor.trim() }
        while done < count {
            if sizes.next != size { analysis.executor.trim() }
            // The last batch is as large as those before it, for which the network is compiled already.
            size = sizes.next
            let start = ContinuousClock.now
            let batch = Tensor(Shape([size] + input.shape.dimensions)) { elements in
                for item in 0..<size {
                    let part = elements[item * input.count..<(item + 1) * input.count]
                    write(min(done + item, count - 1), UnsafeMutableBufferPointer(rebasing: part))
                }
            }
            let scores = try analysis.executor.output(for: batch, cancellation: question.cancellation)
            let classes = scores.count / size
            let fresh = min(size, count - done)
            try scores.withUnsafeBufferPointer { scores in
                for item in 0..<fresh {
                    let own = scores[item * classes..<(item + 1) * classes]
                    try take(done + item, UnsafeBufferPointer(rebasing: own))
                }
            }
            sizes.record(size, seconds: (ContinuousClock.now - start) / .seconds(1))
            done += fresh
            try question.report(Double(done) / Double(count), partial: partial)
        }
    }
}
