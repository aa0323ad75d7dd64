import Files
import Foundation
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Files of `torch.jit.save` against PyTorch (`GoldenData/torchscript`).
@Suite struct TorchScriptTests {
    static let golden = GoldenFolder("torchscript")

    private static func model(_ name: String, size: InputSize? = InputSize(rows: 16, columns: 20)) throws
        -> Model
    {
        try ModelFile.load(
            golden.path(name), settings: ModelSettings(size: size?.rows, columns: size?.columns))
    }

    @Test(arguments: ["traced.pt", "scripted.pt", "frozen.pt"])
    func scoresAndGradientsAreThoseOfPyTorch(name: String) throws {
        try expectScoresAndGradient(of: Self.model(name).graph, in: Self.golden)
    }

    /// Neither the channels nor the size of the pictures are written anywhere.
    @Test(arguments: ["small.pt", "lite.ptl"])
    func channelsAndSizeAreFound(name: String) throws {
        let arrays = try Self.golden.tensors("arrays.safetensors")
        let model = try Self.model(name, size: nil)
        #expect(model.graph.inputShape == [1, 28, 28])
        #expect(model.assumptions.contains { $0.english.contains("28×28") })
        let logits = try #require(model.graph.logits)
        let output = try Executor(model.graph).output(of: logits, for: arrays.tensor("grey"))
        #expect(relativeError(output, try arrays.tensor("grey answer")) < 1e-5)
    }

    @Test(arguments: ["traced.pt", "scripted.pt"])
    func layersHaveThePathsOfTheirModules(name: String) throws {
        let graph = try Self.model(name).graph
        for name in [
            "stem.0", "stem.1", "stem.2", "blocks.0", "blocks.1", "norm", "head", "attention.qkv.product",
        ] {
            #expect(graph.node(named: name) != nil, "\(name)")
        }
        #expect(graph.node(named: "stem.2")?.shape == [6, 16, 20])
        #expect(graph.node(named: "blocks.0")?.parameterCount == 114)
        #expect(graph.node(named: "drop") == nil)
    }

    /// What lies before a decision that only the picture makes can be explained.
    @Test func whatThePictureDecidesIsShown() throws {
        let graph = try Self.model("decides.pt").graph
        #expect(graph.logits == nil)
        #expect(graph.node(named: "conv")?.isComputed == true)
        #expect(graph.nodes.last?.obstacle == UnsupportedFeature.decision.words)
    }

    @Test func aSingleLayerIsANetwork() throws {
        let graph = try ModelFile.load(PyTorchFileTests.golden.path("script.pt")).graph
        #expect(graph.inputShape == [1, 224, 224])
        #expect(graph.nodes.last?.shape == [2, 222, 222])
    }

    // MARK: Damaged files

    @Test func cutOffAndDamagedFilesDoNoHarm() throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: Self.golden.path("small.pt"))))
        for count in stride(from: 4, to: whole.count - 1, by: 97) {
            #expect(try TorchScriptSample.message(Array(whole[..<count])) != nil, "\(count) bytes")
        }
        var draws = Draws(seed: 21)
        for _ in 0..<120 {
            var damaged = whole
            damaged[draws.next(below: whole.count)] ^= UInt8(1 << draws.next(below: 8))
            _ = try TorchScriptSample.message(damaged)
        }
    }

    /// Bytes of the code and of the pickles that are others, in an archive whose checksums are right.
    @Test(arguments: ["scripted.pt", "traced.pt"])
    func otherCodeDoesNoHarm(name: String) throws {
        let archive = try ZipArchive(try MappedFile(path: Self.golden.path(name)))
        let entries = try archive.entries.map {
            ZipSample.Entry(name: $0.name, data: try archive.contents(of: $0, limit: 1 << 24))
        }
        let texts = entries.indices.filter {
            entries[$0].name.hasSuffix(".py") || entries[$0].name.hasSuffix(".pkl")
        }
        let letters = Array("0123456789.,()[]: =-_abcxTN\n\"".utf8)
        var draws = Draws(seed: 22)
        for round in 0..<160 {
            var damaged = entries
            let place = texts[draws.next(below: texts.count)]
            var text = damaged[place].data
            for _ in 0..<1 + round % 3 {
                let position = draws.next(below: text.count)
                switch round % 4 {
                case 0: text[position] ^= UInt8(1 << draws.next(below: 8))
                case 1: text.remove(at: position)
                case 2: text.insert(letters[draws.next(below: letters.count)], at: position)
                default: text[position] = letters[draws.next(below: letters.count)]
                }
            }
            damaged[place].data = text
            _ = try TorchScriptSample.message(
                ZipSample(entries: damaged).bytes, size: InputSize(rows: 16, columns: 20))
        }
    }

    /// Lines of the code that are missing, twice there or at other places.
    @Test func otherLinesDoNoHarm() throws {
        let archive = try ZipArchive(try MappedFile(path: Self.golden.path("scripted.pt")))
        let entries = try archive.entries.map {
            ZipSample.Entry(name: $0.name, data: try archive.contents(of: $0, limit: 1 << 24))
        }
        let texts = entries.indices.filter { entries[$0].name.hasSuffix(".py") }
        var draws = Draws(seed: 23)
        for round in 0..<120 {
            var damaged = entries
            let place = texts[draws.next(below: texts.count)]
            var lines = String(decoding: damaged[place].data, as: UTF8.self).split(separator: "\n")
            let (a, b) = (draws.next(below: lines.count), draws.next(below: lines.count))
            switch round % 3 {
            case 0: lines.remove(at: a)
            case 1: lines.insert(lines[b], at: a)
            default: lines.swapAt(a, b)
            }
            damaged[place].data = Array(lines.joined(separator: "\n").utf8) + [10]
            _ = try TorchScriptSample.message(
                ZipSample(entries: damaged).bytes, size: InputSize(rows: 16, columns: 20))
        }
    }
}
