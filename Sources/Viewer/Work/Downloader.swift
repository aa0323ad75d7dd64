import Dispatch
import ModelFormats
import NeuralNetwork
import Synchronization

/// Brings networks of the catalogue to this machine beside the worker's work.
final class Downloader: Sendable {
    private let queue = DispatchQueue(label: "glassbox.downloads", qos: .utility)
    private let running = Mutex<Cancellation?>(nil)
    private let report: @Sendable (_ name: String, DownloadEvent) -> Void

    /// - Parameter report: called on the downloads' queue.
    init(report: @escaping @Sendable (_ name: String, DownloadEvent) -> Void) {
        self.report = report
    }

    /// Starts when no other download is running any more.
    func start(_ name: String) {
        let cancellation = Cancellation()
        running.withLock { $0 = cancellation }
        queue.async { self.report(name, self.outcome(name, cancellation)) }
    }

    func cancel() { running.withLock { $0?.cancel() } }

    /// Ends after a running download has stopped; what has arrived is kept.
    func stop() {
        cancel()
        queue.sync {}
    }

    private func outcome(_ name: String, _ cancellation: Cancellation) -> DownloadEvent {
        do {
            guard let file = try ModelCatalogue.entry(named: name).remoteFile else { return .arrived }
            _ = try Download(file, named: name).run(cancellation: cancellation) {
                self.report(name, .progress($0))
            }
            return .arrived
        } catch is CancellationError {
            return .cancelled
        } catch {
            return .failed(error)
        }
    }
}
