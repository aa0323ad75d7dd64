import Explanations
import NeuralNetwork

/// The answer to one question, measured where that is asked for.
extension Engine {
    /// - Parameter analysis: of the network as it is, whatever it is asked about.
    func answer(_ inquiry: Inquiry, of analysis: Analysis) throws {
        let (job, request) = (inquiry.job, inquiry.request)
        let stage = Stage(of: job)
        let explanation = try recall(inquiry, progress: receiver(for: job))
        let evaluation = known(request.metric, of: inquiry.key)
        var shown = explanation
        if let stages = evaluation?.stages, stages.indices.contains(request.stage) {
            shown = stages[request.stage]
        }
        let content = try present(shown, request)
        let seconds = stage.seconds
        let without = try photoWithout(request, shown, analysis, job.cancellation)
        job.deliver(
            .answer(
                Answer(
                    explanation: shown, content: content, seconds: seconds, without: without,
                    evaluation: evaluation)))
        if evaluation == nil { try measure(explanation, inquiry) }
    }

    private func known(_ metric: String?, of key: RecentExplanations.Key) -> Evaluation? {
        measured.flatMap { $0.key == key && $0.evaluation.metric.name == metric ? $0.evaluation : nil }
    }

    /// An answer about the photo, from those that are kept or made now.
    func recall(_ inquiry: Inquiry, progress: ProgressReceiver? = nil) throws -> Explanation {
        let key = inquiry.key
        if let known = earlier[key] { return known }
        let made = try inquiry.method.explain(inquiry.question(progress: progress), of: inquiry.analysis)
        earlier[key] = made
        return made
    }

    /// Delivers how far a computation is, with a picture of what is known so far.
    private func receiver(for job: Job) -> ProgressReceiver {
        let stage = Stage(of: job)
        // The method calls on the queue that this engine stays on, while the job is being done.
        nonisolated(unsafe) let job = job
        nonisolated(unsafe) let stageOfJob = stage
        nonisolated(unsafe) let engine = self
        return ProgressReceiver { fraction, partial in
            stageOfJob.report(fraction)
            guard let explanation = partial(), let content = try? engine.present(explanation, job.request)
            else { return }
            job.deliver(
                .answer(
                    Answer(
                        explanation: explanation, content: content, seconds: stageOfJob.seconds,
                        isPartial: true)))
        }
    }

    /// Measures an answer, if that is asked for.
    private func measure(_ explanation: Explanation, _ inquiry: Inquiry) throws {
        let job = inquiry.job
        guard let name = inquiry.request.metric, Evaluation.obstacle(for: explanation.method) == nil else {
            return
        }
        let stage = Stage(of: job)
        var pace = Pace()
        let evaluation = try EvaluationMetrics.named(name).evaluate(
            explanation, of: inquiry.question(), in: inquiry.analysis
        ) { fraction, partial in
            try job.cancellation.check()
            guard pace.isDue() else { return }
            stage.report(fraction)
            if let partial = partial() { job.deliver(.evaluation(partial)) }
        }
        measured = (inquiry.key, evaluation)
        job.deliver(.evaluation(evaluation))
    }
}
