import Dispatch
import Foundation
import NeuralNetwork

/// What Ctrl-C does: it cancels the work in hand, which ends between two layers and leaves no file behind.
enum Interruption {
    /// Heeded by everything long that a command does.
    static let cancellation = Cancellation()

    // Set up once and never touched again; Dispatch does its own locking.
    private nonisolated(unsafe) static let source = DispatchSource.makeSignalSource(
        signal: SIGINT, queue: .global())
    private nonisolated(unsafe) static let endings = [SIGTERM, SIGHUP].map {
        DispatchSource.makeSignalSource(signal: $0, queue: .global())
    }

    /// From here on SIGINT cancels; a second one ends the program at once.
    static func begin() {
        source.setEventHandler {
            if cancellation.isCancelled { _exit(ExitStatus.cancelled.rawValue) }
            cancellation.cancel()
        }
        source.resume()
    }

    /// From here on SIGINT ends the program at once: for a command that waits for its user.
    static func endsAtOnce() {
        source.setEventHandler { _exit(ExitStatus.cancelled.rawValue) }
    }

    /// From here on SIGINT, and what a desktop sends when it ends, calls `close`: for a window, which first keeps what it
    /// shows. A second SIGINT ends the program at once.
    static func closes(_ close: @escaping @Sendable () -> Void) {
        source.setEventHandler {
            if cancellation.isCancelled { _exit(ExitStatus.cancelled.rawValue) }
            cancellation.cancel()
            close()
        }
        for ending in endings {
            ending.setEventHandler(handler: close)
            ending.resume()
        }
    }
}
