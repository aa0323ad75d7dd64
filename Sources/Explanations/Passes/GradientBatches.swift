import NeuralNetwork
import Tensors

/// The gradients of class scores at a network's input for many inputs, a batch at a time; the classes share each forward
/// pass.
struct GradientBatches {
    /// Runs the network at the input of which gradients are taken.
    let executor: Executor
    private let pass: GradientPass
    /// Positions among the scores.
    let classIndexes: [Int]
    /// How many inputs there are.
    let count: Int
    /// Bytes that a batch may take.
    private let memory: Int
    private let candidates: [Int]

    /// What one batch came to.
    struct Batch {
        /// Which of the inputs it holds; where it has more items, those are copies of the last input.
        let indexes: Range<Int>
        /// N×C×H×W.
        let inputs: Tensor
        /// N×classes.
        let scores: Tensor
        /// For each class that was asked for, N×C×H×W.
        let gradients: [Tensor]
    }

    /// - Parameters:
    ///   - sizes: of batches, from the smallest, for which the first picture waits.
    ///   - memory: that a batch may take, in bytes.
    init(
        _ executor: Executor, classIndexes: [Int], count: Int, sizes: [Int] = [1, 2, 3, 4, 8, 16, 32],
        memory: Int = 192 << 20
    ) {
        let memory = executor.memory(atMost: memory)
        self.executor = executor
        pass = GradientPass(executor, memory: memory)
        self.classIndexes = classIndexes
        self.count = count
        self.memory = memory
        // Trying takes two batches of a size.
        let worthwhile = sizes.filter { $0 == sizes[0] || 4 * $0 <= count }
        candidates = executor.fixedBatch.map { [$0] } ?? worthwhile
    }

    /// Makes all passes.
    ///
    /// - Parameters:
    ///   - write: fills in one input, C×H×W; called with rising indexes, the last one repeatedly to fill a batch.
    ///   - receive: takes each batch in turn.
    /// - Throws: `CancellationError`, heeded between layers, and what `receive` throws.
    func run(
        cancellation: Cancellation?, write: (Int, UnsafeMutableBufferPointer<Float>) throws -> Void,
        receive: (Batch) throws -> Void
    ) throws {
        let shape = executor.graph.inputShape
        var sizes = BatchSizes(bytesPerItem: pass.bytesPerItem, memory: memory, candidates: candidates)
        var compiled: Set<Int> = []
        var done = 0
        var size = 0
        defer { executor.trim() }
        while done < count {
            let next = Self.size(for: count - done, wanted: sizes.next, compiled: compiled)
            if next != size { executor.trim() }
            size = next
            let indexes = done..<min(done + size, count)
            let inputs = try Tensor(Shape([size] + shape.dimensions)) { destination in
                for item in 0..<size {
                    try write(
                        min(done + item, count - 1),
                        UnsafeMutableBufferPointer(
                            rebasing: destination[item * shape.count..<(item + 1) * shape.count]))
                }
            }
            let start = ContinuousClock.now
            let result = try pass.run(inputs, classIndexes: classIndexes, cancellation: cancellation)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            compiled.insert(size)
            sizes.record(size, seconds: seconds)
            try receive(
                Batch(indexes: indexes, inputs: inputs, scores: result.scores, gradients: result.gradients))
            done = indexes.upperBound
        }
    }

    /// The size wanted, or the smallest for which the network is compiled that holds what remains.
    private static func size(for remaining: Int, wanted: Int, compiled: Set<Int>) -> Int {
        guard remaining < wanted else { return wanted }
        return compiled.filter { $0 >= remaining && $0 <= wanted }.min() ?? wanted
    }
}

extension Tensor {
    /// The sum of all values in double precision.
    var sum: Double { withUnsafeBufferPointer { $0.reduce(0) { $0 + Double($1) } } }

    /// Whether every value is 0.
    var isZero: Bool { withUnsafeBufferPointer { $0.allSatisfy { $0 == 0 } } }
}

extension [Double] {
    /// The values times a factor in single precision.
    func tensor(_ shape: Shape, times factor: Double = 1) -> Tensor {
        Tensor(shape) { destination in
            for (position, value) in enumerated() { destination[position] = Float(value * factor) }
        }
    }
}
