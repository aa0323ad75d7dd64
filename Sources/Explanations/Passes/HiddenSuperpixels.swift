import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// The photo as a network sees it, with superpixels that can be taken out of it.
public struct HiddenSuperpixels: Sendable {
    /// What is put in a superpixel's place.
    enum Fill: String, OptionChoice {
        /// Each superpixel's own mean colour.
        case mean
        case black
        case grey
        case white

        /// Nil for ``mean``.
        fileprivate var colour: RGB? {
            switch self {
            case .mean: nil
            case .black: .black
            case .grey: RGB(128, 128, 128)
            case .white: .white
            }
        }
    }

    /// The superpixels, over the extent of the network's input.
    public let superpixels: SuperpixelMap
    /// C×H×W, preprocessed.
    let input: Tensor
    /// What stands in hidden superpixels, C×H×W.
    let replacement: Tensor
    private let preprocessing: Preprocessing

    /// - Parameters:
    ///   - input: C×H×W of the map's extent, preprocessed.
    ///   - preprocessing: by which the fill's colour becomes values of the input.
    init(_ superpixels: SuperpixelMap, of input: Tensor, fill: Fill, preprocessing: Preprocessing) {
        self.superpixels = superpixels
        self.input = input
        self.preprocessing = preprocessing
        if let colour = fill.colour {
            let picture = Picture(width: superpixels.width, height: superpixels.height, fill: colour)
            replacement = preprocessing.tensor(of: picture).part(0)
        } else {
            replacement = superpixels.averaged(input)
        }
    }

    /// Writes the input as it is where superpixels are shown, C×H×W.
    func write(_ shown: [Bool], to destination: UnsafeMutableBufferPointer<Float>) {
        superpixels.write(where: shown, input, else: replacement, to: destination)
    }

    /// The input as it is where superpixels are shown, 1×C×H×W.
    func variant(_ shown: [Bool]) -> Tensor {
        Tensor(Shape([1] + input.shape.dimensions)) { write(shown, to: $0) }
    }

    /// What the network sees when some superpixels are hidden, in the map's size.
    public func picture(hiding superpixels: Set<Int>) -> Picture {
        preprocessing.picture(of: variant(shown(without: superpixels)))
    }

    /// What the network makes of the photo when some superpixels are hidden: all classes, the most probable first.
    ///
    /// One pass through the network.
    ///
    /// - Parameters:
    ///   - analysis: that the superpixels are of, or another of the same network.
    ///   - cancellation: heeded between layers.
    public func predictions(
        hiding superpixels: Set<Int>, on analysis: Analysis, cancellation: Cancellation? = nil
    ) throws -> [Prediction] {
        let scores = try analysis.executor.output(
            for: variant(shown(without: superpixels)), cancellation: cancellation)
        return Prediction.ranked(
            scores.reshaped([scores.count]), scoring: analysis.model.graph.scoring,
            label: analysis.model.label(of:))
    }

    private func shown(without hidden: Set<Int>) -> [Bool] {
        (0..<superpixels.count).map { !hidden.contains($0) }
    }
}
