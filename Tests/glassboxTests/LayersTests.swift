import Foundation
import NeuralNetwork
import Testing

@testable import glassbox

@Suite(.serialized) struct LayersTests {
    @Test func describesVGG() throws {
        let run = try Program().run("layers", "--model", "vgg16-features", "--json")
        #expect(run.status == 0)
        let layers = try decodeStrictly([Layers.Report].self, run.output)
        #expect(layers.count == 19)
        #expect(
            layers[0]
                == .init(
                    name: "input_1", kind: .input, outputShape: [3, 224, 224], parameters: 0, inputs: []))
        #expect(
            layers[1]
                == .init(
                    name: "block1_conv1", kind: .convolution, outputShape: [64, 224, 224], parameters: 1792,
                    inputs: ["input_1"]))
        #expect(layers[18].name == "block5_pool" && layers[18].outputShape == [512, 7, 7])
        #expect(layers.reduce(0) { $0 + $1.parameters } == 14_714_688)
    }

    @Test func namesBothInputsOfASkipConnection() throws {
        let run = try Program().run("layers", "--json")
        let layers = try decodeStrictly([Layers.Report].self, run.output)
        let merges = layers.filter { $0.kind == .merge }
        #expect(merges.count == 9)
        #expect(merges.allSatisfy { $0.inputs.count == 2 })
        let names = Set(layers.map(\.name))
        #expect(names.count == layers.count)
        #expect(layers.flatMap(\.inputs).allSatisfy(names.contains))
    }

    @Test func printsAnAlignedTable() throws {
        let run = try Program().run("layers", "--model", "vgg16-features")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 21)
        let rows = lines.filter { $0.hasPrefix("block") && $0.contains("conv") }
        #expect(rows.count == 13)
        #expect(Set(rows.map(\.count)).count == 1)
        #expect(lines.last == "VGG16 features: 19 layers, 14 714 688 parameters")
    }

    /// EfficientNet's blocks end with a sum where they keep their shape: nine of its sixteen.
    @Test func rewritesSayWhatIsComputedTogether() throws {
        let run = try Program().run("layers", "--rewrites", "--json")
        let rewrites = try decodeStrictly([Layers.RewriteReport].self, run.output)
        let sums = rewrites.filter { $0.rewrite.contains("Sum") }
        #expect(sums.count == 9)
        #expect(sums.allSatisfy { $0.layers.count >= 2 })
        let table = try Program().run("layers", "--rewrites").output
        #expect(table.contains("How often"))
        #expect(table.contains(try #require(sums.first?.layers.last)))
    }
}
