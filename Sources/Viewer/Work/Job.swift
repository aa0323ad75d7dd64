import NeuralNetwork

/// One request on its way through the engine: what is asked, what stops it, and where its results go.
struct Job {
    let request: Request
    let cancellation: Cancellation
    /// Called on the engine's queue only, while the job is being done.
    let deliver: (Delivery.Content) -> Void

    init(
        _ request: Request, cancellation: Cancellation = Cancellation(),
        deliver: @escaping (Delivery.Content) -> Void = { _ in }
    ) {
        self.request = request
        self.cancellation = cancellation
        self.deliver = deliver
    }
}

/// How long a stage of a job takes, and how far it is.
struct Stage {
    private let deliver: (Delivery.Content) -> Void
    private let start = ContinuousClock.now

    /// Begins a stage.
    init(of job: Job) {
        deliver = job.deliver
    }

    /// Since the stage began.
    var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    /// - Parameter fraction: 0…1.
    func report(_ fraction: Double) {
        deliver(.progress(WorkProgress(fraction: fraction, elapsed: seconds)))
    }
}
