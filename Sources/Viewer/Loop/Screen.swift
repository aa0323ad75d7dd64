import CSDL2
import Explanations
import Foundation
import Imaging
import ModelFormats
import Tensors

/// The window's state, its worker and its canvas: what the loop and the off-screen drawing share.
///
/// Not Sendable: it stays on the thread of its renderer.
final class Screen {
    var state: ViewerState
    let canvas: Canvas
    let worker: Worker
    let trace: Trace
    private(set) var scene: Scene?

    init(state: ViewerState, canvas: Canvas, worker: Worker, trace: Trace) {
        self.state = state
        self.canvas = canvas
        self.worker = worker
        self.trace = trace
    }

    /// Asks the worker for all that the state wants.
    func request() {
        state.generation += 1
        if state.activity != .loading { state.activity = .working }
        worker.submit(state.request(scale: canvas.scale))
    }

    /// Takes in what the worker delivered.
    ///
    /// - Returns: whether there was anything.
    func receive() -> Bool {
        let deliveries = worker.collect()
        for delivery in deliveries {
            if state.receive(delivery) { request() }
            if case .analysis(let photo) = delivery.content {
                trace.write(
                    "analysis", [("photo", Trace.quoted(photo.path)), ("seconds", "\(photo.seconds)")])
            }
        }
        return !deliveries.isEmpty
    }

    func draw() {
        let scene = Scene(canvas: canvas, state: state)
        WindowView.draw(in: scene)
        self.scene = scene
        trace.layout(scene.controls, pixels: canvas.pixels)
    }

    /// Writes the result's pictures side by side into a new file in the current folder.
    func save() {
        guard let answer = state.answer, state.obstacle == nil else {
            state.notice = Strings.nothingYet
            return
        }
        let (explanation, options) = (answer.explanation, state.options)
        state.notice = Strings.saving
        worker.save {
            let method = explanation.method
            let presentation = method.present(explanation, options: options.showingBoth(for: method), in: nil)
            let folder = FileManager.default.currentDirectoryPath
            let path = folder + "/" + WholeFile.freeName(explanation.fileStem)
            do {
                try PNGFile.write(presentation.picture(), to: path)
                return Strings.saved(path)
            } catch {
                return Strings.sentence(for: error)
            }
        }
    }
}

extension OptionValues {
    /// With the heat map and the overlay side by side, where the method knows both.
    fileprivate func showingBoth(for method: any ExplanationMethod) -> OptionValues {
        var values = self
        try? values.set("view", to: HeatMapPresentation.View.both.rawValue, for: method)
        return values
    }
}
