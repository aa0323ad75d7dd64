import Imaging
import NeuralNetwork
import Tensors

/// Pictures that go through the network together.
///
/// Every picture of a study has one batch and one row in it, whatever part of the study is computed, so that its numbers are the
/// same to the last bit. Rows of pictures that are broken, and those after the last picture, are zeros.
///
/// Not Sendable: it stays on the queue that runs the network.
public final class StudyBatch {
    /// A picture that could be used.
    public struct Item: Sendable {
        /// Its row in the batch.
        public let row: Int
        public let picture: StudiedPicture
        /// The part of the photo that the network sees.
        public let region: PixelRectangle
    }

    public let study: Study
    public let items: [Item]
    /// N×C×H×W, preprocessed.
    public let inputs: Tensor
    public let executor: Executor
    public let cancellation: Cancellation?
    private var pass: ForwardPass?
    private var scores: Tensor?

    init(
        _ study: Study, items: [Item], inputs: Tensor, on executor: Executor, cancellation: Cancellation?
    ) {
        self.study = study
        self.items = items
        self.inputs = inputs
        self.executor = executor
        self.cancellation = cancellation
    }

    /// What every layer put out, computed once.
    public func forward() throws -> ForwardPass {
        if let pass { return pass }
        let new = try executor.forward(inputs, cancellation: cancellation)
        pass = new
        return new
    }

    /// Class scores before the softmax, N×classes, computed once.
    public func logits() throws -> Tensor {
        if let scores { return scores }
        let output =
            try pass?.logits() ?? executor.output(of: nil, for: inputs, cancellation: cancellation)
        let new = output.reshaped([inputs.shape[0], output.count / inputs.shape[0]])
        scores = new
        return new
    }

    /// The probabilities of a row's classes.
    public func probabilities(_ row: Int) throws -> [Double] {
        try logits().part(row).withUnsafeBufferPointer(study.model.graph.scoring.probabilities)
    }

    /// The most probable class of each item, the first of equals.
    public func predictedClasses() throws -> [Int] {
        try items.map { item in
            let probabilities = try probabilities(item.row)
            return probabilities.indices.max { (probabilities[$0], -$0) < (probabilities[$1], -$1) } ?? 0
        }
    }
}
