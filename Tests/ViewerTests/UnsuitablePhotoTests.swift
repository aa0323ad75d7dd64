import Explanations
import Imaging
import ModelFormats
import Testing

@testable import Viewer

@Suite struct UnsuitablePhotoTests {
    /// A network of eleven channels in place of one that took the photo: it is said once and not asked for ever.
    @Test func aPhotoThatTheNextNetworkDoesNotTakeIsAnObstacle() {
        var state = ViewerState(options: ViewerOptions(images: []), photos: ["cat.png"], modeIndex: nil)
        let picture = Picture(width: 4, height: 3, fill: .white)
        let photo = AnalysedPhoto(
            model: state.choices.modelChoice, path: state.path, thumbnail: picture, extent: (4, 3),
            region: picture.bounds, predictions: [], found: nil, isArray: false, seconds: 0.1)
        _ = state.receive(Delivery(generation: state.generation, content: .analysis(photo)))
        #expect(state.lastGoodPhoto == "cat.png" && state.obstacle == nil)
        state.choices.modelChoice = ModelChoice("eleven.onnx")
        state.generation += 1
        let error = QuestionError.noPhoto(path: "cat.png", shape: "1×11×8×8")
        let failure = Failure(subject: .photo("cat.png"), cause: error)
        #expect(state.receive(Delivery(generation: state.generation, content: .failure(failure))) == .redraw)
        #expect(state.obstacle == failure.sentence)
        #expect(state.activity == .idle && state.photos == ["cat.png"])
        #expect(state.choices.modelChoice == ModelChoice("eleven.onnx"))
    }
}
