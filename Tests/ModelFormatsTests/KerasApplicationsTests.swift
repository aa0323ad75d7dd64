import Foundation
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// VGG16, ResNet50 and Xception in full-size files that Keras wrote, with drawn weights.
@Suite(.serialized) struct KerasApplicationsTests {
    static let folder = GoldenFolder("keras-applications")

    private func check(_ file: String, _ golden: String, size: Int? = nil) throws -> Model {
        let files = try RestoredFiles()
        let path = try files.restore(file, of: Self.folder)
        let model = try ModelFile.load(path, settings: ModelSettings(size: size))
        try KerasGoldenTests.check(
            model.graph, Self.folder.decode(KerasGoldenTests.Golden.self, from: "\(golden).json"))
        return model
    }

    @Test func resNet50AsAWholeModel() throws {
        let model = try check("resnet50.h5", "resnet50")
        #expect(model.recommendedLayer == "conv5_block3_out")
    }

    @Test func resNet50FromItsWeights() throws {
        let model = try check("resnet50-weights.h5", "resnet50-small", size: 32)
        #expect(model.title == "ResNet50")
        // The last stage has a single row and column of this input.
        #expect(model.recommendedLayer == "conv4_block6_out")
        #expect(model.preprocessing == Preprocessing(.stretch, .caffe, size: 32))
        #expect(model.label(of: 0) == "tench")
    }

    @Test func xceptionAsAnArchive() throws {
        let model = try check("xception.keras", "xception")
        #expect(model.graph.inputShape == [3, 299, 299])
        #expect(model.recommendedLayer == "block14_sepconv2_act")
    }

    @Test func xceptionFromItsWeights() throws {
        let model = try check("xception-weights.h5", "xception-small", size: 71)
        #expect(model.title == "Xception" && model.recommendedLayer == "block14_sepconv2_act")
        #expect(model.preprocessing == Preprocessing(.stretch, .tf, size: 71))
    }

    @Test func vgg16AsAWholeModel() throws {
        #expect(try check("vgg16.h5", "vgg16").recommendedLayer == "block5_conv3")
    }

    @Test func vgg16FromItsWeights() throws {
        let model = try check("vgg16-weights.h5", "vgg16")
        #expect(model.title == "VGG16" && model.recommendedLayer == "block5_conv3")
        #expect(model.preprocessing == Preprocessing(.stretch, .caffe, size: 224))
    }

    @Test(arguments: Architectures.all(of: .keras).map(\.name))
    func everyArchitectureTakesAnyWeights(_ name: String) throws {
        let known = try #require(Architectures.named(name, of: .keras))
        var weights: any Weights = UntouchedWeights()
        let graph = try known.build(&weights, known.preprocessing.rows)
        #expect(graph.classCount == 1000)
        #expect(graph.node(named: known.recommendedLayer)?.hasSpatialExtent == true)
        let parameters = [
            "keras-vgg16": 138_357_544, "keras-vgg19": 143_667_240, "keras-resnet50": 25_636_712,
            "keras-resnet101": 44_707_176, "keras-resnet152": 60_419_944, "keras-xception": 22_910_480,
            "keras-mobilenetv2": 3_538_984, "keras-densenet121": 8_062_504,
            "keras-densenet169": 14_307_880, "keras-densenet201": 20_242_984,
            "keras-resnet50v2": 25_613_800, "keras-resnet101v2": 44_675_560,
            "keras-resnet152v2": 60_380_648, "keras-mobilenet": 4_253_864,
        ]
        #expect(graph.parameterCount == parameters[name])
    }

    private struct UntouchedWeights: Weights {
        func tensor(_ name: String, _ shape: Shape) -> Tensor { Tensor(shape, repeating: 0) }
        func shape(of name: String) -> Shape? { nil }
    }
}
