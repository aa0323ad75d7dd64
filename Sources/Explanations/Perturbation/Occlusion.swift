import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// Occlusion (Zeiler and Fergus 2014) as captum 0.9 computes it: a window slides over the input, and each pixel's value is
/// by how much the class's score before the softmax falls, on average over the windows that hide it.
///
/// Positions along an axis of length D: ⌈(D − window) / stride⌉ + 1, the last window cut off at the border.
public struct Occlusion: ExplanationMethod {
    public init() {}

    public let name = "occlusion"
    public let title = "Occlusion"
    public let summary = "How much the class's score falls when a window hides part of the photo."
    public let needsClass = true
    public var options: [MethodOption] {
        [Self.window, Self.stride, Self.baseline] + AttributionOptions.all(standard: .signed)
    }

    static let window = MethodOption(
        "window", .integer(1...1000, standard: 15), stage: .computation,
        summary: "The sides of the window, in pixels of the network's input.")
    static let stride = MethodOption(
        "stride", .integer(1...1000, standard: 8), stage: .computation,
        summary: "Pixels from one position of the window to the next, at most the window's side.")
    static let baseline = MethodOption(
        "baseline", .choice(["zero", "black", "grey", "white"], standard: "zero"), stage: .computation,
        summary: "What stands in the window: zeros after preprocessing, or a colour.")

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        AttributionOptions.obstacle(in: model)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        try explain(question, of: analysis, batchSize: nil)
    }

    /// - Parameter batchSize: variants in a batch; nil to find out what is fastest.
    func explain(_ question: Question, of analysis: Analysis, batchSize: Int?) throws -> Explanation {
        let classIndex = question.classIndex ?? analysis.predictions[0].index
        let question = question.about(class: classIndex)
        let options = question.options
        let input = analysis.subject.input.part(0)
        let (height, width) = (input.shape[1], input.shape[2])
        let windows = OcclusionWindows(
            height: height, width: width, side: options.integer(Self.window),
            stride: options.integer(Self.stride))
        let replacement = Self.replacement(options.text(Self.baseline), for: input, analysis.model)
        let score = Double(analysis.predictions.first { $0.index == classIndex }!.logit)
        var sums = [Double](repeating: 0, count: height * width)
        var covers = [Double](repeating: 0, count: height * width)
        func explanation() -> Explanation {
            let map = Tensor([1, height, width], zip(sums, covers).map { Float($1 > 0 ? $0 / $1 : 0) })
            return Explanation(
                method: self, question: question, subject: analysis.subject, raw: map,
                notices: PerturbationNotices.all(
                    map, classIndex, analysis, differencesOf: analysis.predictions.map(\.logit)),
                details: analysis.model.label(of: classIndex))
        }
        try PerturbedInputs(question, of: analysis, batchSize: batchSize).run(
            count: windows.count,
            write: { index, destination in
                OcclusionWindows.write(input, with: replacement, in: windows[index], to: destination)
            },
            take: { index, scores in
                let fall = score - Double(scores[classIndex])
                let window = windows[index]
                for row in window.y..<window.maxY {
                    for position in row * width + window.x..<row * width + window.maxX {
                        sums[position] += fall
                        covers[position] += 1
                    }
                }
            },
            partial: explanation)
        return explanation()
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        AttributionOptions.present(explanation, options: options, standard: .signed)
    }

    /// What stands in the window, of the input's shape.
    private static func replacement(_ name: String, for input: Tensor, _ model: Model) -> Tensor {
        let colours = ["black": RGB.black, "grey": RGB(128, 128, 128), "white": .white]
        guard let colour = colours[name] else { return Tensor(input.shape, repeating: 0) }
        let picture = Picture(width: input.shape[2], height: input.shape[1], fill: colour)
        return model.preprocessing.tensor(of: picture).part(0)
    }
}

/// The positions of a window that slides over a picture, in an order whose beginning is spread over all of it.
struct OcclusionWindows {
    private let windows: [PixelRectangle]

    var count: Int { windows.count }

    subscript(index: Int) -> PixelRectangle { windows[index] }

    /// - Parameters:
    ///   - side: of the window, at most that of the picture.
    ///   - stride: at most the window's side, so that every pixel is covered.
    init(height: Int, width: Int, side: Int, stride: Int) {
        func starts(_ length: Int) -> [(start: Int, extent: Int)] {
            let side = min(side, length)
            let stride = min(stride, side)
            return (0...(length - side + stride - 1) / stride).map {
                ($0 * stride, min(side, length - $0 * stride))
            }
        }
        let columns = starts(width)
        let rowMajor = starts(height).flatMap { row in
            columns.map { column in
                PixelRectangle(x: column.start, y: row.start, width: column.extent, height: row.extent)
            }
        }
        windows = IntegratedGradients.spread(rowMajor.count).map { rowMajor[$0] }
    }

    /// Writes the input with something else in a window.
    ///
    /// - Parameters:
    ///   - input: C×H×W.
    ///   - replacement: C×H×W.
    ///   - destination: C×H×W.
    static func write(
        _ input: Tensor, with replacement: Tensor, in window: PixelRectangle,
        to destination: UnsafeMutableBufferPointer<Float>
    ) {
        let (height, width) = (input.shape[1], input.shape[2])
        input.withUnsafeBufferPointer { _ = destination.update(fromContentsOf: $0) }
        replacement.withUnsafeBufferPointer { replacement in
            for channel in 0..<input.shape[0] {
                for row in window.y..<window.maxY {
                    let start = (channel * height + row) * width
                    for position in start + window.x..<start + window.maxX {
                        destination[position] = replacement[position]
                    }
                }
            }
        }
    }
}
