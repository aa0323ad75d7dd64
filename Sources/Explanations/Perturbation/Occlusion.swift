import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Occlusion (Zeiler and Fergus 2014) as captum 0.9 computes it: a window slides over the input, and each pixel's value is
/// by how much the class's score before the softmax falls, on average over the windows that hide it.
///
/// Positions along an axis of length D: ⌈(D − window) / stride⌉ + 1, the last window cut off at the border; with a stride beyond the
/// window's side, which captum refuses, those that begin inside. Pixels that no window hides have 0.
public struct Occlusion: AttributionMethod {
    /// Variants in a batch; nil to find out what is fastest.
    var batchSize: Int?

    public init() {}

    public let name = "occlusion"
    public let title: Words = "Occlusion"
    public let summary: Words = "How much the class's score falls when a window hides part of the photo."
    public let guide = MethodGuide(
        computes: """
            A patch is moved over the photo, and at each place the network says how much of the class's \
            score is lost.
            """,
        formula: "M(i, j) = mean over patches covering (i, j) of y(x) − y(x with patch)",
        reading: "Warm places are missed when they are covered; cold ones are better covered.",
        limits: "It depends on the patch's size and colour, and finds nothing that is there twice.",
        reference: "Zeiler, Fergus: Visualizing and Understanding Convolutional Networks, ECCV 2014")
    public let cost = Cost.ownPasses
    public static let attribution: KeyPath<OcclusionOptions, AttributionOptions> & Sendable = \.attribution

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model)
    }

    public func explain(
        _ question: Question, _ options: OcclusionOptions, of analysis: Analysis
    ) throws -> Explanation {
        let classIndex = question.classIndex(in: analysis)
        let input = analysis.subject.input.part(0)
        let (height, width) = (input.shape[1], input.shape[2])
        let windows = OcclusionWindows(
            height: height, width: width, side: options.window, stride: options.stride)
        let replacement = Self.replacement(options.baseline, for: input, analysis.model)
        let score = Double(analysis.predictions.first { $0.index == classIndex }!.logit)
        var sums = [Double](repeating: 0, count: height * width)
        var covers = [Double](repeating: 0, count: height * width)
        var rounding: Rounding?
        func explanation() -> Explanation {
            let map = Tensor([1, height, width], zip(sums, covers).map { Float($1 > 0 ? $0 / $1 : 0) })
            return Explanation(
                self, question, analysis, raw: map,
                notices: Self.notices(
                    windows, over: height * width,
                    others: PerturbationNotices.all(
                        map, classIndex, analysis, differencesOf: analysis.predictions.map(\.logit)))
                    + (rounding?.notices ?? []))
        }
        rounding = try PerturbedInputs(
            analysis.executor, batchSize: batchSize, precision: options.precision
        ).run(
            count: windows.count, cancellation: question.cancellation,
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
            value: { Double($0[classIndex]) }, report: { try question.report($0, partial: explanation) })
        return explanation()
    }

    /// What one has to know where the window does not slide over every pixel, and what else there is to say of the map.
    private static func notices(
        _ windows: OcclusionWindows, over pixels: Int, others: [Notice]
    ) -> [Notice] {
        let hidden = windows.coveredPixels
        if windows.count == 1, hidden == pixels {
            return [.windowHidesAll] + others.filter { $0 != .nothingHiddenMatters }
        }
        return (hidden < pixels ? [.neverHidden(share: 1 - Double(hidden) / Double(pixels))] : []) + others
    }

    /// What stands in the window, of the input's shape.
    private static func replacement(
        _ baseline: OcclusionOptions.Baseline, for input: Tensor, _ model: Model
    ) -> Tensor {
        let colour: RGB
        switch baseline {
        case .zero: return Tensor(input.shape, repeating: 0)
        case .black: colour = .black
        case .grey: colour = RGB(128, 128, 128)
        case .white: colour = .white
        }
        let picture = Picture(width: input.shape[2], height: input.shape[1], fill: colour)
        return model.preprocessing.tensor(of: picture).part(0)
    }
}

/// The window that slides over the photo.
public struct OcclusionOptions: MethodOptions {
    /// What stands in the window.
    enum Baseline: String, OptionChoice {
        case zero, black, grey, white
    }

    /// Pixels along each side.
    var window = 15
    /// Pixels.
    var stride = 8
    var baseline = Baseline.zero
    var precision = Precision.exact
    var attribution = AttributionOptions(.signed)

    public init() {}

    public static let fields: [OptionField<OcclusionOptions>] =
        [
            .integer(
                "window", \.window, 1...1000, .computation,
                "The sides of the window, in pixels of the network's input."),
            .integer(
                "stride", \.stride, 1...1000, .computation,
                "Pixels from one position of the window to the next; beyond the window's side, some are never hidden."
            ),
            .choice(
                "baseline", \.baseline, .computation,
                "What stands in the window: zeros after preprocessing, or a colour."),
            Precision.field(\.precision),
        ] + AttributionOptions.fields(in: \.attribution)
}
