import Foundation
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
}
