import Dispatch
import Explanations
import Foundation
import NeuralNetwork
import Synchronization
import Words

/// Computes in the background, the newest request first; those it overtakes are cancelled.
///
/// `@unchecked Sendable`: the engine is touched by blocks on the serial queue only, and everything else is immutable
/// or behind a mutex.
final class Worker: @unchecked Sendable {
    private struct State {
        var pending: Request?
        var current: (request: Request, cancellation: Cancellation, isAnalysed: Bool, isAnswered: Bool)?
        var isScheduled = false
        /// Requests that came so far.
        var count = 0
    }

    private let engine: Engine
    private let queue = DispatchQueue(label: "glassbox.worker", qos: .userInitiated)
    private let savings = DispatchQueue(label: "glassbox.savings", qos: .utility)
    private let state = Mutex(State())
    private let mailbox: Mailbox
    /// Looks at files and folders beside all other work.
    let files: FileReader
    /// Downloads networks of the catalogue beside all other work.
    let downloads: Downloader
    /// Trains networks beside all other work.
    let training: TrainingWorker
    /// Studies sets of pictures beside all other work.
    let sets: SetWorker
    /// Makes films to be saved beside all other work.
    let films: FilmMaker
    /// Plays videos and cameras beside all other work.
    let video: VideoPlayer

    /// - Parameters:
    ///   - networks: those that are loaded already.
    ///   - announce: called when there is something to collect; from several threads, but never from two at once.
    init(networks: LoadedNetworks = LoadedNetworks(), announce: @escaping @Sendable () -> Void) {
        let newest = NewestFrame()
        engine = Engine(networks: networks, newest: newest)
        let mailbox = Mailbox(announce: announce)
        self.mailbox = mailbox
        files = FileReader {
            mailbox.put(Delivery(generation: 0, content: .file($0)))
        } found: {
            mailbox.put(Delivery(generation: 0, content: .frames($0, $1)))
        }
        training = TrainingWorker { mailbox.put(Delivery(generation: 0, content: .training($0))) }
        sets = SetWorker { mailbox.put(Delivery(generation: 0, content: .set($0))) }
        films = FilmMaker { mailbox.put(Delivery(generation: 0, content: .film($0, $1))) }
        video = VideoPlayer(newest: newest) { mailbox.put(Delivery(generation: 0, content: .video($0))) }
        downloads = Downloader { mailbox.put(Delivery(generation: 0, content: .download($0, $1))) }
    }

    /// Takes a request in place of all that came before.
    func submit(_ request: Request) {
        let mustSchedule = state.withLock { state in
            state.pending = request
            state.count += 1
            // The running analysis is needed all the same when only the question about it changed.
            if let current = state.current,
                current.isAnswered || !current.request.keepsUp(with: request),
                current.isAnalysed || !current.request.sharesAnalysis(with: request)
            {
                current.cancellation.cancel()
            }
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if mustSchedule { queue.async { self.work() } }
    }

    /// Gives up whatever is running or waiting.
    func cancel() {
        state.withLock { state in
            state.pending = nil
            state.current?.cancellation.cancel()
        }
    }

    /// Holds what is running until ``goOn()``, the next request or ``cancel()``.
    func pause() { state.withLock { $0.current?.cancellation.pause() } }

    /// Goes on with what is held.
    func goOn() { state.withLock { $0.current?.cancellation.goOn() } }

    /// What was delivered since the last call, oldest first.
    func collect() -> [Delivery] { mailbox.collect() }

    /// Ends after the work that is running, which is cancelled, and after files are written.
    func stop() {
        cancel()
        video.stop()
        downloads.stop()
        films.stop()
        training.stop()
        sets.stop()
        files.stop()
        queue.sync {}
        savings.sync {}
    }

    /// Keeps a session for the next start, beside all other work.
    func keep(_ session: Session) { savings.async { session.keep() } }

    /// Does something with files beside the engine's work, such as saving a picture.
    ///
    /// - Parameter job: returns what came of it.
    func save(_ job: @escaping @Sendable () -> Delivery.Content) {
        savings.async { [mailbox] in mailbox.put(Delivery(generation: 0, content: job())) }
    }

    /// Lets the loop have a core at once when an event comes; the threads of a team inherit this.
    private static let niceness: Int32 = 5

    private func work() {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        while let job = next() {
            defer { engine.tidy() }
            do {
                try engine.fulfil(job) {
                    state.withLock { $0.current?.isAnalysed = true }
                }
                job.deliver(.done)
                state.withLock { $0.current?.isAnswered = true }
                let mayPrepare = state.withLock { state in
                    state.pending == nil && !job.cancellation.isCancelled
                }
                if mayPrepare { try engine.prepare(for: job) }
            } catch is CancellationError {
                continue
            } catch {
                job.deliver(.failure(Failure(subject: .question, cause: error)))
            }
        }
        restLater()
    }

    /// Puts memory away once nothing was asked for a while.
    private func restLater() {
        let count = state.withLock { $0.count }
        queue.asyncAfter(deadline: .now() + CacheBudget.idleSeconds) { [weak self] in
            guard let self, state.withLock({ $0.count == count && !$0.isScheduled }) else { return }
            engine.rest()
        }
    }

    private func next() -> Job? {
        state.withLock { state in
            guard let request = state.pending else {
                state.isScheduled = false
                state.current = nil
                return nil
            }
            let cancellation = Cancellation()
            state.pending = nil
            state.current = (request, cancellation, false, false)
            return Job(request, cancellation: cancellation) { [mailbox] in
                mailbox.put(Delivery(generation: request.generation, content: $0))
            }
        }
    }
}
