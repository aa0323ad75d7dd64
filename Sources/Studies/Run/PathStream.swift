import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Answers paths one by one, a line of JSON each, for programs that hand out work by themselves (GNU parallel, Spark's pipe, Ray, Dask).
public final class PathStream {
    private let model: Model
    private let executor: Executor

    /// What is said of one path.
    private struct Line: Encodable {
        struct Prediction: Encodable {
            let index: Int
            let label: String
            let probability: Double
        }

        let file: String
        var predictions: [Prediction]?
        /// Why there is no answer, one sentence.
        var error: String?
    }

    /// - Throws: ``StudyObstacle``, `EngineError`.
    public init(_ model: Model) throws {
        guard let logits = model.graph.logits, model.graph.nodes[logits].isComputed else {
            throw StudyObstacle.noClassifier(model.title)
        }
        guard model.preprocessing.takesPhotos else { throw StudyObstacle.noPhotos(model.title) }
        self.model = model
        executor = try Executor(model.graph)
    }

    /// The line for a picture, with its break; a picture that cannot be used has the reason in it.
    ///
    /// - Throws: `CancellationError`, `EngineError`: what says nothing of the picture.
    public func line(for path: String, cancellation: Cancellation? = nil) throws -> Data {
        var line = Line(file: path)
        do {
            line.predictions = try predictions(ImageFile.read(path), cancellation)
        } catch let error as ImageError {
            line.error = error.words.english
        }
        return try JSONText.line(of: line)
    }

    private func predictions(_ photo: Picture, _ cancellation: Cancellation?) throws -> [Line.Prediction] {
        let output = try executor.output(
            of: nil, for: model.preprocessing.tensor(of: photo), cancellation: cancellation)
        let probabilities = output.withUnsafeBufferPointer(model.graph.scoring.probabilities)
        let note = Errors.note(probabilities, target: nil)
        return zip(note.top, note.probabilities).map {
            Line.Prediction(index: $0, label: model.label(of: $0), probability: $1)
        }
    }
}
