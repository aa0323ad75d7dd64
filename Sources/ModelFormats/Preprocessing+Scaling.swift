import Words

extension Preprocessing {
    /// How 8-bit RGB becomes the input's values.
    public enum Scaling: String, Sendable, Hashable, CaseIterable {
        /// Blue, green, red in 0…255 minus ImageNet's means: Keras's VGG and ResNet.
        case caffe
        /// To 0…1, then by ImageNet's means and deviations: torchvision.
        case torch
        /// To −1…1: Keras's Xception, MobileNet and Inception.
        case tf
        /// (x − 127) / 128: EfficientNet-Lite.
        case lite
        /// To 0…1.
        case unit
        /// 0…255 as they are.
        case none

        /// What is done to the values, one clause.
        var sentence: Words {
            switch self {
            case .caffe: "ImageNet's mean colour is taken off 0…255, blue first"
            case .torch: "values are scaled as torchvision does, by ImageNet's means and deviations"
            case .tf: "values are scaled to −1…1"
            case .lite: "values are scaled to (x − 127) / 128"
            case .unit: "values are scaled to 0…1"
            case .none: "values are left at 0…255"
            }
        }
    }
}

extension Preprocessing.Scaling {
    func statistics(ofRGBChannel channel: Int) -> (mean: Float, deviation: Float) {
        switch self {
        case .caffe: ([123.68, 116.779, 103.939][channel], 1)
        case .torch: ([0.485, 0.456, 0.406][channel], [0.229, 0.224, 0.225][channel])
        case .tf, .unit, .none: (0, 1)
        case .lite: (127, 128)
        }
    }

    /// The means of the three channels' statistics, for grey pictures.
    var greyStatistics: (mean: Float, deviation: Float) {
        let channels = (0..<3).map(statistics(ofRGBChannel:))
        return (
            channels.map(\.mean).reduce(0, +) / 3, channels.map(\.deviation).reduce(0, +) / 3
        )
    }

    func scaled(_ value: Float, mean: Float, deviation: Float) -> Float {
        switch self {
        case .torch: (value / 255 - mean) / deviation
        case .tf: value / 127.5 - 1
        case .caffe, .lite: (value - mean) / deviation
        case .unit: value / 255
        case .none: value
        }
    }

    func unscaled(_ value: Float, mean: Float, deviation: Float) -> Float {
        switch self {
        case .torch: (value * deviation + mean) * 255
        case .tf: (value + 1) * 127.5
        case .caffe, .lite: value * deviation + mean
        case .unit: value * 255
        case .none: value
        }
    }
}
