import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork

/// The window to look inside a network.
public enum Viewer {
    /// What was drawn into a file.
    public struct Drawing: Sendable {
        public let photo: String
        public let model: Model
        /// The most probable first; none for a network without a classifier.
        public let predictions: [Prediction]
    }

    /// Opens the window and returns when it is closed. To be called on the main thread.
    ///
    /// - Throws: ``ViewerError``; `ImageError` or `FileError` for a photo that cannot be used, `QuestionError` or
    ///   `ModelError` for a mode, network, layer or class that is not there, all of them before anything opens;
    ///   `CancellationError`.
    public static func run(_ options: ViewerOptions, cancellation: Cancellation) throws {
        var start = try Start(options, cancellation: cancellation)
        adoptLastSession(into: &start.state, options)
        start.state.speak(desktop: options.language)
        let loop = try EventLoop(start)
        loop.run()
        loop.state.lastSession.keep()
    }

    /// Draws what the window would show into a PNG file. To be called on the main thread.
    ///
    /// - Throws: as ``run(_:cancellation:)``, and why there is no answer to show.
    @discardableResult
    public static func draw(
        _ options: ViewerOptions, to path: String, cancellation: Cancellation
    ) throws -> Drawing {
        var start = try Start(options, cancellation: cancellation)
        start.state.speak(desktop: options.language)
        let offScreen = try OffScreen(start)
        offScreen.complete()
        let state = offScreen.screen.state
        if let failure = state.failure { throw failure }
        try PNGFile.write(offScreen.picture(), to: path)
        guard let model = state.model else { throw CancellationError() }
        return Drawing(photo: state.path, model: model, predictions: state.analysis?.predictions ?? [])
    }

    /// Closes the window as its own button does; from any thread, and without effect where there is no window.
    public static func close() { EventLoop.end() }

    /// Without a word of what to show, the window goes on where it was closed last.
    private static func adoptLastSession(into state: inout ViewerState, _ options: ViewerOptions) {
        guard let last = try? Session(reading: Session.lastPath()).found else {
            state.preferences.hasReducedMotion = DesktopMotion.isReduced()
            if options.namesNothing { state.beginTour() }
            return
        }
        state.adoptPreferences(of: last)
        if options.namesNothing { state.adopt(last) }
    }
}
