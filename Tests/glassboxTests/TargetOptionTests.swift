import Explanations
import Foundation
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import glassbox

/// `--target`, `targets` and `layers --outputs`.
@Suite(.serialized) struct TargetOptionTests {
    let program: Program
    let photo = Program.photo("cat.png")
    let network = Program.root.appendingPathComponent("Tests/GoldenData/targets/network.onnx").path

    init() throws { program = try Program() }

    @Test func explainsADifferenceOfClasses() throws {
        let run = try program.run(
            "explain", photo, "--method", "saliency", "--target", "tabby versus Egyptian cat", "--raw",
            "d.npy",
            "--json")
        #expect(run.status == 0, "\(run.errors)")
        let report = try decodeStrictly(ExplanationReport.self, run.output)
        #expect(report.class == nil && report.target?.text == "tabby versus Egyptian cat")
        #expect(report.target?.output == nil)
        let logits = Dictionary(uniqueKeysWithValues: report.predictions.map { ($0.index, $0.logit) })
        let value = try #require(report.target?.value)
        let difference = Double(try #require(logits[281]) - #require(logits[285]))
        #expect(abs(value - difference) < 1e-4)
        for (text, name) in [("281", "a.npy"), ("285", "b.npy")] {
            #expect(
                try program.run("explain", photo, "--method", "saliency", "--class", text, "--raw", name)
                    .status == 0)
        }
        let (d, a, b) = try (
            NPYFile.read(program.path("d.npy")), NPYFile.read(program.path("a.npy")),
            NPYFile.read(program.path("b.npy"))
        )
        let scale = d.values.map(abs).max()!
        let error = zip(d.values, zip(a.values, b.values)).map { abs($0 - ($1.0 - $1.1)) }.max()!
        #expect(scale > 0 && error < 1e-4 * scale)
    }

    @Test func aClassIsATargetToo() throws {
        let run = try program.run(
            "explain", photo, "--method", "grad-cam", "--target", "class tabby", "--json")
        let report = try decodeStrictly(ExplanationReport.self, run.output)
        #expect(report.class?.index == 281 && report.target?.text == "class 281" && report.layer == "_swish1")
        let same = try program.run("explain", photo, "--method", "grad-cam", "--class", "tabby", "--json")
        let other = try decodeStrictly(ExplanationReport.self, same.output)
        #expect(other.maximum == report.maximum && other.target == report.target)
    }

    /// What is explained may be a layer's channel, and the layer that is looked at lies below it by itself.
    @Test func explainsAChannelOfALayer() throws {
        let run = try program.run(
            "explain", photo, "--method", "layer-cam", "--target", "channel 5 of _blocks.4._bn1", "--output",
            "c.png")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("Target       channel 5 of _blocks.4._bn1 = "))
    }

    @Test func evaluatesATarget() throws {
        let run = try program.run(
            "evaluate", photo, "--methods", "grad-cam", "--metrics", "deletion", "--target", "not #1",
            "--json")
        #expect(run.status == 0, "\(run.errors)")
        let report = try decodeStrictly(EvaluationReport.self, run.output)
        #expect(report.class == nil && report.target.text == "not #1" && report.target.value < 0)
        #expect(report.evaluations[0].vertical.title == "number of the target")
    }

    @Test func outputsAreListedAndTheOneThatIsExplainedIsSaid() throws {
        let run = try program.run("layers", "--model", network, "--outputs", "--json")
        let outputs = try decodeStrictly([Layers.OutputReport].self, run.output)
        #expect(
            outputs.map(\.name) == ["features", "probabilities", "positive", "depth", "embedding", "masks"])
        #expect(outputs.filter(\.isExplained).map(\.name) == ["probabilities"])
        #expect(outputs.last?.shape == [4, 10, 12] && outputs.last?.kind == "class-maps")
        #expect(run.errors.contains("probabilities is explained"))
        let layers = try decodeStrictly(
            [Layers.Report].self, program.run("layers", "--model", network, "--json").output)
        #expect(layers.flatMap { $0.outputs ?? [] }.sorted() == outputs.map(\.name).sorted())
        #expect(try program.run("layers", "--outputs").output.contains("explained"))
    }

    @Test func aNetworkThatSegmentsIsAskedAboutItsLargestClass() throws {
        let masks = Program.root.appendingPathComponent("Tests/GoldenData/targets/masks.onnx").path
        let run = try program.run(
            "classify", photo, "--model", masks, "--preprocessing", "tf", "--output", "mask.png", "--json")
        #expect(run.status == 0, "\(run.errors)")
        let found = try decodeStrictly([Classify.Report].self, run.output)[0]
        let segments = try #require(found.segments)
        #expect(found.predictions.isEmpty && found.detections == nil && !segments.isEmpty)
        #expect(abs(segments.reduce(0) { $0 + $1.share } - 1) < 1e-9)
        #expect(try program.files() == ["mask.png"])
        let explained = try program.run(
            "explain", photo, "--model", masks, "--preprocessing", "tf", "--method", "grad-cam", "--json")
        #expect(explained.status == 0, "\(explained.errors)")
        #expect(
            explained.errors.contains("What is explained is \"region class #1\"; --target takes another."))
        let report = try decodeStrictly(ExplanationReport.self, explained.output)
        #expect(report.target?.text == "region class #1" && report.class == nil)
        let named = try program.run(
            "explain", photo, "--model", masks, "--preprocessing", "tf", "--method", "saliency", "--class",
            "\(segments[0].index)", "--json")
        #expect(
            try decodeStrictly(ExplanationReport.self, named.output).target?.text
                == "region class \(segments[0].index)")
    }

    @Test func aDetectorSaysWhereItsBoxesLie() throws {
        let detector = Program.root.appendingPathComponent("Tests/GoldenData/detectors/columns.onnx").path
        let arguments = [photo, "--model", detector, "--preprocessing", "tf"]
        let run = try program.run(["classify"] + arguments + ["--output", "boxes.png", "--json"])
        #expect(run.status == 0, "\(run.errors)")
        let boxes = try #require(try decodeStrictly([Classify.Report].self, run.output)[0].detections)
        #expect(!boxes.isEmpty && boxes.allSatisfy { $0.box.count == 4 && $0.score >= 0.25 })
        #expect(try program.files() == ["boxes.png"])
        let text = try program.run(["classify"] + arguments)
        #expect(text.output.contains("detection 1, \(boxes[0].box.map(String.init).joined(separator: ","))"))
        let map = try program.run(
            ["explain"] + arguments + ["--method", "grad-cam", "--target", "detection 2", "--json"])
        #expect(map.status == 0, "\(map.errors)")
        let value = try decodeStrictly(ExplanationReport.self, map.output).target?.value
        #expect(abs(try #require(value) - boxes[1].score) < 1e-5)
    }

    @Test func aNetworkWithoutClassesSaysWhatItCanBeAsked() throws {
        let run = try program.run("explain", photo, "--model", "vgg16-features", "--method", "grad-cam")
        #expect(run.status == 69)
        #expect(
            run.errors.contains("has no classifier")
                && run.errors.contains("--target asks about something else"))
    }

    @Test func targetsAreListed() throws {
        let table = try program.run("targets")
        #expect(table.status == 0)
        for target in Targets.all { #expect(table.output.contains(target.form)) }
        let reports = try decodeStrictly([ListTargets.Report].self, program.run("targets", "--json").output)
        #expect(reports.map(\.form) == Targets.all.map { $0.form })
    }

    @Test func thePageInDocsSaysTheSame() throws {
        let run = try program.run(
            [
                Program.root.appendingPathComponent("Scripts/make-targets.py").path, Program.executable.path,
                "--check",
            ],
            through: "/usr/bin/python3")
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func mistakesAreSaid() throws {
        let mistakes: [([String], Int32, String)] = [
            (
                ["--method", "grad-cam", "--target", "tabby"], 64,
                "tabby is no target; targets are written class C"
            ),
            (
                ["--method", "eigen-cam", "--target", "sum"], 64,
                "eigen-cam explains no target; leave out --target."
            ),
            (
                ["--method", "grad-cam", "--target", "sum", "--class", "3"], 64,
                "--target and --class exclude each other."
            ),
            (["--method", "grad-cam", "--target", "region class 1"], 69, "it puts out no maps of classes"),
            (["--method", "grad-cam", "--target", "detection 1"], 69, "it puts out no boxes"),
            (["--method", "cam", "--target", "#1 versus #2"], 69, "which CAM needs"),
        ]
        for (arguments, status, sentence) in mistakes {
            let run = try program.run(["explain", photo] + arguments)
            #expect(run.status == status, "\(arguments): \(run.errors)")
            #expect(run.errors.contains(sentence), "\(run.errors)")
        }
    }
}
