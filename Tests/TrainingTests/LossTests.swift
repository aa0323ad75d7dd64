import GoldenData
import Tensors
import Testing

@testable import Training

@Suite struct LossTests {
    private static let folder = GoldenFolder("training")

    @Test(arguments: [
        ("cross-entropy", Loss.crossEntropy(smoothing: 0)), ("smoothed", .crossEntropy(smoothing: 0.1)),
        ("binary", .binary),
    ])
    func agreesWithPyTorch(_ name: String, _ loss: Loss) throws {
        let arrays = try Self.folder.tensors("arrays.safetensors")
        let scores = try arrays.tensor("losses/scores")
        let targets: [Loss.Target] =
            loss == .binary
            ? [.several([1, 4]), .several([]), .several([0, 1, 2, 3, 4]), .several([2])]
            : [.one(1), .one(0), .one(4), .one(2)]
        let outcome = loss(scores, targets)
        #expect(abs(outcome.sum / 4 - Double(try arrays.tensor("losses/\(name)")[0])) <= 1e-6)
        #expect(relativeError(outcome.gradient, try arrays.tensor("losses/\(name)Gradient")) <= 1e-6)
    }

    @Test func aPartOfABatchHasItsShareOfTheGradient() {
        let scores = Tensor([2, 3], [1, 2, 3, -1, 0, 4])
        let loss = Loss.crossEntropy(smoothing: 0)
        let whole = loss(scores, [.one(0), .one(2)])
        let part = loss(scores.part(1).asBatch, [.one(2)], of: 2)
        #expect(Array(whole.gradient.values.suffix(3)) == part.gradient.values)
        #expect(whole.correct == 1)
    }

    @Test func largeScoresStayFinite() {
        let scores = Tensor([1, 2], [1000, -1000])
        for loss in [Loss.crossEntropy(smoothing: 0.1), .binary] {
            let outcome = loss(scores, [.one(1)])
            #expect(outcome.sum.isFinite && outcome.gradient.isFinite)
        }
        #expect(!Loss.crossEntropy(smoothing: 0)(Tensor([1, 2], [.nan, 0]), [.one(0)]).sum.isFinite)
    }
}
