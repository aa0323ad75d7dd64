import Dispatch
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
        var current: (request: Request, cancellation: Cancellation, isAnalysed: Bool)?
        var isScheduled = false
        var deliveries: [Delivery] = []
    }

    private let engine = Engine()
    private let queue = DispatchQueue(label: "glassbox.worker", qos: .userInitiated)
    private let savings = DispatchQueue(label: "glassbox.savings", qos: .utility)
    private let state = Mutex(State())
    private let downloader = Mutex<Downloader?>(nil)
    private let files = Mutex<FileReader?>(nil)
    private let announce: @Sendable () -> Void

    /// - Parameter announce: called on the worker's queue when there is something to collect.
    init(announce: @escaping @Sendable () -> Void) {
        self.announce = announce
    }

    /// Takes a request in place of all that came before.
    func submit(_ request: Request) {
        let mustSchedule = state.withLock { state in
            state.pending = request
            // The running analysis is needed all the same when only the question about it changed.
            if let current = state.current,
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

    /// What was delivered since the last call, oldest first.
    func collect() -> [Delivery] {
        state.withLock { state in
            defer { state.deliveries = [] }
            return state.deliveries
        }
    }

    /// Ends after the work that is running, which is cancelled, and after files are written.
    func stop() {
        cancel()
        downloader.withLock { $0 }?.stop()
        files.withLock { $0 }?.stop()
        queue.sync {}
        savings.sync {}
    }

    /// Does something with files beside the engine's work, such as saving a picture.
    ///
    /// - Parameter job: returns the sentence to show.
    func save(_ job: @escaping @Sendable () -> Words) {
        savings.async { self.deliver(Delivery(generation: 0, content: .saved(job()))) }
    }

    /// Lists folders and makes thumbnails beside all other work.
    var fileReader: FileReader {
        files.withLock { files in
            let reader =
                files
                ?? FileReader { [weak self] in self?.deliver(Delivery(generation: 0, content: .file($0))) }
            files = reader
            return reader
        }
    }

    /// Downloads a network of the catalogue beside all other work.
    func download(_ name: String) {
        let downloader = downloader.withLock { downloader in
            let started =
                downloader
                ?? Downloader { [weak self] in
                    self?.deliver(Delivery(generation: 0, content: .download($0, $1)))
                }
            downloader = started
            return started
        }
        downloader.start(name)
    }

    func cancelDownload() { downloader.withLock { $0 }?.cancel() }

    /// Lets the loop have a core at once when an event comes; the threads of a team inherit this.
    private static let niceness: Int32 = 5

    private func work() {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        while let (request, cancellation) = next() {
            do {
                try engine.fulfil(request, cancellation: cancellation) {
                    self.state.withLock { $0.current?.isAnalysed = true }
                } deliver: {
                    self.deliver(Delivery(generation: request.generation, content: $0))
                }
                deliver(Delivery(generation: request.generation, content: .done))
                let mayPrepare = state.withLock { state in
                    state.pending == nil && !cancellation.isCancelled
                }
                if mayPrepare { try engine.prepare(for: request, cancellation: cancellation) }
            } catch is CancellationError {
                continue
            } catch {
                deliver(
                    Delivery(
                        generation: request.generation,
                        content: .failure(
                            Failure(subject: .question, cause: error))))
            }
        }
    }

    private func next() -> (Request, Cancellation)? {
        state.withLock { state in
            guard let request = state.pending else {
                state.isScheduled = false
                state.current = nil
                return nil
            }
            let cancellation = Cancellation()
            state.pending = nil
            state.current = (request, cancellation, false)
            return (request, cancellation)
        }
    }

    private func deliver(_ delivery: Delivery) {
        state.withLock { $0.deliveries.append(delivery) }
        announce()
    }
}
