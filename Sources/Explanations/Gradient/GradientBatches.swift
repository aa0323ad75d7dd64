import NeuralNetwork
import Tensors

/// The gradients of class scores at a network's input for many inputs, a batch at a time; the classes share each forward
/// pass.
struct GradientBatches {
    /// Runs the network whose input is looked at.
    let executor: Executor
    /// Positions among the scores.
    let classIndexes: [Int]
    /// How many inputs there are.
    let count: Int
    /// Inputs that go through the network at once.
    let size: Int

    /// What one batch came to.
    struct Batch {
        /// Which of the inputs it holds.
        let indexes: Range<Int>
        /// N×C×H×W.
        let inputs: Tensor
        /// N×classes.
        let scores: Tensor
        /// For each class that was asked for, N×C×H×W.
        let gradients: [Tensor]
    }

    /// - Parameters:
    ///   - size: the greatest batch; it is made smaller until what a pass keeps fits into the memory.
    ///   - memory: that a batch may take, in bytes.
    init(
        _ executor: Executor, classIndexes: [Int], count: Int, size: Int = 5, memory: Int = 512 << 20
    ) {
        self.executor = executor
        self.classIndexes = classIndexes
        self.count = count
        let graph = executor.graph
        let values = graph.nodes.reduce(0) { $1.isComputed ? $0 + $1.shape.count : $0 }
        // Outputs and gradients of every layer.
        let fitting = memory / max(1, values * 8)
        self.size = graph.batch > 1 ? graph.batch : max(1, min(size, fitting, count))
    }

    /// Makes all passes.
    ///
    /// - Parameters:
    ///   - write: fills in one input, C×H×W.
    ///   - receive: takes each batch in turn.
    /// - Throws: `CancellationError`, heeded between layers, and what `receive` throws.
    func run(
        cancellation: Cancellation?, write: (Int, UnsafeMutableBufferPointer<Float>) throws -> Void,
        receive: (Batch) throws -> Void
    ) throws {
        let shape = executor.graph.inputShape
        let rows = shape.count
        for start in stride(from: 0, to: count, by: size) {
            let indexes = start..<min(start + size, count)
            let inputs = try Tensor(Shape([indexes.count] + shape.dimensions)) { destination in
                for (item, index) in indexes.enumerated() {
                    try write(
                        index,
                        UnsafeMutableBufferPointer(rebasing: destination[item * rows..<(item + 1) * rows]))
                }
            }
            let pass = try executor.forward(inputs, cancellation: cancellation)
            guard let scores = try pass.logits() else {
                preconditionFailure("\(executor.graph.name) has no class scores")
            }
            let gradients = try classIndexes.map {
                try pass.backward(fromClass: $0).gradient(at: 0, cancellation: cancellation)
            }
            try receive(Batch(indexes: indexes, inputs: inputs, scores: scores, gradients: gradients))
        }
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
