import Foundation
import GoldenData
import NeuralNetwork
import Testing

@testable import ModelFormats

/// The size of input that a photo chooses.
@Suite struct PhotoSizeTests {
    private static let networks = GoldenFolder("any-size")

    /// Width, height, stride; the rows and columns expected.
    private static let cases: [(Int, Int, Int, InputSize)] = [
        (600, 400, 8, InputSize(rows: 400, columns: 600)),
        // Rounded to the nearest multiple.
        (600, 400, 32, InputSize(rows: 384, columns: 608)),
        (500, 333, 16, InputSize(rows: 336, columns: 496)),
        // 4000 × 3000 × r² = 2¹⁹: 836.1 × 627.1; both nearest multiples have too many.
        (4000, 3000, 32, InputSize(rows: 608, columns: 832)),
        (724, 724, 32, InputSize(rows: 704, columns: 704)),
        // At least two strides, however small or thin the photo is.
        (1, 1, 32, InputSize(rows: 64, columns: 64)), (20_000, 10, 32, InputSize(rows: 64, columns: 2048)),
        (1 << 30, 1 << 30, 128, InputSize(rows: 640, columns: 640)),
    ]

    @Test(arguments: cases) func isThePhotosAsFarAsItGoes(
        width: Int, height: Int, stride: Int, expected: InputSize
    ) {
        let size = InputSize(of: (width, height), stride: stride)
        #expect(size == expected)
        #expect(size.isAllowed && size.rows * size.columns <= InputSize.mostPixels)
    }

    @Test func aNetworkOfMapsFollowsThePhotoUnlessSomebodySaysASize() throws {
        let path = Self.networks.path("red.onnx")
        let choice = ModelChoice(path)
        let model = try choice.load()
        #expect(model.followsPhoto && model.graph.inputShape == [3, 224, 224])
        #expect(model.graph.coarsestStride == 8)
        let fitted = try #require(choice.fitted(to: (width: 600, height: 400), model))
        #expect(fitted.settings == ModelSettings(size: 400, columns: 600, fit: .stretch, followsPhoto: true))
        let large = try fitted.load()
        #expect(!large.followsPhoto && large.graph.inputShape == [3, 400, 600])
        #expect(large.preprocessing.geometry == .resize(.bilinear))
        #expect(
            large.assumptions.map(\.english).contains(
                "It takes pictures of any size, so the photo's own proportions choose 400×600; --size says otherwise."
            ))
        let said = ModelChoice(path, settings: ModelSettings(size: 64))
        let small = try said.load()
        #expect(!small.followsPhoto && small.graph.inputShape == [3, 64, 64])
        #expect(said.fitted(to: (width: 600, height: 400), small) == nil)
        #expect(!small.assumptions.contains { $0.english.contains("any size") })
    }

    @Test func aFixedSizeIsNoPhotos() throws {
        let asked = ModelSettings(followsPhoto: true)
        for path in [
            GoldenFolder("output-kinds").path("autoencoder.onnx"),
            GoldenFolder("detectors").path("columns.onnx"),
        ] {
            let model = try ModelFile.load(path)
            #expect(!model.followsPhoto)
            let shape = model.graph.inputShape
            #expect(throws: FixedInputSize(path: path, rows: shape[1], columns: shape[2], asked: nil)) {
                try ModelFile.load(path, settings: asked)
            }
        }
        #expect(throws: FixedInputSize(path: "efficientnet-lite0", rows: 224, columns: 224, asked: nil)) {
            try ModelCatalogue.load("efficientnet-lite0", settings: asked)
        }
    }

    @Test func whatIsSaidBesideTheNetworkHolds() throws {
        let folder = NSTemporaryDirectory() + "photo-size-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/red.onnx"
        try FileManager.default.copyItem(atPath: Self.networks.path("red.onnx"), toPath: path)
        _ = try ModelSidecar.remember(ModelSettings(size: 96), for: path)
        #expect(try !ModelFile.load(path).followsPhoto)
        // What is said now goes before it.
        let photo = try ModelFile.load(path, settings: ModelSettings(followsPhoto: true))
        #expect(photo.followsPhoto && photo.graph.inputShape == [3, 224, 224])
        _ = try ModelSidecar.remember(ModelSettings(followsPhoto: true), for: path)
        #expect(try ModelSidecar.beside(path) == ModelSettings(followsPhoto: true))
        #expect(try ModelFile.load(path).followsPhoto)
        #expect(try !ModelFile.load(path, settings: ModelSettings(size: 64)).followsPhoto)
    }
}
