import Foundation
import Imaging
import NeuralNetwork
import ModelFormats
import Tensors

/// How methods that give every value of the input a number show it.
enum AttributionOptions {
    /// Magnitude or sign.
    enum Values: String, CaseIterable {
        case magnitude, signed
    }

    /// - Parameter standard: what the method's own literature shows.
    static func values(standard: Values) -> MethodOption {
        MethodOption(
            "values", .choice(Values.allCases.map(\.rawValue), standard: standard.rawValue), stage: .display,
            summary:
                "A pixel's greatest size over the channels as heat, or its sum with red for and blue against."
        )
    }

    static func all(standard: Values) -> [MethodOption] { [values(standard: standard)] + HeatMapOptions.all }

    static let zeroNotice = "The class's score does not change with any pixel, so there is nothing to see."

    /// What is to be said of any answer.
    static func notices(_ raw: Tensor, ofClass index: Int, in analysis: Analysis) -> [String] {
        (raw.isZero ? [zeroNotice] : []) + ClassNotices.all(index, in: analysis)
    }

    /// What must hold for a gradient at the input.
    static func obstacle(in model: Model) -> Obstacle? {
        model.graph.logits == nil ? .noClassifier(model) : nil
    }

    /// - Parameter standard: as the method's options have it.
    static func present(
        _ explanation: Explanation, options: OptionValues, standard: Values
    ) -> Presentation {
        switch Values(rawValue: options.text(values(standard: standard))) ?? standard {
        case .magnitude:
            return HeatMapOptions.present(explanation, map: magnitude(explanation.raw), options: options)
        case .signed:
            let map = channelSum(explanation.raw)
            return SignedSheet.sheet([(explanation.details as? String ?? "", map)], of: explanation.subject)
        }
    }

    /// The greatest size over the channels, cut off at the 99th percentile as few pixels outshine all others.
    ///
    /// - Parameter raw: C×H×W.
    /// - Returns: H×W.
    static func magnitude(_ raw: Tensor) -> Tensor {
        let map = overChannels(raw) { max($0, abs($1)) }
        let limit = SignedOverlay.percentile(99, ofSizesIn: [map])
        return limit > 0 ? Tensor(map.shape, map.values.map { min($0, limit) }) : map
    }

    /// - Parameter raw: C×H×W.
    /// - Returns: H×W.
    static func channelSum(_ raw: Tensor) -> Tensor { overChannels(raw, +) }

    private static func overChannels(_ raw: Tensor, _ combine: (Float, Float) -> Float) -> Tensor {
        let (channels, plane) = (raw.shape[0], raw.shape[1] * raw.shape[2])
        return raw.withUnsafeBufferPointer { raw in
            Tensor([plane]) { map in
                map.initialize(repeating: 0)
                for channel in 0..<channels {
                    for position in 0..<plane {
                        map[position] = combine(map[position], raw[channel * plane + position])
                    }
                }
            }
        }.reshaped([raw.shape[1], raw.shape[2]])
    }
}

/// What the network sees beside maps of what speaks for and against classes.
enum SignedSheet {
    /// - Parameter maps: words and an H×W map for each; they share one scale.
    static func sheet(_ maps: [(caption: String, map: Tensor)], of subject: Subject) -> Presentation {
        let overlay = SignedOverlay(for: maps.map(\.map))
        let view = subject.view
        let panels = maps.map {
            PictureSheet.Panel($0.caption, overlay.picture(of: $0.map, over: view), values: $0.map)
        }
        let isZero = maps.allSatisfy { $0.map.isZero }
        let limit = isZero ? 0 : overlay.limit
        return .sheet(
            PictureSheet(
                [PictureSheet.Panel("", view)] + panels,
                colourBar: PictureSheet.ColourBar(
                    colours: overlay.colours, low: value(-limit), middle: "0", high: value(limit))))
    }

    private static func value(_ value: Float) -> String { String(format: "%.3g", value) }
}
