import Files
import Foundation
import Imaging
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// What files beside a network, and its own first layers, say of its input.
@Suite struct StatedPreprocessingTests {
    private func stated(_ text: String, _ read: (JSONValue) -> StatedPreprocessing?) throws
        -> StatedPreprocessing?
    {
        read(try #require(JSONValue(parsing: Array(text.utf8))))
    }

    @Test func timmsConfiguration() throws {
        let text = """
            {"architecture": "vit_tiny", "pretrained_cfg": {"input_size": [3, 384, 384], "mean": [0.5, 0.5, 0.5],
             "std": [0.5, 0.5, 0.5], "crop_pct": 0.9, "interpolation": "bicubic", "crop_mode": "center"}}
            """
        let found = try #require(try stated(text, StatedPreprocessing.timm))
        #expect(found.scaling == .tf && found.size == 384)
        #expect(found.geometry == .centreCrop(shortEdge: 426, .bicubic))
        let squashed = try stated(
            #"{"mean": [0, 0, 0], "std": 1, "input_size": [3, 96, 96], "crop_mode": "squash", "interpolation": "bilinear"}"#,
            StatedPreprocessing.timm)
        #expect(try #require(squashed).scaling == .unit && squashed?.geometry == .resize(.bilinear))
        #expect(try stated(#"{"mean": [0, 0, 0], "std": [1, 0, 1]}"#, StatedPreprocessing.timm) == nil)
        #expect(try stated(#"{"num_classes": 5}"#, StatedPreprocessing.timm) == nil)
        let wild = try stated(
            #"{"mean": 0, "std": 1, "input_size": [3, -224, -224]}"#, StatedPreprocessing.timm)
        #expect(wild?.scaling == .unit && wild?.size == nil && wild?.geometry == nil)
    }

    @Test(arguments: [
        // ViT
        (
            #"{"do_normalize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "size": {"height": 224, "width": 224}, "resample": 2}"#,
            Preprocessing.Scaling.tf, Preprocessing.Geometry.resize(.bilinear), 224
        ),
        // ConvNeXt
        (
            #"{"crop_pct": 0.875, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225], "size": {"shortest_edge": 224}, "resample": 3}"#,
            .torch, .centreCrop(shortEdge: 256, .bicubic), 224
        ),
        // CLIP's and older forms
        (
            #"{"do_center_crop": true, "crop_size": 224, "size": 256, "resample": 3, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}"#,
            .torch, .centreCrop(shortEdge: 256, .bicubic), 224
        ),
        // MobileViT: blue first, no means
        (
            #"{"do_flip_channel_order": true, "do_normalize": false, "size": {"shortest_edge": 288}, "crop_size": {"height": 256, "width": 256}, "do_center_crop": true}"#,
            Preprocessing.Scaling(isBlueFirst: true), .centreCrop(shortEdge: 288, .bilinear), 256
        ),
        // As they are
        (
            #"{"do_rescale": false, "do_normalize": false, "size": 64, "resample": 0}"#, .none,
            .resize(.nearest), 64
        ),
    ])
    func huggingFacesProcessor(
        text: String, scaling: Preprocessing.Scaling, geometry: Preprocessing.Geometry, size: Int
    ) throws {
        let found = try #require(try stated(text, StatedPreprocessing.huggingFace))
        #expect(found.scaling == scaling && found.geometry == geometry && found.size == size)
    }

    /// Numbers of strangers.
    @Test(arguments: [
        #"{"image_mean": "x", "size": -1}"#,
        #"{"image_mean": [1e300, 0, 0], "image_std": [0, 0, 0], "size": {}}"#,
        #"{"size": {"shortest_edge": 9e18}, "crop_pct": 0, "rescale_factor": 0}"#, #"[]"#,
        #"{"size": 1e300}"#,
        #"{"size": {"height": 100, "width": 100}, "crop_size": 9223372036854775807}"#,
    ])
    func nonsenseSaysNothing(text: String) throws {
        let found = try stated(text, StatedPreprocessing.huggingFace)
        #expect(found?.geometry == nil || found?.geometry == .resize(.bilinear))
    }

    @Test func scalingsAreWrittenAsTheyAreRead() {
        for scaling in Preprocessing.Scaling.allCases + [
            Preprocessing.Scaling(means: [0.1, 0.2, 0.3], deviations: [0.5, 0.25, 1]),
            Preprocessing.Scaling(divisor: 1, means: [120, 110, 100], isBlueFirst: true),
        ] {
            #expect(Preprocessing.Scaling(rawValue: scaling.rawValue) == scaling)
        }
        #expect(
            Preprocessing.Scaling(rawValue: "mean=0.5:std=0.5")
                == Preprocessing.Scaling(means: [0.5, 0.5, 0.5], deviations: [0.5, 0.5, 0.5]))
        for text in [
            "", "magic", "mean=", "mean=1,2", "std=0", "mean=nan", "divisor=0", "mean=1:std", "bgr",
            "mean=1:x=2",
        ] {
            #expect(Preprocessing.Scaling(rawValue: text) == nil, "\(text)")
        }
        #expect(Preprocessing.Scaling(means: [0.5, 0.5, 0.5], deviations: [0.5, 0.5, 0.5]).named == .tf)
    }

    @Test func sizesAreWrittenAsTheyAreRead() {
        #expect(InputSize("224") == InputSize(rows: 224, columns: 224))
        #expect(InputSize("48x320") == InputSize(rows: 48, columns: 320))
        #expect(InputSize("48×320")?.description == "48x320")
        for text in ["", "x", "48x", "x48", "1x2x3", "-", "4.5"] {
            #expect(InputSize(text) == nil, "\(text)")
        }
        #expect(!InputSize(rows: 4, columns: 9999).isAllowed)
    }

    // MARK: First layers

    /// A network that begins with arithmetic on its input.
    private func own(_ layers: [any Operator]) throws -> Preprocessing.Scaling? {
        var builder = GraphBuilder(name: "net", input: [3, 6, 6])
        var node = builder.input
        for (index, layer) in layers.enumerated() { node = try builder.add("layer\(index)", layer, node) }
        let kernel = Tensor([2, 3, 3, 3], repeating: 0.1)
        node = try builder.add("conv", Convolution(weights: kernel, window: Window([3, 3])), node)
        return OwnScaling(of: builder.build(logits: nil))?.scaling
    }

    @Test func firstLayersSayForWhichValuesTheyAreMade() throws {
        func constant(_ operation: ElementwiseArithmetic.Operation, _ values: [Float])
            -> ElementwiseArithmetic
        {
            ElementwiseArithmetic(operation, constant: Tensor([values.count, 1, 1], values))
        }
        #expect(try own([]) == nil)
        #expect(try own([constant(.divide, [255])]) == Preprocessing.Scaling.none)
        #expect(
            try own([constant(.multiply, [1 / 127.5]), constant(.subtract, [1])])
                == Preprocessing.Scaling.none)
        #expect(try own([constant(.subtract, [123.7, 116.8, 103.9])]) == Preprocessing.Scaling.none)
        #expect(
            try own([constant(.subtract, [0.485, 0.456, 0.406]), constant(.divide, [0.229, 0.224, 0.225])])
                == .unit)
        #expect(try own([constant(.multiply, [1])]) == nil)
        #expect(try own([ActivationLayer(.relu)]) == nil)
    }
}
