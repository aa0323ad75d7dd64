import Files
import Imaging
import ModelFormats
import Tensors

/// An input some of whose superpixels can be hidden.
struct HiddenSuperpixels: Sendable {
    /// What is put in a superpixel's place.
    enum Fill: String, CaseIterable {
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

    let superpixels: SuperpixelMap
    /// C×H×W, preprocessed.
    let input: Tensor
    /// What stands in hidden superpixels, C×H×W.
    let replacement: Tensor

    /// - Parameters:
    ///   - input: C×H×W of the map's extent, preprocessed.
    ///   - preprocessing: by which the fill's colour becomes values of the input.
    init(_ superpixels: SuperpixelMap, of input: Tensor, fill: Fill, preprocessing: Preprocessing) {
        self.superpixels = superpixels
        self.input = input
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
}
