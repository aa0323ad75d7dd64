import Testing

@testable import ModelFormats

@Suite struct KerasNamingTests {
    @Test func classesBecomeTheNamesOfArchives() {
        let names = [
            "Conv2D": "conv2d", "BatchNormalization": "batch_normalization", "PReLU": "p_re_lu",
            "SeparableConv2D": "separable_conv2d", "DepthwiseConv2D": "depthwise_conv2d", "ReLU": "re_lu",
            "GlobalAveragePooling2D": "global_average_pooling2d", "Functional": "functional",
            "LeakyReLU": "leaky_re_lu", "InputLayer": "input_layer", "ZeroPadding2D": "zero_padding2d",
        ]
        for (className, name) in names { #expect(KerasNaming.snakeCase(className) == name) }
    }

    @Test func scopesAreReadFromNames() {
        func scope(_ name: String, _ className: String) -> [String] {
            KerasNaming.scope(
                of: KerasLayer(
                    name: name, className: className,
                    settings: KerasSettings(path: "", layer: name, values: [:]), calls: [], network: nil))
        }
        #expect(scope("block5_conv3", "Conv2D") == ["block5"])
        #expect(scope("conv2_block1_1_conv", "Conv2D") == ["conv2", "block1"])
        #expect(scope("block_3_expand", "Conv2D") == ["block_3"])
        #expect(scope("conv2d_4", "Conv2D").isEmpty)
        #expect(scope("fc1", "Dense").isEmpty)
        #expect(scope("batch_normalization_2", "BatchNormalization").isEmpty)
    }
}
