import Files
import Imaging
import ModelFormats
import Tensors

/// Shows parts of an input and hides the rest, as shap's `maskers.Image` does.
struct PartitionMasker {
    /// What stands where nothing is shown.
    enum Filling: String, OptionChoice {
        case blur, inpaint
    }

    private let input: Tensor
    private let view: Picture
    private let preprocessing: Preprocessing
    private let filling: Filling
    /// The input with everything hidden, C×H×W.
    let hidden: Tensor

    init(_ subject: Subject, _ options: SHAPOptions) {
        input = subject.input.part(0)
        view = subject.view
        preprocessing = subject.preprocessing
        filling = options.masker
        hidden =
            switch filling {
            case .blur: BoxBlur.blurred(input, size: options.blur)
            case .inpaint: Self.channelMeans(input)
            }
    }

    /// Fills one input, C×H×W, of which some blocks are shown.
    func write(showing blocks: [PictureBlock], into destination: UnsafeMutableBufferPointer<Float>) {
        let background = filling == .blur || blocks.isEmpty ? hidden : inpainted(showing: blocks)
        background.withUnsafeBufferPointer { background in
            destination.baseAddress!.update(from: background.baseAddress!, count: background.count)
        }
        let (rows, columns) = (input.shape[1], input.shape[2])
        input.withUnsafeBufferPointer { input in
            for block in blocks {
                for channel in block.channels {
                    for row in block.rows {
                        let start = (channel * rows + row) * columns
                        for position in start + block.columns.lowerBound..<start + block.columns.upperBound {
                            destination[position] = input[position]
                        }
                    }
                }
            }
        }
    }

    /// The radius over which shap paints.
    private static let inpaintingRadius = 3

    /// A pixel of which some channels are hidden is painted over as a whole.
    private func inpainted(showing blocks: [PictureBlock]) -> Tensor {
        var shown = [Int](repeating: 0, count: view.width * view.height)
        for block in blocks {
            for row in block.rows {
                for column in block.columns { shown[row * view.width + column] += block.channels.count }
            }
        }
        let isHole = shown.map { $0 < input.shape[0] }
        guard isHole.contains(false) else { return hidden }
        let picture = TeleaInpainting(radius: Self.inpaintingRadius).filled(view, isHole: isHole)
        return preprocessing.tensor(ofView: picture).part(0)
    }

    private static func channelMeans(_ input: Tensor) -> Tensor {
        let plane = input.shape[1] * input.shape[2]
        return input.withUnsafeBufferPointer { values in
            Tensor(input.shape) { destination in
                for start in stride(from: 0, to: values.count, by: plane) {
                    let sum = values[start..<start + plane].reduce(0.0) { $0 + Double($1) }
                    for position in start..<start + plane {
                        destination[position] = Float(sum / Double(plane))
                    }
                }
            }
        }
    }
}
