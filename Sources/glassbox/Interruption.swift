import Dispatch
import Foundation
import NeuralNetwork

/// What Ctrl-C does: it cancels the work in hand, which ends between two layers and leaves no file behind.
enum Interruption {
    /// Heeded by everything long that a command does.
    static let cancellation = Cancellation()

    // Set up once in `begin` and never touched again; Dispatch does its own locking.
    private nonisolated(unsafe) static let source = DispatchSource.makeSignalSource(
        signal: SIGINT, queue: .global())

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
}
