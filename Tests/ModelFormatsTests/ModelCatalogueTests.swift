import Files
import GoldenData
import Imaging
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

@Suite struct ModelCatalogueTests {
    @Test func embeddedNetworksLoad() throws {
        for entry in ModelCatalogue.entries where entry.isEmbedded {
            let model = try ModelCatalogue.load(entry.name)
            #expect(model.name == entry.name)
            #expect(try model.layer(named: model.recommendedLayer).hasSpatialExtent)
            #expect((model.graph.logits == nil) == (model.advice != nil))
            if let labels = model.labels { #expect(labels.names.count == model.graph.classCount) }
        }
    }

    @Test func countsParameters() throws {
        #expect(try ModelCatalogue.load("vgg16-features").graph.parameterCount == 14_714_688)
        #expect(
            try ModelCatalogue.load("vgg16", weights: .random(seed: 0)).graph.parameterCount == 138_357_544)
        // 4.65 million trained values and the statistics of the batch normalisations.
        #expect(try ModelCatalogue.load("efficientnet-lite0").graph.parameterCount == 4_694_024)
    }

    @Test func saysWhatIsNotThere() {
        #expect(throws: ModelError.weightsNotHere("vgg16")) { try ModelCatalogue.load("vgg16") }
        #expect {
            try ModelCatalogue.load("vgg61")
        } throws: {
            "\($0)"
                == "There is no network called vgg61; the nearest are vgg16, vgg19."
        }
    }

    @Test func anUnknownLayerNamesTheNearest() throws {
        let model = try ModelCatalogue.load("vgg16-features")
        #expect {
            try model.layer(named: "block5_conv4")
        } throws: {
            ($0 as? ModelError)?.description.contains("block5_conv1, block5_conv2, block5_conv3") == true
        }
    }

    @Test func aLayerIsKnownByTheEndOfItsName() throws {
        var builder = GraphBuilder(name: "nested", input: [1, 4, 4])
        let first = try builder.add("base/first", ActivationLayer(.relu), builder.input)
        let again = try builder.add("base/again", ActivationLayer(.relu), first)
        _ = try builder.add("top/again", ActivationLayer(.relu), again)
        let model = Model(
            name: "nested", title: "Nested", graph: builder.build(logits: nil),
            preprocessing: Preprocessing(.stretch, .tf, size: 4), labels: nil, recommendedLayer: "top/again")
        #expect(try model.layer(named: "first").name == "base/first")
        #expect(try model.layer(named: "2").name == "base/again")
        #expect(throws: ModelError.self) { try model.layer(named: "again") }
    }

    /// Weights drawn from a seed are those of the golden data's generator, bit for bit.
    @Test func randomWeightsAreTheSameEverywhere() throws {
        struct Golden: Decodable {
            struct Tensor: Decodable {
                let name: String
                let shape: [Int]
                let first, last: [Double]
            }
            let weights: [Tensor]
        }
        let golden = try GoldenFolder("vgg16-random").decode(Golden.self, from: "small.json")
        #expect(golden.weights.count == 32)
        var weights = RandomWeights(seed: 0)
        for expected in golden.weights {
            let tensor = weights.tensor(expected.name, Shape(expected.shape))
            let values = tensor.values
            for (found, value) in zip(values.prefix(4), expected.first) {
                #expect(abs(Double(found) - value) < 1e-8)
            }
            for (found, value) in zip(values.suffix(4), expected.last) {
                #expect(abs(Double(found) - value) < 1e-8)
            }
        }
    }

    /// A variance below 0 has no root.
    @Test func randomNormalisationsComputeNumbers() throws {
        var weights = RandomWeights(seed: 2)
        for name in ["bn1.weight", "bn1.running_var", "bn/gamma:0", "bn/moving_variance:0"] {
            #expect(weights.tensor(name, [64]).values.allSatisfy { (0.95...1.05).contains($0) })
        }
        for name in ["bn1.bias", "bn1.running_mean", "bn/beta:0", "bn/moving_mean:0"] {
            #expect(weights.tensor(name, [64]).values.allSatisfy { abs($0) <= 0.05 })
        }
        let model = try ModelCatalogue.load("efficientnet-lite0", weights: .random(seed: 0))
        let photo = try ImageFile.read(ResourceFolder.path("Resources/photos/cat.png"))
        let pass = try Executor(model.graph).forward(model.preprocessing.tensor(of: photo))
        let logits = try #require(try pass.logits()).values
        #expect(logits.allSatisfy(\.isFinite) && Set(logits).count > 900)
        // Every map of an early layer shows something of the photo.
        let maps = try pass.output(of: model.layer(named: "_blocks.2.add").id).part(0)
        for channel in 0..<maps.shape[0] {
            let values = maps.part(channel).values
            #expect(values.allSatisfy(\.isFinite) && values.max()! - values.min()! > 0.01)
        }
    }

    @Test func nearestNames() {
        let names = ["block1_conv1", "block1_pool", "block2_conv1", "flatten"]
        #expect(NearestNames.of("conv1", in: names) == ["block1_conv1", "block2_conv1"])
        #expect(NearestNames.of("blok1_pool", in: names).first == "block1_pool")
        #expect(NearestNames.of("zzzzzzzz", in: names).isEmpty)
        #expect(NearestNames.editDistance(Array("kitten"), Array("sitting")) == 3)
    }

    @Test func labelsAreFoundWhateverTheCase() throws {
        let labels = try #require(try ModelCatalogue.load("efficientnet-lite0").labels)
        #expect(labels[258] == "Samoyed")
        #expect(labels.index(of: "samoyed") == 258)
        #expect(labels.index(of: "no such thing") == nil)
        #expect(labels[1000] == "class 1000")
    }
}
