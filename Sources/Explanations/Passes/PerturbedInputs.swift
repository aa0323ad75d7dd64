import NeuralNetwork
import Tensors

/// Runs a network, or the part of one above a layer, on many variants of one input, batch by batch, and hands over the
/// class scores.
///
/// Memory is for one batch, however many variants there are.
struct PerturbedInputs {
    private let executor: Executor
    /// In 32-bit floats, where ``executor`` computes in others.
    private let exact: Executor?
    private let sizes: BatchSizes

    /// - Parameters:
    ///   - executor: of a graph with class scores.
    ///   - batchSize: variants in a batch; nil to find out what is fastest.
    ///   - precision: of the passes.
    /// - Throws: ``QuestionError/noFastPrecision``.
    init(
        _ executor: Executor, batchSize: Int? = nil, precision: Precision = .exact
    ) throws(QuestionError) {
        let elements = try precision.elements()
        exact = elements == .float32 ? nil : executor
        self.executor = exact.map { Executor($0.graph, besides: $0, in: elements) } ?? executor
        let graph = executor.graph
        let fixed = executor.fixedBatch ?? batchSize
        let greatestLayer = graph.nodes.reduce(0) { $1.isComputed ? max($0, $1.shape.count) : $0 }
        // A layer's input and its output lie in memory together with another copy. The first picture waits for the
        // smallest batch only.
        sizes =
            fixed.map { BatchSizes(bytesPerItem: 1, candidates: [$0]) }
            ?? BatchSizes(
                bytesPerItem: max(1, greatestLayer * 4 * 3), memory: executor.memory(atMost: 256 << 20),
                candidates: [1, 4, 16])
    }

    /// - Parameters:
    ///   - count: how many variants there are.
    ///   - cancellation: heeded between layers.
    ///   - write: fills one variant, C×H×W; called with rising indices, the last one repeatedly to fill a batch.
    ///   - take: takes the variant's index and its class scores before the softmax, in the order of the indices.
    ///   - value: what counts of a variant's class scores.
    ///   - report: called after every batch with the part that is done, 0…1; throws to stop.
    /// - Returns: how far the values are off, unless they are exact; known where `value` is given.
    /// - Throws: `CancellationError`, `EngineError`, what `take` and `report` throw.
    @discardableResult
    func run(
        count: Int, cancellation: Cancellation?,
        write: (Int, UnsafeMutableBufferPointer<Float>) -> Void,
        take: (Int, UnsafeBufferPointer<Float>) throws -> Void,
        value: ((UnsafeBufferPointer<Float>) -> Double)? = nil, report: (Double) throws -> Void
    ) throws -> Rounding? {
        let shape = executor.graph.inputShape
        var sizes = sizes
        let checked = Set((0..<Rounding.checks).map { $0 * count / Rounding.checks })
        var rounding = Rounding()
        var inputs: Tensor?
        var done = 0
        var size = 0
        defer { executor.trim() }
        while done < count {
            if sizes.next != size { executor.trim() }
            // The last batch is as large as those before it, for which the network is compiled already.
            size = sizes.next
            let start = ContinuousClock.now
            // Fresh memory for each batch would have to be cleared by the system first.
            if inputs?.shape[0] != size { inputs = Tensor(Shape([size] + shape.dimensions)) { _ in } }
            let batch = inputs!
            batch.withMutableElements { elements in
                for item in 0..<size {
                    let part = elements[item * shape.count..<(item + 1) * shape.count]
                    write(min(done + item, count - 1), UnsafeMutableBufferPointer(rebasing: part))
                }
            }
            let scores = try executor.output(for: batch, cancellation: cancellation)
            let classes = scores.count / size
            let fresh = min(size, count - done)
            try scores.withUnsafeBufferPointer { scores in
                for item in 0..<fresh {
                    let own = scores[item * classes..<(item + 1) * classes]
                    try take(done + item, UnsafeBufferPointer(rebasing: own))
                    if let exact, let value {
                        let whole =
                            try checked.contains(done + item)
                            ? exact.output(for: batch.part(item).asBatch, cancellation: cancellation) : nil
                        rounding.add(
                            value(UnsafeBufferPointer(rebasing: own)),
                            exact: whole.map { $0.withUnsafeBufferPointer(value) })
                    }
                }
            }
            sizes.record(size, seconds: (ContinuousClock.now - start) / .seconds(1))
            done += fresh
            try report(Double(done) / Double(count))
        }
        return exact == nil || value == nil ? nil : rounding
    }
}
