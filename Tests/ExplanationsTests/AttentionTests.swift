import Foundation
import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// What attentions show, against the papers' formulas in PyTorch.
@Suite struct AttentionTests {
    private static let networks = ["vit", "deit", "registers", "torchvision", "hf-vit", "clip", "mean"]
    private let golden = GoldenFolder("attention")
    private let arrays: SafeTensorsFile

    init() throws {
        arrays = try golden.tensors("arrays.safetensors")
    }

    /// A network with the picture of the golden data; CLIP's is asked how alike its embedding is to that of another one.
    private func asked(_ name: String) throws -> AskedAnalysis {
        let theirs = GoldenFolder("transformers")
        let isOurs = arrays.names.contains("picture/\(name)")
        let model = try ModelFile.load(
            (isOurs ? golden : theirs).path("\(name).onnx"), settings: ModelSettings(scaling: .tf))
        let picture = try (isOurs ? arrays : theirs.tensors("arrays.safetensors")).tensor("picture/\(name)")
        let analysis = try HeadsNetwork.analysis(of: picture, model)
        guard name == "clip" else { return AskedAnalysis(analysis: analysis, classIndex: 2) }
        let other = try TemporaryArray(arrays.tensor("other/clip"))
        return try Targets.named("similarity to \(other.path)").asked(in: analysis, cancellation: nil)
    }

    private func answer(
        _ method: some ExplanationMethod, _ asked: AskedAnalysis, at layer: Node? = nil,
        _ options: [String: String] = [:]
    ) throws -> Explanation {
        var values = OptionValues()
        for (name, value) in options { try values.set(name, to: value, for: method) }
        let layer = try layer ?? asked.analysis.model.layer(named: asked.analysis.model.recommendedLayer)
        #expect(method.obstacle(in: asked.analysis.model, at: layer) == nil)
        return try method.explain(
            Question(
                layer: layer, classIndex: method.needsClass ? asked.classIndex : nil, options: values),
            of: asked.analysis)
    }

    private func compare(_ found: Tensor, _ key: String) throws {
        let expected = try arrays.tensor(key)
        #expect(found.shape == expected.shape, "\(key)")
        #expect(relativeError(found, expected) <= 1e-4, "\(key)")
    }

    @Test(arguments: networks) func headsLookWherePyTorchSays(name: String) throws {
        let asked = try asked(name)
        let graph = asked.analysis.model.graph
        for (index, attention) in graph.attentions.enumerated() {
            let layer = graph.nodes[attention.weights]
            let maps = try answer(AttentionHeads(), asked, at: layer)
            try compare(maps.raw, "attention/\(name)/\(index)")
            #expect(maps.notices == (name == "mean" ? [Notice.noClassToken.words] : []))
            let place = try answer(
                AttentionHeads(), asked, at: layer, ["from": "place", "row": "1", "column": "2"])
            try compare(place.raw, "place/\(name)/\(index)")
            try compare(
                answer(AttentionGradient(), asked, at: layer).raw, "attention-gradient/\(name)/\(index)")
        }
        #expect(graph.attentions.count == (["vit", "deit", "registers"].contains(name) ? 3 : 2))
    }

    @Test(arguments: networks) func tokensAreFollowedThroughTheNetwork(name: String) throws {
        let asked = try asked(name)
        try compare(answer(AttentionRollout(), asked).raw, "rollout/\(name)")
        try compare(answer(TransformerAttribution(), asked).raw, "transformer-attribution/\(name)")
        try compare(answer(LeGrad(), asked).raw, "legrad/\(name)")
    }

    /// Also moved windows, whose parts lie at opposite edges.
    @Test func windowsArePutBackInTheirPlace() throws {
        let asked = try asked("swin")
        let graph = asked.analysis.model.graph
        for (index, attention) in graph.attentions.enumerated() {
            let layer = graph.nodes[attention.weights]
            try compare(answer(AttentionHeads(), asked, at: layer).raw, "attention/swin/\(index)")
            try compare(
                answer(AttentionGradient(), asked, at: layer).raw, "attention-gradient/swin/\(index)")
        }
        #expect(graph.attentions.count == 4)
        let first = graph.nodes[graph.attentions[0].weights].name
        for method in [AttentionRollout(), TransformerAttribution(), LeGrad()] as [any ExplanationMethod] {
            #expect(
                method.obstacle(in: asked.analysis.model, at: graph.nodes[0])
                    == .attentionInWindows(layer: first, method: method.title))
        }
    }

    /// MobileViT in full size: four matrices for each head, one for each place in a patch of two by two.
    @Test func placesOfPatchesArePutBackInTheirPlace() throws {
        let expected = try golden.tensors("mobilevit.safetensors")
        let files = try RestoredFiles()
        let model = try ModelFile.load(
            files.restore("mobilevit_xxs.onnx", of: GoldenFolder("onnx-networks")),
            settings: ModelSettings(scaling: .tf))
        let picture = RandomWeights.uniform([1, 3, 256, 256], bound: 1, seed: 1000 << 40)
        let asked = AskedAnalysis(
            analysis: try HeadsNetwork.analysis(of: picture, model), classIndex: 0)
        let attentions = model.graph.attentions
        #expect(attentions.count == 9)
        for (index, attention) in attentions.enumerated() {
            let layer = model.graph.nodes[attention.weights]
            for (key, options) in [
                ("attention", [:]), ("place", ["from": "place", "row": "1", "column": "2"]),
            ] {
                let found = try answer(AttentionHeads(), asked, at: layer, options).raw
                let right = try expected.tensor("\(key)/\(index)")
                #expect(found.shape == right.shape, "\(key) \(layer.name)")
                #expect(relativeError(found, right) <= 1e-4, "\(key) \(layer.name)")
            }
        }
    }

    /// What a place attends to sums to 1 over all tokens, and over its window where there are no others.
    @Test func aPlaceOfAWindowSeesItsWindowOnly() throws {
        let asked = try asked("swin")
        let graph = asked.analysis.model.graph
        let layer = graph.nodes[graph.attentions[0].weights]
        let maps = try answer(
            AttentionHeads(), asked, at: layer, ["from": "place", "row": "5", "column": "14"]
        ).raw
        for head in 0..<2 {
            let map = maps.part(head).values
            #expect(abs(map.reduce(0, +) - 1) < 1e-5)
            let seen = map.indices.filter { map[$0] != 0 }
            #expect(seen.allSatisfy { (4..<8).contains($0 / 16) && (12..<16).contains($0 % 16) })
        }
    }

    @Test func aLayerHasTheAttentionOfItsBlock() throws {
        let asked = try asked("vit")
        let model = asked.analysis.model
        for (name, block) in [
            ("/blocks/blocks.1/norm1/LayerNormalization", 1), ("/blocks/blocks.0/Add_1", 0),
            ("/head/Gemm", 2),
        ] {
            let found = try #require(model.graph.attention(nearest: model.layer(named: name)))
            #expect(found == model.graph.attentions[block])
        }
        let maps = try answer(
            AttentionHeads(), asked, at: model.layer(named: "/blocks/blocks.1/norm1/LayerNormalization"))
        try compare(maps.raw, "attention/vit/1")
        #expect(
            maps.notices
                == [Notice.attentionOf(model.graph.nodes[model.graph.attentions[1].weights].name).words])
    }

    @Test func aNetworkWithoutAttentionSaysSo() throws {
        let analysis = try Sample.branchingAnalysis()
        let methods: [any ExplanationMethod] = [
            AttentionHeads(), AttentionRollout(), TransformerAttribution(), AttentionGradient(), LeGrad(),
        ]
        for method in methods {
            #expect(
                method.obstacle(in: analysis.model, at: analysis.model.graph.nodes[1])
                    == .noAttention(model: "Branching"))
        }
    }
}

/// An array in a file that is removed with it.
private final class TemporaryArray {
    let path: String

    init(_ tensor: Tensor) throws {
        path = NSTemporaryDirectory() + "glassbox-\(UUID()).npy"
        try NPYFile.write(tensor, to: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
