import Explanations
import Files
import Imaging
import ModelFormats
import Testing

@testable import Viewer

/// Painting onto the photo, in the window drawn in memory.
@Suite(.serialized) struct BrushTests {
    private func window() throws -> OffScreen {
        let photos = try ["cat.png", "coffee.png"].map { try ResourceFolder.path("Resources/photos/\($0)") }
        let window = try OffScreen(
            state: Viewer.initialState(ViewerOptions(images: photos, mode: "grad-cam")), width: 1700,
            height: 1000)
        window.complete()
        return window
    }

    private func control(_ name: String, in window: OffScreen) throws -> Control {
        _ = window.picture()
        return try #require(window.screen.scene?.controls.last { $0.name == name })
    }

    /// A drag over a control, as the loop makes one.
    private func drag(
        _ name: String, from start: (Double, Double), to end: (Double, Double), in window: OffScreen
    )
        throws
    {
        for step in 0...4 {
            let control = try control(name, in: window)
            let share = Double(step) / 4
            let point = Point(
                x: control.frame.x + control.frame.width * (start.0 + (end.0 - start.0) * share),
                y: control.frame.y + control.frame.height * (start.1 + (end.1 - start.1) * share))
            window.perform(try #require(control.drag?(point)))
        }
        window.screen.state.endStroke()
    }

    /// Predictions and heat map are those of the painted photo, on either picture that can be painted on.
    @Test(arguments: ["brush.on.photo", "brush.on.result.0", "brush.on.result.2"])
    func predictionsAndPictureFollow(name: String) throws {
        let window = try window()
        let before = try (#require(window.screen.state.analysis), #require(window.screen.state.answer))
        window.perform(.toggleBrush)
        window.perform(.resizeBrush(4))
        try drag(name, from: (0.3, 0.5), to: (0.7, 0.5), in: window)
        let state = window.screen.state
        let after = try (#require(state.analysis), #require(state.answer))
        #expect(state.strokes.count == 1 && state.strokes[0].points.count == 5)
        #expect(after.0.predictions.first?.logit != before.0.predictions.first?.logit)
        #expect(after.0.thumbnail != before.0.thumbnail)
        let photo = try ImageFile.read(state.path)
        let painted = PhotoPainter(photo).picture(with: state.strokes)
        let model = try #require(state.model)
        let expected = try Analysis(
            of: Subject(path: state.path, photo: painted, for: model), with: model, on: .init(model.graph))
        #expect(after.0.predictions.map(\.logit) == expected.predictions.map(\.logit))
        #expect(after.1.explanation.subject.photo == painted)
    }

    @Test func everyStrokeIsAStepAndAnotherPhotoIsClean() throws {
        let window = try window()
        let clean = try #require(window.screen.state.analysis).predictions.map(\.logit)
        window.perform(.toggleBrush)
        try drag("brush.on.photo", from: (0.2, 0.2), to: (0.4, 0.4), in: window)
        window.perform(.choosePaint(.noise))
        try drag("brush.on.photo", from: (0.6, 0.2), to: (0.4, 0.8), in: window)
        #expect(window.screen.state.strokes.map(\.paint) == [.grey, .noise])
        window.perform(.undo)
        #expect(window.screen.state.strokes.map(\.paint) == [.grey])
        window.perform(.undo)
        #expect(window.screen.state.strokes.isEmpty)
        #expect(window.screen.state.analysis?.predictions.map(\.logit) == clean)
        window.perform(.redo)
        #expect(window.screen.state.strokes.map(\.paint) == [.grey])
        window.perform(.nextPhoto)
        #expect(window.screen.state.strokes.isEmpty)
        window.perform(.previousPhoto)
        #expect(window.screen.state.analysis?.predictions.map(\.logit) == clean)
    }

    @Test func clearAndDone() throws {
        let window = try window()
        let clean = try #require(window.screen.state.analysis).predictions.map(\.logit)
        window.perform(.toggleBrush)
        try drag("brush.on.photo", from: (0.2, 0.2), to: (0.8, 0.8), in: window)
        window.perform(.closeOrCancel)
        #expect(window.screen.state.brush == nil && window.screen.state.strokes.count == 1)
        _ = window.picture()
        #expect(window.screen.scene?.controls.contains { $0.name == "brush.on.photo" } == false)
        window.perform(.clearPainting)
        #expect(window.screen.state.analysis?.predictions.map(\.logit) == clean)
        for _ in 0..<40 { window.perform(.resizeBrush(2)) }
        window.perform(.toggleBrush)
        for _ in 0..<40 { window.perform(.resizeBrush(2)) }
        #expect(window.screen.state.brush?.radius == Brush.radii.upperBound)
    }

    /// What is read off one pass is finished while the brush goes on; what takes long is begun anew.
    @Test func quickMethodsKeepUp() throws {
        func request(_ method: String, _ strokes: Int) -> Request {
            let state = ViewerState(options: ViewerOptions(), photos: ["a.png"], modeIndex: nil)
            var request = state.request(scale: 1)
            request.method = method
            request.strokes = (0..<strokes).map {
                Stroke(.grey, radius: 0.1, points: [UnitPoint(x: Double($0), y: 0)])
            }
            request.generation = strokes
            return request
        }
        #expect(request("grad-cam", 1).keepsUp(with: request("grad-cam", 2)))
        #expect(!request("grad-cam", 1).keepsUp(with: request("grad-cam", 1)))
        #expect(!request("grad-cam", 1).keepsUp(with: request("layer-cam", 2)))
        #expect(!request("lime", 1).keepsUp(with: request("lime", 2)))
    }
}
