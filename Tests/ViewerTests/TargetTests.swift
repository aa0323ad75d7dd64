import Explanations
import Files
import ModelFormats
import Testing

@testable import Viewer

/// What is explained in place of a class, in the window drawn in memory.
@Suite(.serialized) struct TargetTests {
    private func window(_ mode: String, model: String = "efficientnet-lite0") throws -> OffScreen {
        let options = ViewerOptions(
            images: [try ResourceFolder.path("Resources/photos/cat.png")], model: ModelChoice(model),
            mode: mode)
        let window = try OffScreen(state: Viewer.initialState(options), width: 1700, height: 1000)
        window.complete()
        return window
    }

    private func prediction(_ rank: Int, in window: OffScreen) throws -> Control {
        try #require(window.screen.scene?.controls.last { $0.name == "prediction.\(rank)" })
    }

    /// The gradient of a difference is the difference of the gradients: the two maps' weights are of opposite sign.
    @Test func aSecondClassIsHeldAgainstTheFirst() throws {
        let window = try window("saliency")
        let alone = try #require(window.screen.state.answer?.explanation.raw)
        window.perform(try #require(prediction(3, in: window).shiftedAction))
        let state = window.screen.state
        let (first, other) = try (#require(state.classIndex), #require(state.analysis?.predictions[2].index))
        #expect(state.choices.target == "\(first) versus \(other)" && state.contrastedClass == other)
        #expect(state.explained == Strings.contrast("tiger cat", "tabby"))
        let contrast = try #require(state.answer?.explanation)
        #expect(contrast.raw.values != alone.values && contrast.raw.isFinite)
        // The same as on the command line.
        let subject = contrast.subject
        let model = try #require(state.model)
        let analysis = try Analysis(of: subject, with: model, on: .init(model.graph))
        let asked = try Targets.named("\(first) versus \(other)").asked(in: analysis, cancellation: nil)
        let layer = try asked.analysis.model.layer(named: contrast.layer.name)
        let expected = try contrast.method.explain(
            Question(layer: layer, classIndex: asked.classIndex), of: asked.analysis)
        #expect(contrast.raw.values == expected.raw.values)
        // A second time, the class alone again.
        window.perform(try #require(prediction(3, in: window).shiftedAction))
        #expect(window.screen.state.choices.target == nil)
        #expect(window.screen.state.answer?.explanation.raw.values == alone.values)
    }

    @Test func targetsAreTypedWhereClassesAreSearched() throws {
        let window = try window("grad-cam")
        window.perform(ClassPanel.toggle)
        for letter in "#1 versus #2" { window.perform(.type(String(letter))) }
        window.perform(.take(nil))
        #expect(window.screen.state.choices.target == "#1 versus #2")
        #expect(window.screen.state.answer?.explanation.classLabel == "#1 versus #2")
        window.perform(ClassPanel.toggle)
        for letter in "lynx" { window.perform(.type(String(letter))) }
        window.perform(.take(nil))
        #expect(window.screen.state.choices.target == nil && window.screen.state.classLabel == "lynx")
    }

    /// A network without class scores has other numbers.
    @Test func aNetworkWithoutClassesIsExplainedAllTheSame() throws {
        let window = try window("feature-map", model: "vgg16-features")
        #expect(window.screen.scene?.controls.contains { $0.name == "output.explain" } == true)
        window.perform(.explain("channel 3 of block5_conv1"))
        let answer = try #require(window.screen.state.answer)
        #expect(answer.explanation.method.needsClass && window.screen.state.obstacle == nil)
        #expect(answer.explanation.raw.isFinite)
    }

    /// One that does not fit is said, and the next question is answered.
    @Test func aTargetThatDoesNotFitIsSaid() throws {
        let window = try window("grad-cam")
        window.perform(.explain("value 99999 of no-such-output"))
        #expect(window.screen.state.obstacle != nil)
        window.perform(try #require(prediction(2, in: window).action))
        #expect(window.screen.state.obstacle == nil && window.screen.state.choices.target == nil)
        #expect(window.screen.state.answer != nil)
    }

    @Test func sessionsAndCommandLinesKeepIt() throws {
        let window = try window("grad-cam")
        window.perform(.explain("#1 versus #2"))
        let state = window.screen.state
        let stored = StoredSession(Session(choices: state.choices, preferences: state.preferences))
        #expect(stored.session?.choices.target == "#1 versus #2")
        var broken = stored
        broken.target = "no target at all"
        #expect(broken.session?.choices.target == nil)
        let writer = ExportWriter(
            answer: try #require(state.answer), model: try #require(state.model), choices: state.choices,
            preferences: state.preferences, predictions: state.analysis?.predictions ?? [])
        #expect(writer.commandLine.contains("--target '#1 versus #2'"))
        #expect(!writer.commandLine.contains("--class"))
    }
}
