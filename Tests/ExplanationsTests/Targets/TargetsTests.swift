import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Targets against PyTorch, and what holds for each of them.
@Suite struct TargetsTests {
    private let network: HeadsNetwork

    init() throws { network = try HeadsNetwork() }

    @Test func agreeWithPyTorch() throws {
        #expect(network.texts.count == 17)
        for text in network.texts {
            let asked = try network.asked(text)
            let report = asked.analysis.targetReport(ofClass: asked.classIndex)
            #expect((report.output == nil) == (asked.analysis.target != nil), "\(text)")
            let number = asked.analysis.targetReport(ofClass: asked.classIndex).value
            let expected = try network.golden.tensor("value/\(text)")[0]
            #expect(abs(number - Double(expected)) <= 1e-4 * max(1, abs(Double(expected))), "\(text)")
            let question = Question(layer: try network.last, classIndex: asked.classIndex)
            let gradient = try Saliency().explain(question, of: asked.analysis).raw
            let wanted = try network.golden.tensor("gradient/\(text)").part(0)
            #expect(relativeError(gradient, wanted) <= 1e-4, "\(text)")
            let found = try GradCAM().explain(question, of: asked.analysis).raw
            // PyTorch's cuts off what is below 0; of two classes here both signs are shown.
            let map = Tensor(found.shape, found.values.map { max($0, 0) })
            let cam = try network.golden.tensor("cam/\(text)")
            let isNear = map.isZero ? cam.isZero : relativeError(map, cam) <= 1e-4
            #expect(isNear, "\(text)")
        }
    }

    /// Along pseudo-random directions, for the example of every target.
    @Test func gradientsAreThoseOfFiniteDifferences() throws {
        let input = try network.golden.tensor("picture")
        let step: Float = 1e-4
        // DetectionTests have a network with boxes.
        for type in Targets.all where type.need != .boxes {
            let text = try #require(examples[type.form], "\(type.form)")
            let target = try network.target(text)
            let asked = try target.asked(in: network.analysis, cancellation: nil)
            let graph = asked.analysis.model.graph
            let gradient = try asked.analysis.gradients(ofClass: asked.classIndex).gradient(at: 0)
            for direction in 0..<3 {
                let way = uniform(input.shape, index: UInt64(500 + direction))
                let scores = try [step, -step].map { step in
                    let moved = zip(input.values, way.values).map { $0 + step * $1 }
                    return try Executor(graph).output(for: Tensor(input.shape, moved))[asked.classIndex]
                }
                let difference = Double(scores[0] - scores[1]) / Double(2 * step)
                let slope = dot(gradient, way)
                // Activations cross kinks on the way, and scores are known to 24 bits.
                let scale = dot(gradient, gradient).squareRoot() + Double(scores[0].magnitude) / 10
                #expect(abs(difference - slope) <= 2e-2 * scale, "\(text), \(direction)")
            }
        }
    }

    /// One of each form that has an answer for the golden network.
    private var examples: [String: String] {
        let texts = [
            "class #1", "not #2", "probability of 1", "value 0 of depth", "sum of features",
            "norm of embedding",
            "channel 3 of last", "pixel 4,4 class #1", "region class #1",
            "similarity of features to other.npy",
            "#1 versus #2",
        ]
        var found: [String: String] = [:]
        for text in texts {
            if let target = try? network.target(text) { found[type(of: target).form] = text }
        }
        return found
    }

    /// Gradient methods are linear in the score, so the map of a difference is the difference of the maps.
    @Test func aDifferenceOfClassesHasTheDifferenceOfTheGradients() throws {
        let question = Question(layer: try network.last)
        func gradient(_ text: String) throws -> Tensor {
            let asked = try network.asked(text)
            var own = question
            own.classIndex = asked.classIndex
            return try Saliency().explain(own, of: asked.analysis).raw
        }
        let parts = try [gradient("class 1"), gradient("class 4")]
        let expected = Tensor(parts[0].shape, zip(parts[0].values, parts[1].values).map { $0 - $1 })
        let difference = try gradient("1 versus 4")
        #expect(relativeError(difference, expected) < 1e-4)
        let negative = Tensor(expected.shape, parts[0].values.map { -$0 })
        let against = try gradient("not 1")
        #expect(relativeError(against, negative) < 1e-5)
    }

    /// Every method that explains a class explains every target, or says why not.
    @Test func everyMethodAnswersForEveryTarget() throws {
        for text in examples.values.sorted() {
            let asked = try network.asked(text)
            for method in ExplanationMethods.all where method.needsClass {
                let layer = asked.analysis.model.graph.nodes[try network.last.id]
                if let obstacle = method.obstacle(in: asked.analysis.model, at: layer) {
                    #expect(obstacle.description.hasSuffix("."))
                    let isKnown =
                        ["cam", "shap"].contains(method.name) || text.hasPrefix("channel")
                        || obstacle == .noAttention(model: asked.analysis.model.title)
                    #expect(isKnown, "\(method.name), \(text)")
                    continue
                }
                let question = Question(
                    layer: layer, classIndex: asked.classIndex, options: try OptionValues.quick(for: method))
                let answer = try method.explain(question, of: asked.analysis)
                #expect(answer.raw.values.allSatisfy { $0.isFinite }, "\(method.name), \(text)")
                #expect(answer.target?.text.isEmpty == false)
                let pictures = try answer.presentation(OptionValues(), in: nil).pictures()
                #expect(!pictures.isEmpty)
            }
        }
    }

    @Test func everyMetricMeasuresATarget() throws {
        let asked = try network.asked("value 0 of depth")
        let question = Question(layer: try network.last, classIndex: 0)
        let answer = try GradCAM().explain(question, of: asked.analysis)
        for metric in EvaluationMetrics.all {
            let found = try metric.evaluate(answer, of: question, in: asked.analysis) { _, _ in }
            #expect(found.score?.isFinite ?? true)
            for curve in found.curves {
                for point in curve.points { #expect(found.vertical.range.contains(point.y)) }
            }
        }
    }

    @Test func areReadAsTheyAreWritten() throws {
        let names = Targets.all.map { $0.form }
        #expect(Set(names).count == names.count)
        for type in Targets.all {
            let own = type.init(type.example)
            #expect(own?.text == type.example)
            let named = try Targets.named("  \(type.example) ")
            #expect(named.text == type.example)
            #expect(type.summary.english.hasSuffix("."))
        }
        #expect(throws: TargetError.self) { try Targets.named("tabby") }
        #expect(throws: TargetError.self) { try Targets.named("pixel 3 class 2") }
        #expect(throws: TargetError.self) { try Targets.named("value x of depth") }
    }

    @Test func mistakesAreSaid() throws {
        let mistakes: [(String, String)] = [
            ("class 9", "There is no class 9; the network's classes are 0 to 4."),
            (
                "value 0 of dept",
                """
                There is no output and no layer called dept; the outputs are features, probabilities, positive, depth, \
                embedding, masks
                """
            ),
            ("value 1 of depth", "There is no value 1 of depth; its values are 0 to 0."),
            ("channel 12 of last", "There is no channel 12 of /Relu_1; its channels are 0 to 11."),
            ("channel 1 at 9,9 of last", "The place 9,9 lies outside /Relu_1, which is 5×6."),
            ("channel 1 at 0,0 of depth", "The output of depth has no rows and columns."),
            ("class 1 of output masks", "masks is no row of one score for each class."),
            ("pixel 24,0 class 1", "24,0 is not in the part of the photo that the network sees."),
            ("region 30,0,4,4 class 1", "region 30,0,4,4 class 1 is not in the part of the photo"),
            ("pixel 0,0 class 4", "There is no channel 4 of masks; its channels are 0 to 3."),
        ]
        for (text, sentence) in mistakes {
            #expect {
                try network.asked(text)
            } throws: {
                "\($0)".hasPrefix(sentence)
            }
        }
    }

    /// A network without class scores is explained all the same.
    @Test func aNetworkWithoutClassesSaysWhichTargetsFit() throws {
        let analysis = try Sample.catAnalysis("vgg16-features")
        #expect {
            try Targets.named("class 3").asked(in: analysis, cancellation: nil)
        } throws: {
            "\($0)".contains("it has no class scores") && "\($0)".contains("value I [of NAME]")
                && !"\($0)".contains("versus")
        }
        let asked = try Targets.named("channel 5 of block4_conv2").asked(in: analysis, cancellation: nil)
        #expect(asked.analysis.model.recommendedLayer == "block4_conv2")
        let layer = try asked.analysis.model.layer(named: "block3_conv3")
        let map = try GradCAM().explain(Question(layer: layer, classIndex: 0), of: asked.analysis)
        #expect(map.raw.shape == [56, 56] && !map.raw.isZero && map.isAboutNumber)
    }
}
