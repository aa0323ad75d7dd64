import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// What holds for every method in the list, on every layer of a small branching network.
@Suite struct EveryMethodTests {
    @Test(arguments: [false, true]) func answersOrSaysWhyNot(inWindows: Bool) throws {
        let analysis = try Sample.branchingAnalysis(inWindows: inWindows)
        let top = analysis.predictions.first?.index
        for method in ExplanationMethods.all {
            for layer in analysis.model.graph.nodes {
                if let obstacle = method.obstacle(in: analysis.model, at: layer) {
                    #expect(obstacle.description.hasSuffix("."))
                    continue
                }
                let question = Question(
                    layer: layer, classIndex: method.needsClass ? top : nil,
                    options: try OptionValues.quick(for: method))
                let answer = try method.explain(question, of: analysis)
                #expect(answer.raw.values.allSatisfy { $0.isFinite }, "\(method.name) at \(layer.name)")
                let area = DisplayArea(width: 640, height: 200)
                let pictures = try answer.presentation(OptionValues(), in: area).pictures()
                #expect(!pictures.isEmpty)
                let figure = ExplanationFigure(
                    answer, as: answer.presentation(question.options, in: nil), of: analysis.model,
                    options: question.options, seed: 0,
                    about: ExplanationFigure.subject(of: answer, among: analysis.predictions))
                #expect(try figure.figure().height < 5000, "\(method.name) at \(layer.name)")
            }
        }
    }

    /// The first axis of such a layer is no picture's, and its next ones are no picture's channels, rows and columns.
    @Test func windowsAreNoMapsOfThePicture() throws {
        let analysis = try Sample.branchingAnalysis(inWindows: true)
        let windows = try analysis.model.layer(named: "windows")
        #expect(windows.shape == [2, 16, 16] && !windows.hasSpatialExtent)
        let obstacle = GradCAM().obstacle(in: analysis.model, at: windows)
        #expect(obstacle == .noSpatialExtent(layer: "windows"))
        let maps = try FeatureMaps().explain(Question(layer: windows), of: analysis)
        #expect(maps.notices == [Notice.firstPart(of: 4).words])
        let restored = try analysis.model.layer(named: "restored")
        #expect(GradCAM().obstacle(in: analysis.model, at: restored) == nil)
        #expect(try FeatureMaps().explain(Question(layer: restored), of: analysis).notices == [])
    }

    @Test func namesAndOptionsAreWhole() throws {
        let names = ExplanationMethods.all.map(\.name)
        #expect(Set(names).count == names.count)
        for method in ExplanationMethods.all {
            #expect(method.summary.english.hasSuffix("."))
            #expect(Set(method.options.map(\.name)).count == method.options.count)
            for option in method.options {
                #expect(option.value(option.standard) != nil, "\(method.name) --\(option.name)")
                #expect(option.summary.english.hasSuffix("."))
            }
        }
    }

    /// Values at the ends of what an option takes.
    private func extremes(_ option: MethodOption) -> [String] {
        switch option.kind {
        case .choice(let choices): choices
        case .number(let range): ["\(range.lowerBound)", "\(range.upperBound)"]
        case .integer(let range): ["\(range.lowerBound)", "\(range.upperBound)"]
        case .grid: ["1x1", "1000x1000"]
        case .folder: [option.standard, "/tmp"]
        }
    }

    /// What the method reads of values, as values again.
    private func read<Method: ExplanationMethod>(_ values: OptionValues, by _: Method) -> OptionValues {
        OptionValues(Method.Options(values))
    }

    @Test func everyOptionIsReadAsItIsWritten() throws {
        for method in ExplanationMethods.all {
            #expect(read(OptionValues(), by: method) == OptionValues(), "\(method.name)")
            for option in method.options {
                for value in extremes(option) {
                    var values = OptionValues()
                    try values.set(option.name, to: value, for: method)
                    let found = read(values, by: method)
                    #expect(found.text(option) == value, "\(method.name) --\(option.name)")
                    let others = method.options.filter { $0.name != option.name }
                    #expect(others.allSatisfy { found.text($0) == $0.standard }, "\(method.name)")
                }
            }
        }
    }

    @Test func everyDisplayOptionCanBeShown() throws {
        let analysis = try Sample.branchingAnalysis()
        let layer = try analysis.model.layer(named: "sum")
        let area = DisplayArea(width: 640, height: 200)
        for method in ExplanationMethods.all where method.obstacle(in: analysis.model, at: layer) == nil {
            let answer = try method.explain(
                Question(layer: layer, options: try OptionValues.quick(for: method)), of: analysis)
            for option in method.options where option.stage == .display {
                for value in extremes(option) {
                    var values = OptionValues()
                    try values.set(option.name, to: value, for: method)
                    let presentation = answer.presentation(values, in: area)
                    #expect(try !presentation.pictures().isEmpty, "\(method.name) --\(option.name) \(value)")
                    if let legend = presentation.legend {
                        #expect(!legend.colours.isEmpty && !legend.low.isEmpty && !legend.high.isEmpty)
                    }
                }
            }
        }
    }

    @Test func tilesHavePagesAndOneOfThemCanBeSeenByItself() throws {
        let layer = try GoldenNetwork.model().layer(named: "middle")
        for method in ExplanationMethods.all {
            var values = OptionValues()
            guard method.paging(of: layer, values) != nil else {
                #expect(method.enlarging(0, values) == nil && !method.computesEnlargedTiles)
                continue
            }
            try values.set("grid", to: "1x5", for: method)
            try values.set("page", to: "2", for: method)
            #expect(method.paging(of: layer, values) == Paging(page: 1, count: 3))
            try values.set("page", to: "9", for: method)
            #expect(method.paging(of: layer, values) == Paging(page: 2, count: 3))
            try values.set("page", to: "2", for: method)
            let single = method.enlarging(3, values)
            #expect((single != nil) == method.computesEnlargedTiles)
            if let single {
                // The fourth tile of the second page is the ninth of all.
                #expect(single.chosen["page"] == "9" && single.chosen["grid"] == "1x1")
            }
        }
    }

    @Test func aCancelledQuestionStops() throws {
        let analysis = try Sample.catAnalysis()
        let cancellation = Cancellation()
        cancellation.cancel()
        let layer = try analysis.model.layer(named: "_blocks.0._bn1")
        #expect(throws: CancellationError.self) {
            try GradCAM().explain(
                Question(layer: layer, classIndex: 7, cancellation: cancellation), of: analysis)
        }
    }

    @Test func mistakesNameTheNearest() throws {
        let analysis = try Sample.catAnalysis()
        #expect(try analysis.classIndex(of: "#1") == 282)
        #expect(try analysis.classIndex(of: "285") == 285)
        #expect(try analysis.classIndex(of: "Egyptian Cat") == 285)
        let mistakes: [(String, String)] = [
            (
                "egyptian kat",
                "EfficientNet-Lite0 has no class called egyptian kat; the nearest are Egyptian cat"
            ),
            ("1000", "There is no class 1000; the network's classes are 0 to 999."),
            ("-1", "There is no class -1; the network's classes are 0 to 999."),
            ("#0", "There is no prediction #0; the network's predictions are #1 to #1000."),
        ]
        for (text, sentence) in mistakes {
            #expect {
                try analysis.classIndex(of: text)
            } throws: {
                "\($0)".hasPrefix(sentence)
            }
        }
        #expect {
            try ExplanationMethods.named("gradcam")
        } throws: {
            "\($0)" == "There is no method called gradcam; the nearest are grad-cam, xgrad-cam, grad-cam++."
        }
        var values = OptionValues()
        #expect {
            try values.set("opacity", to: "2", for: GradCAM())
        } throws: {
            "\($0)" == "--opacity takes a number from 0.0 to 1.0, not 2."
        }
        #expect {
            try values.set("blur", to: "2", for: GradCAM())
        } throws: {
            "\($0)" == "grad-cam has no option --blur; it has --colormap, --opacity, --blend, --view."
        }
    }

    @Test func aNetworkWithoutClassifierSaysWhatToDo() throws {
        let analysis = try Sample.catAnalysis("vgg16-features")
        #expect(analysis.predictions.isEmpty)
        let layer = try analysis.model.layer(named: "block5_conv3")
        #expect(
            GradCAM().obstacle(in: analysis.model, at: layer)?.description
                == "VGG16 features has no classifier, so there is no class to explain. The whole network with its "
                + "classifier is vgg16; `glassbox models get vgg16` downloads it.")
    }

    @Test func probabilitiesSumToOneAndKeepTheOrder() {
        let ranked = Prediction.ranked(Tensor([4], [1, 3, 3, -1000]), scoring: .softmax, label: { "\($0)" })
        #expect(ranked.map(\.index) == [1, 2, 0, 3])
        #expect(abs(ranked.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
        #expect(ranked[0].probability == ranked[1].probability)
    }
}
