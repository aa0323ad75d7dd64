import Files
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Transformers and networks built like them in full size, out of files that PyTorch's exporter wrote, with drawn weights.
@Suite(.serialized) struct ONNXNetworkTests {
    private static let golden = GoldenFolder("onnx-networks")
    private static let names = [
        "vit_tiny_patch16_224", "swin_tiny_patch4_window7_224", "convnext_tiny", "mobilevit_xxs",
    ]

    /// What of a golden file is not about layers.
    private struct Golden: Decodable {
        struct Block: Decodable {
            let name: String
            let output: ArraySummary
            let gradient: ArraySummary
            let largest: Largest
        }

        /// Largest magnitudes.
        struct Largest: Decodable {
            let output, gradient: Double
        }

        let size: Int
        let seed: UInt64
        let input: ArraySummary
        let topClass: Int
        let logits: [Double]
        let blocks: [Block]

        enum CodingKeys: String, CodingKey {
            case size, seed, input, topClass, logits
            case blocks = "layers"
        }
    }

    /// What PyTorch has in float64: class scores, every block's output and every block's gradient.
    @Test(arguments: names) func agreesWithPyTorch(name: String) throws {
        let files = try RestoredFiles()
        let model = try ModelFile.load(files.restore("\(name).onnx", of: Self.golden))
        let golden = try Self.golden.decode(Golden.self, from: "\(name).json")
        #expect(model.graph.inputShape == [3, golden.size, golden.size])
        let input = NetworkGoldenTests.splitMixInput(golden.size, golden.seed)
        #expect(golden.input.relativeError(of: input) < 1e-7)

        let pass = try Executor(model.graph).forward(input)
        let logits = Tensor([1, golden.logits.count], golden.logits.map(Float.init))
        #expect(largestDeviation(try #require(try pass.logits()), logits) <= 1e-4)
        let backward = try pass.backward(fromClass: golden.topClass)
        try GoldenLayer.check(
            Self.golden.decode(NetworkGoldenTests.Golden.self, from: "\(name).json").layers, pass, backward)
        for block in golden.blocks {
            let node = try #require(model.graph.node(named: block.name))
            let output = try pass.output(of: node.id)
            #expect(block.output.agrees(with: output, largest: block.largest.output), "\(block.name)")
            let gradient = try backward.gradient(at: node.id)
            #expect(block.gradient.agrees(with: gradient, largest: block.largest.gradient), "\(block.name)")
        }
    }

    /// The layer that is recommended is a map of which every place counts, in whatever order its axes stand.
    @Test(arguments: zip(names, [[192, 14, 14], [768, 7, 7], [768, 7, 7], [320, 8, 8]]))
    func recommendsTheLastMapOfThePicture(name: String, shape: [Int]) throws {
        let files = try RestoredFiles()
        let model = try ModelFile.load(files.restore("\(name).onnx", of: Self.golden))
        let golden = try Self.golden.decode(Golden.self, from: "\(name).json")
        let layer = try model.layer(named: model.recommendedLayer)
        let map = try #require(layer.map)
        #expect(map.shape == Shape(shape), "\(layer.name)")
        let pass = try Executor(model.graph).forward(
            NetworkGoldenTests.splitMixInput(golden.size, golden.seed))
        let gradient = try pass.backward(fromClass: golden.topClass).gradient(at: layer.id).part(0)
        #expect(map.maps(of: gradient).values.allSatisfy { $0 != 0 }, "\(layer.name)")
    }

    private static func graph(of file: ONNXFile, _ picture: ONNXImporter.Picture) throws -> Graph {
        let importer = try file.imported(picture)
        let scores = try #require(ClassScores(behind: file.outputs(importer)[0].layer, of: importer.graph))
        return importer.graph.with(logits: scores.layer, scoring: scores.scoring)
    }

    /// Pictures that go through together do not touch each other.
    @Test(arguments: names) func threeTogetherAreThreeAlone(name: String) throws {
        let files = try RestoredFiles()
        let file = try ONNXFile(MappedFile(path: files.restore("\(name).onnx", of: Self.golden)))
        let picture = try file.picture(size: nil)
        let three = ONNXImporter.Picture(
            name: picture.name, dimensions: [3] + picture.dimensions.dropFirst())
        let golden = try Self.golden.decode(Golden.self, from: "\(name).json")
        let inputs = (0..<3).map { NetworkGoldenTests.splitMixInput(golden.size, $0) }

        let together = try Executor(Self.graph(of: file, three)).forward(.joined(inputs))
        let togetherBack = try together.backward(fromClass: golden.topClass)
        let executor = try Executor(Self.graph(of: file, picture))
        let scores = try executor.output(for: .joined(inputs))
        for (item, input) in inputs.enumerated() {
            let alone = try executor.forward(input)
            let aloneBack = try alone.backward(fromClass: golden.topClass)
            let logits = try #require(try alone.logits())
            #expect(largestDeviation(scores.part(item), logits) <= 1e-5)
            #expect(largestDeviation(try #require(try together.logits()).part(item), logits) <= 1e-5)
            for block in golden.blocks.reversed() {
                let node = try #require(alone.graph.node(named: block.name)).id
                // An axis that windows share with the batch holds the first picture's, then the second's.
                func part(_ whole: Tensor) -> Tensor { whole.reshaped([3, whole.count / 3]).part(item) }
                let output = try alone.output(of: node)
                #expect(
                    largestDeviation(part(try together.output(of: node)), output) <= 1e-5, "\(block.name)")
                let gradient = try aloneBack.gradient(at: node)
                #expect(
                    largestDeviation(part(try togetherBack.gradient(at: node)), gradient) <= 1e-5,
                    "\(block.name)")
            }
        }
    }

    /// Layers that are computed together have the outputs and gradients that they have one by one. Gradients at queries are
    /// small differences of large numbers: PyTorch's own in 32 bits deviate by 2e-5 in Swin's last block.
    @Test(arguments: names) func fusedLayersAreThemselves(name: String) throws {
        let files = try RestoredFiles()
        let graph = try ModelFile.load(files.restore("\(name).onnx", of: Self.golden)).graph
        let golden = try Self.golden.decode(Golden.self, from: "\(name).json")
        let input = NetworkGoldenTests.splitMixInput(golden.size, golden.seed)
        let executor = try Executor(graph)
        let fused = try executor.forward(input)
        let plain = try Executor(graph, besides: executor, fusesLayers: false).forward(input)
        let fusedBack = try fused.backward(fromClass: golden.topClass)
        let plainBack = try plain.backward(fromClass: golden.topClass)
        let blocks = Set(golden.blocks.map(\.name))
        for node in graph.nodes.reversed() where node.isComputed {
            #expect(
                largestDeviation(try fused.output(of: node.id), try plain.output(of: node.id)) <= 1e-5,
                "\(node.name)")
            let deviation = try largestDeviation(
                fusedBack.gradient(at: node.id), plainBack.gradient(at: node.id))
            let limit = blocks.contains(node.name) ? 1e-5 : 1e-4
            #expect(deviation <= limit, "gradient at \(node.name)")
        }
    }
}

extension ArraySummary {
    /// Whether single elements and the largest magnitude are within 1e-4 of what is expected, relative to that magnitude.
    fileprivate func agrees(with found: Tensor, largest: Double) -> Bool {
        let foundLargest = found.withUnsafeBufferPointer { $0.reduce(0) { max($0, abs(Double($1))) } }
        return abs(foundLargest - largest) <= 1e-4 * largest
            && samples.indices.allSatisfy {
                let position = Int(SplitMix64.output(UInt64($0)) % UInt64(found.count))
                return abs(Double(found[position]) - samples[$0]) <= 1e-4 * largest
            }
    }
}
