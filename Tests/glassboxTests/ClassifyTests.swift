import Explanations
import Foundation
import ModelFormats
import Tensors
import Testing

@testable import glassbox

@Suite(.serialized) struct ClassifyTests {
    let program: Program

    init() throws { program = try Program() }

    @Test func namesTheCat() throws {
        let run = try program.run("classify", Program.photo("cat.png"), "--top", "3", "--json")
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        let reports = try decodeStrictly([Classify.Report].self, run.output)
        #expect(reports.map(\.image) == [Program.photo("cat.png")])
        #expect(reports.map(\.model) == ["efficientnet-lite0"])
        #expect(reports[0].predictions.map(\.label) == ["tiger cat", "Egyptian cat", "tabby"])
        #expect(reports[0].predictions.map(\.index) == [282, 285, 281])
        let probabilities = reports[0].predictions.map(\.probability)
        #expect(probabilities == probabilities.sorted(by: >))
        // A softmax's ratios are those of the exponentials of the logits.
        let logits = reports[0].predictions.map { Double($0.logit) }
        #expect(abs(log(probabilities[0] / probabilities[1]) - (logits[0] - logits[1])) < 1e-4)
    }

    @Test func isSureOfTheCoffee() throws {
        let run = try program.run("classify", Program.photo("coffee.png"), "--json")
        let prediction = try #require(
            decodeStrictly([Classify.Report].self, run.output).first?.predictions.first)
        #expect(prediction.label == "espresso")
        #expect(abs(prediction.probability - 0.95) < 0.01)
    }

    @Test func printsATableForPeople() throws {
        let run = try program.run("classify", Program.photo("coffee.png"), "--top", "1")
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0] == Program.photo("coffee.png"))
        #expect(lines[1].contains("espresso") && lines[1].hasSuffix("class 967"))
    }

    @Test func takesAnArrayForThePhotoItWasMadeFrom() throws {
        let model = try ModelCatalogue.load("efficientnet-lite0")
        let subject = try Subject(path: Program.photo("cat.png"), for: model)
        try NPYFile.write(subject.input, to: program.path("cat.npy"))
        let run = try program.run("classify", Program.photo("cat.png"), "cat.npy", "--json", "--top", "1000")
        #expect(run.status == 0)
        let reports = try decodeStrictly([Classify.Report].self, run.output)
        #expect(reports.map(\.predictions.count) == [1000, 1000])
        let ofPhoto = reports[0].predictions.sorted { $0.index < $1.index }.map(\.logit)
        let ofArray = reports[1].predictions.sorted { $0.index < $1.index }.map(\.logit)
        #expect(ofPhoto == ofArray)
    }

    @Test func goesOnAfterABadImage() throws {
        let run = try program.run("classify", "nothing.jpg", Program.photo("coffee.png"), "--json")
        #expect(run.status == 66)
        #expect(run.errors == "There is no file nothing.jpg; check the path.\n")
        #expect(
            try decodeStrictly([Classify.Report].self, run.output).map(\.image) == [
                Program.photo("coffee.png")
            ])
    }

    @Test func drawsTheSameRandomWeightsFromTheSameSeed() throws {
        func best(seed: String) throws -> [Prediction] {
            let run = try program.run(
                "classify", Program.photo("cat.png"), "--weights", "random", "--seed", seed, "--json")
            return try #require(decodeStrictly([Classify.Report].self, run.output).first).predictions
        }
        let first = try best(seed: "7")
        #expect(try first == best(seed: "7"))
        #expect(try first != best(seed: "8"))
    }
}
