import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// The methods that are about the gradient at the input, against captum.
@Suite struct InputGradientTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            let model: String
            let method: String
            let `class`: Int
            let layer: String
            let steps: Int
            let deviation: Double
            let summary: ArraySummary
            let array: String?
        }

        let smoothSamples: Int
        let seed: UInt64
        let cases: [Case]
    }

    @Test func agreesWithCaptum() throws {
        let folder = GoldenFolder("gradients")
        let golden = try folder.decode(Golden.self, from: "cases.json")
        let arrays = try folder.tensors("arrays.safetensors")
        let analyses = [
            "branching": try GoldenNetwork.analysis(), "efficientnet-lite0": try Sample.catAnalysis(),
        ]
        #expect(golden.cases.count == 15)
        for expected in golden.cases {
            let analysis = analyses[expected.model]!
            let method = try ExplanationMethods.named(expected.method)
            var options = OptionValues()
            if method is IntegratedGradients {
                try options.set("steps", to: "\(expected.steps)", for: method)
            }
            if method is SmoothGrad {
                try options.set("samples", to: "\(golden.smoothSamples)", for: method)
            }
            let found = try method.explain(
                Question(
                    layer: analysis.model.layer(named: expected.layer), classIndex: expected.class,
                    options: options, seed: golden.seed), of: analysis
            ).raw
            let tolerance = max(1e-4, 3 * expected.deviation)
            #expect(
                expected.summary.relativeError(of: found) <= tolerance, "\(expected.model) \(expected.method)"
            )
            if let name = expected.array {
                let array = try arrays.tensor(name)
                #expect(found.shape == array.shape)
                #expect(relativeError(found, array) <= tolerance, "\(name)")
            }
        }
    }

    @Test func quadratureIsExactForPolynomials() {
        for count in [1, 2, 5, 50] {
            let rule = GaussLegendre(count)
            #expect(abs(rule.weights.reduce(0, +) - 1) < 1e-14)
            #expect(rule.nodes == rule.nodes.sorted() && rule.nodes[0] > 0 && rule.nodes[count - 1] < 1)
            for degree in [1, 2 * count - 1] {
                let sum = zip(rule.nodes, rule.weights).reduce(0) { sum, point in
                    sum + point.1 * (0..<degree).reduce(1) { power, _ in power * point.0 }
                }
                #expect(abs(sum * Double(degree + 1) - 1) < 1e-12, "\(count) nodes, degree \(degree)")
            }
        }
    }

    @Test func integratedGradientsReportTheirGap() throws {
        let analysis = try GoldenNetwork.analysis()
        let found = try IntegratedGradients().explain(
            Question(layer: analysis.model.graph.nodes[0], classIndex: 3), of: analysis)
        let zeros = Tensor([1, 3, 16, 16], repeating: 0)
        let baseline = try analysis.executor.output(for: zeros)
        let difference = Double(try analysis.forward.logits()![3]) - Double(baseline[3])
        #expect(abs(found.raw.sum - difference) < 0.01 * abs(difference))
        #expect(
            found.notices == [Notice.pixelSum(found.raw.sum, difference: difference).words])
        #expect(
            Notice.pixelSum(1.5, difference: 1.25).words.english
                == "The pixels' shares sum to 1.5; the score differs from that of zeros by 1.25 (gap 0.25).")
    }

    @Test func partialAnswersAreOfTheWholeWay() throws {
        #expect(SpreadOrder.positions(50).sorted() == Array(0..<50))
        #expect(SpreadOrder.positions(50).prefix(5).map { $0 / 10 }.sorted().count == 5)
        let analysis = try GoldenNetwork.analysis()
        for method in [IntegratedGradients(), SmoothGrad()] as [any ExplanationMethod] {
            nonisolated(unsafe) var partials: [(Double, Explanation)] = []
            let progress = ProgressReceiver(interval: .zero) { fraction, partial in
                if let partial = partial() { partials.append((fraction, partial)) }
            }
            let question = Question(
                layer: analysis.model.graph.nodes[0], classIndex: 3, seed: 7, progress: progress)
            let whole = try method.explain(question, of: analysis)
            #expect(partials.count > 1 && partials.last?.0 == 1)
            #expect(relativeError(partials.last!.1.raw, whole.raw) == 0)
            let halfway = partials[partials.count / 2].1.raw
            #expect(relativeError(halfway, whole.raw) < 1)
            let again = try method.explain(question, of: analysis).raw
            #expect(relativeError(again, whole.raw) < 1e-4)
        }
    }

    @Test func guidedPictureIsContrastAroundGrey() {
        let flat = GradientPicture.picture(of: Tensor([3, 1, 2], repeating: 4), isBlueFirst: false)
        #expect(flat.pixels == [UInt8](repeating: 127, count: 6))
        let raw = Tensor([3, 1, 1], [-1, 0, 1])
        let picture = GradientPicture.picture(of: raw, isBlueFirst: false)
        let turned = GradientPicture.picture(of: raw, isBlueFirst: true)
        // Standard deviation √(2/3): 0.5 ± 0.1225.
        #expect(picture.pixels == [96, 127, 158])
        #expect(turned.pixels == [158, 127, 96])
    }

    @Test func magnitudeTakesTheGreatestChannelAndSignTheSum() {
        let raw = Tensor([3, 1, 2], [1, -2, -3, 0.5, 0.5, 1])
        #expect(ChannelReduction.magnitude(raw).values.map { ($0 * 100).rounded() } == [299, 200])
        #expect(ChannelReduction.sum(raw).values == [-1.5, -0.5])
    }
}
