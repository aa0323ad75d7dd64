import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Testing

@testable import Explanations

@Suite struct SubjectTests {
    /// Whoever reads the answer has to know that the network did not see the file's own pixels.
    @Test func aPhotoThatWasReadReducedSaysSoInEveryAnswer() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let long = folder.appendingPathComponent("GoldenData/imaging/reduced/long.jpg").path
        let sentence =
            "The photo has 16392×8 pixels, more than Glassbox reads, so it was read reduced to 8196×4."
        for (photo, expected) in [(long, [sentence]), (nil, [])] {
            let analysis = try Sample.branchingAnalysis(of: photo)
            let question = Question(layer: try analysis.model.layer(named: "sum"))
            let answer = try ExplanationMethods.named("feature-map").explain(question, of: analysis)
            #expect(answer.notices.map(\.english) == expected)
        }
    }

    /// One that was read for another network, too: its colours are not spread over eleven channels.
    @Test func aNetworkOfElevenChannelsTakesNoPhoto() throws {
        var builder = GraphBuilder(name: "eleven", input: [11, 8, 8])
        let pooled = try builder.add(
            "pooled", GlobalPooling(.average(countsPadding: true), keepsAxes: false), builder.input)
        let model = Model(
            name: "eleven", title: "Eleven", graph: builder.build(logits: pooled),
            preprocessing: Preprocessing(
                .centreCrop(shortEdge: 8), .torch, rows: 8, columns: 8, channels: 11),
            labels: nil, recommendedLayer: "pooled")
        let photo = Picture(width: 9, height: 8, fill: .white)
        #expect(throws: QuestionError.noPhoto(path: "a.png", shape: "1×11×8×8")) {
            try Subject(path: "a.png", photo: photo, again: nil, for: model)
        }
        let three = try Sample.branchingAnalysis().model
        let notice = Notice.reducedPhoto(
            from: ImageFile.Extent(width: 18, height: 16), to: ImageFile.Extent(width: 9, height: 8))
        #expect(try Subject(path: "a.png", photo: photo, again: notice, for: three).notice == notice)
    }
}
