import CSDL2
import Explanations
import Files
import ModelFormats
import Testing

@testable import Viewer

/// The arithmetic of an enlarged map, in the window drawn in memory.
@Suite(.serialized) struct ArithmeticViewTests {
    private func window(_ model: String, layer: String, channel: Int) throws -> OffScreen {
        let options = ViewerOptions(
            images: [try ResourceFolder.path("Resources/photos/cat.png")], model: ModelChoice(model),
            layer: layer, mode: "feature-map")
        let window = try OffScreen(state: Viewer.initialState(options), width: 1700, height: 1000)
        window.complete()
        window.perform(.enlarge(channel))
        return window
    }

    /// What is shown adds up to the number that lies in the map at the place.
    private func check(_ window: OffScreen) throws {
        let state = window.screen.state
        let (arithmetic, inspection) = try (#require(state.arithmetic), #require(state.inspection))
        let (grid, channel) = try (#require(state.grid?.grid), #require(state.choices.enlargedChannel))
        #expect(arithmetic.channel == channel && arithmetic.place == inspection.place)
        let maps = grid.maps.shape
        let shown = grid.maps[(channel * maps[1] + inspection.place.row) * maps[2] + inspection.place.column]
        let result = try #require(arithmetic.result)
        #expect(abs(result - Double(shown)) <= 1e-5 * max(1, abs(Double(shown))))
    }

    @Test(arguments: [
        ("vgg16-features", "block3_conv1"), ("vgg16-features", "block2_pool"),
        ("efficientnet-lite0", "_blocks.2._swish1"), ("efficientnet-lite0", "_blocks.2.add"),
    ])
    func followsThePointerAndStaysWhereOneClicks(model: String, layer: String) throws {
        let window = try window(model, layer: layer, channel: 3)
        window.perform(.toggleArithmetic)
        try check(window)
        let control = try #require(window.screen.scene?.controls.last { $0.name == "arithmetic.map" })
        let corner = Point(x: control.frame.maxX - 1, y: control.frame.y + 1)
        window.perform(try #require(control.follow?(corner)))
        let map = try #require(window.screen.state.inspectableMap)
        #expect(window.screen.state.inspection?.place == .init(row: 0, column: map.columns - 1))
        try check(window)
        window.perform(try #require(control.pick?(Point(x: control.frame.x + 1, y: control.frame.y + 1))))
        #expect(window.screen.state.inspection?.place == .init(row: 0, column: 0))
        window.perform(try #require(control.follow?(corner)))
        #expect(window.screen.state.inspection?.place == .init(row: 0, column: 0))
        try check(window)
    }

    @Test func keysStepPlayAndChangeThePace() throws {
        let window = try window("vgg16-features", layer: "block3_conv1", channel: 3)
        func press(_ key: Key) throws {
            window.perform(try #require(window.screen.state.inspectionAction(for: key)))
        }
        #expect(window.screen.state.inspectionAction(for: Key(SDLK_RIGHT)) == nil)
        window.perform(.toggleArithmetic)
        let start = try #require(window.screen.state.inspection?.place)
        try press(Key(SDLK_RIGHT))
        try press(Key(SDLK_DOWN))
        try press(Key(SDLK_DOWN))
        #expect(
            window.screen.state.inspection?.place == .init(row: start.row + 2, column: start.column + 1))
        try check(window)
        try press(Key(SDLK_SPACE))
        #expect(window.screen.state.inspection?.isPlaying == true)
        let effect = window.screen.state.advanceElement()
        #expect(effect == .request)
        #expect(
            window.screen.state.inspection?.place == .init(row: start.row + 2, column: start.column + 2))
        for _ in 0..<9 { try press(Key(SDLK_PLUS)) }
        #expect(window.screen.state.inspection?.pace == Inspection.paces.upperBound)
        for _ in 0..<9 { try press(Key(SDLK_MINUS)) }
        #expect(window.screen.state.inspection?.pace == Inspection.paces.lowerBound)
    }

    /// The last element is followed by the first.
    @Test func playingGoesRound() {
        let last = Inspection(place: .init(row: 2, column: 3))
        #expect(last.next(in: (rows: 3, columns: 4)) == .init(row: 0, column: 0))
        #expect(last.moved(rows: 5, columns: -9, in: (rows: 3, columns: 4)) == .init(row: 2, column: 0))
    }

    @Test func escapeGoesBackToTheMapAndThenToAll() throws {
        let window = try window("vgg16-features", layer: "block3_conv1", channel: 3)
        window.perform(.toggleArithmetic)
        #expect(window.screen.scene?.controls.contains { $0.name == "arithmetic.map" } == true)
        window.perform(.closeOrCancel)
        #expect(window.screen.state.inspection == nil && window.screen.state.enlargedChannel == 3)
        window.perform(.closeOrCancel)
        #expect(window.screen.state.enlargedChannel == nil)
    }

    /// A smaller map, and a mode that shows no layer's numbers.
    @Test func otherLayersAndModesKeepTheWindowWhole() throws {
        let window = try window("efficientnet-lite0", layer: "_swish", channel: 3)
        window.perform(.toggleArithmetic)
        let control = try #require(window.screen.scene?.controls.last { $0.name == "arithmetic.map" })
        let corner = Point(x: control.frame.maxX - 1, y: control.frame.maxY - 1)
        window.perform(try #require(control.follow?(corner)))
        #expect(window.screen.state.inspection?.place == .init(row: 111, column: 111))
        let layers = try #require(window.screen.state.model?.graph.nodes)
        window.perform(.chooseLayer(try #require(layers.first { $0.name == "_blocks.15._bn2" }).id))
        window.perform(.enlarge(2))
        #expect(window.screen.state.inspection?.place == .init(row: 6, column: 6))
        try check(window)
        let mode = try #require(ExplanationMethods.all.firstIndex { $0.name == "grad-cam" })
        window.perform(.chooseMode(mode))
        #expect(window.screen.state.inspectableMap == nil && window.screen.state.answer != nil)
    }
}

extension ArithmeticViewTests {
    /// Each map's number times the classifier's weight: the cell of the map that is drawn.
    @Test func aClassActivationMapAddsUp() throws {
        let options = ViewerOptions(
            images: [try ResourceFolder.path("Resources/photos/cat.png")], mode: "cam")
        let window = try OffScreen(state: Viewer.initialState(options), width: 1700, height: 1000)
        window.complete()
        let map = try #require(window.screen.state.inspectableMap)
        window.screen.draw()
        let button = try #require(window.screen.scene?.controls.last { $0.name == "enlarged.arithmetic" })
        let middle = Point(x: button.frame.midX, y: button.frame.midY)
        window.perform(try #require(window.screen.scene?.control(at: middle)?.action))
        for place in [(0, 0), (map.rows / 2, 2), (map.rows - 1, map.columns - 1)] {
            window.perform(.pinElement(.init(row: place.0, column: place.1)))
            let state = window.screen.state
            let arithmetic = try #require(state.arithmetic)
            let raw = try #require(state.answer?.explanation.raw)
            let shown = Double(raw[place.0 * map.columns + place.1])
            #expect(arithmetic.place == .init(row: place.0, column: place.1))
            #expect(abs(try #require(arithmetic.result) - shown) <= 1e-5 * max(1, abs(shown)))
        }
        window.perform(.closeOrCancel)
        #expect(window.screen.state.inspection == nil && window.screen.state.mode is CAM)
    }
}
