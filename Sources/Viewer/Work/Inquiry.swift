import Explanations
import Files
import ModelFormats
import NeuralNetwork

/// A job once its network and photo are there: the question in full.
struct Inquiry {
    let job: Job
    let network: LoadedNetwork
    /// In which the number in question is a class's score.
    var analysis: Analysis
    var method: any ExplanationMethod
    var layer: Node
    /// Nil for the class that the request names.
    var classIndex: Int?

    var request: Request { job.request }
    var options: OptionValues { request.options(of: method) }

    /// Why the method has no answer at the layer.
    var obstacle: Obstacle? { method.obstacle(in: analysis.model, at: layer) }

    /// As far as the window names it.
    var answered: AnsweredQuestion {
        AnsweredQuestion(method: method.name, layer: layer, classIndex: classIndex)
    }

    /// All that an answer about the photo depends on.
    var key: RecentExplanations.Key {
        RecentExplanations.Key(
            method: method.name, layer: layer.id, classIndex: classIndex,
            target: method.needsClass ? request.target : nil,
            options: options.computed(by: method), seed: request.seed)
    }

    func question(progress: ProgressReceiver? = nil) -> Question {
        Question(
            layer: layer, classIndex: classIndex, options: options, seed: request.seed,
            cancellation: job.cancellation, progress: progress, focus: request.focus,
            cacheFolder: Folders.cache)
    }

    /// The same question about a target in place of a class.
    func about(_ asked: AskedAnalysis) throws -> Inquiry {
        var inquiry = self
        inquiry.analysis = asked.analysis
        inquiry.classIndex = asked.classIndex
        inquiry.layer = try asked.analysis.model.layer(named: layer.name)
        return inquiry
    }

    /// The class that the method is asked about: the one that the request names, or none.
    ///
    /// - Throws: ``QuestionError``.
    func aboutRequestedClass() throws -> Inquiry {
        var inquiry = self
        inquiry.classIndex = method.needsClass ? try analysis.classIndex(of: request.classChoice.text) : nil
        return inquiry
    }
}
