import Files
import Foundation
import GoldenData
import Imaging
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Bare weights that `torch.save` wrote, recognised and computed: class scores, every layer's output and every layer's
/// gradient as PyTorch has them in float64.
@Suite(.serialized) struct PyTorchNetworkTests {
    static let golden = GoldenFolder("pytorch-networks")

    /// What of a golden file is not about layers.
    struct Input: Decodable {
        let size: Int
        let seed: UInt64
        let input: ArraySummary
        let logits: [Double]
    }

    private static func hasGoldenData(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: golden.path("\(name).json"))
    }

    @Test func theGoldenDataAreOfKnownArchitectures() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.golden.path(""))
        let names = files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }
        #expect(names.count >= 7)
        for name in names { #expect(Architectures.named(name, of: .torch) != nil, "\(name)") }
    }

    /// Every architecture of PyTorch's that has golden data under its name.
    @Test(arguments: Architectures.all(of: .torch).map(\.name).filter(hasGoldenData))
    func agreesWithPyTorch(name: String) throws {
        let files = try RestoredFiles()
        let path = try files.restore("\(name).pth", of: Self.golden)
        let expected = try Self.golden.decode(Input.self, from: "\(name).json")
        let model = try ModelFile.load(path, settings: ModelSettings(size: expected.size))
        #expect(model.title == Architectures.named(name, of: .torch)?.title)
        #expect(model.graph.classCount == expected.logits.count)
        #expect(model.graph.node(named: model.recommendedLayer)?.hasSpatialExtent == true)
        let input = NetworkGoldenTests.splitMixInput(expected.size, expected.seed)
        #expect(expected.input.relativeError(of: input) < 1e-7)
        try NetworkGoldenTests.check(model.graph, input, "pytorch-networks", "\(name).json")
    }

    /// VGG16 of 553 MB in both forms of torch.save: the same bits, although the stream's are not aligned.
    @Test func bothFormsOfVGG16AreEqual() throws {
        let files = try RestoredFiles()
        let zip = try PyTorchFile(MappedFile(path: try files.restore("vgg16.pth", of: Self.golden))).tensors
        let stream = try PyTorchFile(
            MappedFile(path: try files.restore("vgg16-legacy.pth", of: Self.golden))
        ).tensors
        #expect(zip.entries == stream.entries)
        #expect(zip.entries.count == 32)
        for (index, entry) in zip.entries.enumerated() {
            let found = try stream.tensor(entry.name, entry.shape)
            #expect(haveEqualBits(found, try zip.tensor(entry.name, entry.shape)), "\(entry.name)")
            #expect(isDrawn(found, index: index), "\(entry.name)")
        }
        let model = try BareWeights(path: stream.path, sets: [StateDictionary(tensors: stream)]).network(
            settings: ModelSettings(), cancellation: nil)
        #expect(model.title == "VGG16")
        #expect(model.labels?.names.count == 1000)
    }

    /// Whether a tensor starts and ends as the file's rule says.
    private func isDrawn(_ tensor: Tensor, index: Int) -> Bool {
        let isWeight = tensor.shape.rank > 1
        let bound = isWeight ? Float((6 / Double(tensor.shape.withoutBatch.count)).squareRoot()) : 0.05
        return [0, tensor.count - 1].allSatisfy { position in
            let bits = SplitMix64.output(UInt64(index) << 40 &+ UInt64(position)) >> 40
            return tensor[position] == (Float(bits) * 0x1p-23 - 1) * bound
        }
    }
}
