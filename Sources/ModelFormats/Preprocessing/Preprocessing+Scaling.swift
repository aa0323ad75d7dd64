import Words

extension Preprocessing {
    /// How 8-bit RGB becomes the input's values: (x / divisor − mean) / deviation, with a mean and a deviation for each colour.
    public struct Scaling: Sendable, Hashable {
        /// What 0…255 is divided by first.
        public let divisor: Float
        /// Of red, green and blue.
        public let means, deviations: [Float]
        /// Whether the input's first channel is blue and its last red.
        public let isBlueFirst: Bool

        /// - Precondition: three means and three deviations; what is divided by is not 0.
        public init(
            divisor: Float = 255, means: [Float] = [0, 0, 0], deviations: [Float] = [1, 1, 1],
            isBlueFirst: Bool = false
        ) {
            precondition(means.count == 3 && deviations.count == 3 && divisor != 0 && !deviations.contains(0))
            self.divisor = divisor
            self.means = means
            self.deviations = deviations
            self.isBlueFirst = isBlueFirst
        }

        /// Blue, green, red in 0…255 minus ImageNet's means: Keras's VGG and ResNet.
        public static let caffe = Scaling(divisor: 1, means: [123.68, 116.779, 103.939], isBlueFirst: true)
        /// To 0…1, then by ImageNet's means and deviations: torchvision.
        public static let torch = Scaling(means: [0.485, 0.456, 0.406], deviations: [0.229, 0.224, 0.225])
        /// To −1…1: Keras's Xception, MobileNet and Inception.
        public static let tf = Scaling(divisor: 127.5, means: [1, 1, 1])
        /// (x − 127) / 128: EfficientNet-Lite.
        public static let lite = Scaling(divisor: 1, means: [127, 127, 127], deviations: [128, 128, 128])
        /// To 0…1.
        public static let unit = Scaling()
        /// 0…255 as they are.
        public static let none = Scaling(divisor: 1)

        // Written out because those of a type with a raw value compare the raw values, which are made by comparing.
        public static func == (one: Scaling, other: Scaling) -> Bool {
            one.divisor == other.divisor && one.means == other.means && one.deviations == other.deviations
                && one.isBlueFirst == other.isBlueFirst
        }

        public func hash(into hasher: inout Hasher) {
            hasher.combine(divisor)
            hasher.combine(means)
            hasher.combine(deviations)
            hasher.combine(isBlueFirst)
        }

        private static let names: [(name: String, scaling: Scaling)] = [
            ("caffe", .caffe), ("torch", .torch), ("tf", .tf), ("lite", .lite), ("unit", .unit),
            ("none", .none),
        ]

        /// The one of those with a name that does the same within a rounding, or this one.
        var named: Scaling {
            Self.allCases.first { other in
                (0..<3).allSatisfy { channel in
                    [0, 255].allSatisfy { abs(value(of: $0, channel) - other.value(of: $0, channel)) < 1e-2 }
                } && other.isBlueFirst == isBlueFirst
            } ?? self
        }

        private func value(of pixel: Float, _ channel: Int) -> Float {
            scaled(pixel, mean: means[channel], deviation: deviations[channel])
        }

        /// What is done to the values, one clause.
        var sentence: Words {
            switch self {
            case .caffe: "ImageNet's mean colour is taken off 0…255, blue first"
            case .torch: "values are scaled as torchvision does, by ImageNet's means and deviations"
            case .tf: "values are scaled to −1…1"
            case .lite: "values are scaled to (x − 127) / 128"
            case .unit: "values are scaled to 0…1"
            case .none: "values are left at 0…255"
            default: "values are scaled by \(rawValue)"
            }
        }
    }
}

extension Preprocessing.Scaling: CaseIterable {
    /// Those with names.
    public static var allCases: [Preprocessing.Scaling] { names.map(\.scaling) }
}

extension Preprocessing.Scaling: RawRepresentable {
    /// A name, such as `torch`, or the numbers: `mean=0.5,0.5,0.5:std=0.5,0.5,0.5`, with `:divisor=1` where 0…255 is not divided by 255
    /// first, and with `:bgr` where blue comes first.
    public var rawValue: String {
        if let name = Self.names.first(where: { $0.scaling == self })?.name { return name }
        func list(_ values: [Float]) -> String { values.map { "\($0)" }.joined(separator: ",") }
        return "mean=\(list(means)):std=\(list(deviations))"
            + (divisor == 255 ? "" : ":divisor=\(divisor)") + (isBlueFirst ? ":bgr" : "")
    }

    /// - Parameter rawValue: one number stands for three. Nil for a text that is none.
    public init?(rawValue: String) {
        if let known = Self.names.first(where: { $0.name == rawValue })?.scaling {
            self = known
            return
        }
        var (means, deviations): ([Float], [Float]) = ([0, 0, 0], [1, 1, 1])
        var (divisor, isBlueFirst): (Float, Bool) = (255, false)
        for part in rawValue.split(separator: ":", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            if sides == ["bgr"] {
                isBlueFirst = true
                continue
            }
            guard sides.count == 2 else { return nil }
            var numbers = sides[1].split(separator: ",", omittingEmptySubsequences: false).compactMap {
                Float($0)
            }
            guard numbers.allSatisfy(\.isFinite) else { return nil }
            if numbers.count == 1 { numbers = [numbers[0], numbers[0], numbers[0]] }
            guard numbers.count == 3 else { return nil }
            switch sides[0] {
            case "mean": means = numbers
            case "std": deviations = numbers
            case "divisor": divisor = numbers[0]
            default: return nil
            }
        }
        guard rawValue.contains("="), divisor != 0, !deviations.contains(0) else { return nil }
        self.init(divisor: divisor, means: means, deviations: deviations, isBlueFirst: isBlueFirst)
    }
}

extension Preprocessing.Scaling {
    func statistics(ofRGBChannel channel: Int) -> (mean: Float, deviation: Float) {
        (means[channel], deviations[channel])
    }

    /// The means of the three channels' statistics, for grey pictures.
    var greyStatistics: (mean: Float, deviation: Float) {
        (means.reduce(0, +) / 3, deviations.reduce(0, +) / 3)
    }

    func scaled(_ value: Float, mean: Float, deviation: Float) -> Float {
        (value / divisor - mean) / deviation
    }

    func unscaled(_ value: Float, mean: Float, deviation: Float) -> Float {
        (value * deviation + mean) * divisor
    }
}
