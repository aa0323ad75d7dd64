import Explanations
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import glassbox

@Suite(.serialized) struct ExplainTests {
    let program: Program
    let photo = Program.photo("cat.png")

    init() throws { program = try Program() }

    /// What the library answers, for comparison.
    private func answer(
        _ method: any ExplanationMethod, model name: String = "efficientnet-lite0", layer: String,
        classIndex: Int? = nil
    ) throws -> Explanation {
        let model = try ModelCatalogue.load(name)
        let analysis = try Analysis(
            of: Subject(path: photo, for: model), with: model, on: Executor(model.graph))
        return try method.explain(
            Question(layer: model.layer(named: layer), classIndex: classIndex), of: analysis)
    }

    private func expectClose(_ found: Tensor, _ expected: Tensor) {
        #expect(found.shape == expected.shape)
        let scale = expected.values.map(abs).max() ?? 0
        #expect(scale > 0)
        let difference = zip(found.values, expected.values).map { abs($0 - $1) }.max() ?? 0
        #expect(difference <= 1e-4 * scale)
    }

    @Test(arguments: [
        ["lime", "--samples", "12"], ["rise", "--masks", "12"],
        ["occlusion", "--window", "112", "--stride", "90"],
        ["score-cam", "--layer", "_blocks.0._bn1"],
    ])
    func theNumberOfThreadsDoesNotMatter(method: [String]) throws {
        for threads in ["1", "2"] {
            let run = try program.run(
                ["explain", photo, "--raw", "raw-\(threads).npy", "--method"] + method,
                environment: ["OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads])
            #expect(run.status == 0, "\(run.errors)")
        }
        expectClose(
            try NPYFile.read(program.path("raw-1.npy")), try NPYFile.read(program.path("raw-2.npy")))
    }

    @Test func writesTheFeatureMapsThatTheLibraryComputes() throws {
        let run = try program.run(
            "explain", photo, "--method", "feature-map", "--model", "vgg16-features", "--layer",
            "block3_conv1",
            "--raw", "maps.npy")
        #expect(run.status == 0)
        #expect(try program.files() == ["maps.npy"])
        let maps = try NPYFile.read(program.path("maps.npy"))
        #expect(maps.shape == [256, 56, 56])
        try expectClose(maps, answer(FeatureMaps(), model: "vgg16-features", layer: "block3_conv1").raw)
    }

    @Test func writesTheHeatMapAndItsPicture() throws {
        let run = try program.run(
            "explain", photo, "--method", "grad-cam", "--class", "tabby", "--raw", "heat.npy", "--output",
            "heat.png",
            "--view", "heat-map", "--colormap=viridis", "--json")
        #expect(run.status == 0)
        #expect(try program.files() == ["heat.npy", "heat.png"])
        let report = try decodeStrictly(ExplanationReport.self, run.output)
        #expect(report.image == photo)
        #expect(report.model == "efficientnet-lite0")
        #expect(report.method == "grad-cam")
        #expect(report.layer == "_swish1")
        #expect(report.class?.index == 281)
        #expect(report.class?.label == "tabby")
        #expect(report.output == "heat.png")
        #expect(report.raw == "heat.npy")
        #expect(report.shape == [7, 7])
        #expect(report.seconds > 0)
        #expect(
            report.summary.hasPrefix(
                "Grad-CAM at the layer _swish1. Yellow: speaks for tabby. Violet: hardly counts. 7×7 cells. "
                    + "It is strongest "))
        #expect(report.summary.hasSuffix("The network says tiger cat, 38.5 %."))

        let expected = try answer(GradCAM(), layer: "_swish1", classIndex: 281)
        let raw = try NPYFile.read(program.path("heat.npy"))
        expectClose(raw, expected.raw)
        #expect(report.maximum == raw.values.max())
        #expect(report.minimum == raw.values.min())

        var options = OptionValues()
        try options.set("view", to: "heat-map", for: GradCAM())
        try options.set("colormap", to: "viridis", for: GradCAM())
        let picture = try expected.presentation(options, in: nil).picture()
        let written = try ImageFile.read(program.path("heat.png"))
        #expect(written.width == picture.width && written.height == picture.height)
        let differing = written.withUnsafeBytes { found in
            picture.withUnsafeBytes { expected in
                zip(found, expected).filter { abs(Int($0) - Int($1)) > 2 }.count
            }
        }
        #expect(differing == 0)
    }

    @Test func namesAFileItselfAndNeverOverwrites() throws {
        for _ in 1...2 {
            let run = try program.run("explain", photo, "--method", "grad-cam")
            #expect(run.status == 0)
            #expect(run.errors.isEmpty)
        }
        #expect(try program.files() == ["cat-grad-cam-_swish1-2.png", "cat-grad-cam-_swish1.png"])
        let run = try program.run("explain", photo, "--method", "grad-cam", "--class", "#2")
        #expect(run.output.contains("cat-grad-cam-_swish1-3.png"))
        #expect(run.output.contains("Egyptian cat (285)"))
    }

    @Test func severalPhotosMakeASheet() throws {
        let run = try program.run(
            "explain", photo, Program.photo("flower.jpg"), photo, "--method", "cam", "--blend", "grey",
            "--opacity",
            "0.5", "--columns", "2", "--output", "sheet.png", "--json")
        #expect(run.status == 0)
        let reports = try decodeStrictly([ExplanationReport].self, run.output)
        #expect(reports.count == 3)
        #expect(reports.allSatisfy { $0.output == "sheet.png" && $0.predictions.count == 5 })
        #expect(reports[0].predictions[0].index == reports[0].class?.index)
        let sheet = try ImageFile.read(program.path("sheet.png"))
        #expect(sheet.width == 2 * 224 + 8)
        #expect(try program.files() == ["sheet.png"])
    }

    @Test func aLayerMayBeNamedByItsPlace() throws {
        let run = try program.run(
            "explain", photo, "--method", "feature-map", "--layer", "2", "--grid", "4x4", "--raw", "maps.npy",
            "--json")
        #expect(run.status == 0)
        let report = try decodeStrictly(ExplanationReport.self, run.output)
        #expect(report.layer == (try ModelCatalogue.load("efficientnet-lite0").graph.nodes[2].name))
    }

    @Test func writesNothingWhenOnlyJSONIsAskedFor() throws {
        let run = try program.run("explain", photo, "--method", "feature-map", "--layer", "_fc", "--json")
        #expect(run.status == 0)
        #expect(try program.files().isEmpty)
        let report = try decodeStrictly(ExplanationReport.self, run.output)
        #expect(report.shape == [1000, 1, 1])
        #expect(report.output == nil && report.raw == nil && report.class == nil)
        #expect(report.notices.count == 1)
    }

    @Test func replacesWhatASymbolicLinkLeadsTo() throws {
        try program.write(Data("old".utf8), "real.png")
        try FileManager.default.createSymbolicLink(
            atPath: program.path("link.png"), withDestinationPath: program.path("real.png"))
        let run = try program.run("explain", photo, "--method", "feature-map", "--output", "link.png")
        #expect(run.status == 0)
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: program.path("link.png")).hasSuffix(
                "real.png"))
        #expect(try ImageFile.read(program.path("real.png")).width > 0)
    }

    @Test func listsEveryMethodWithItsOptionsInTheHelp() throws {
        let run = try program.run("explain", "--help")
        #expect(run.status == 0)
        for method in ExplanationMethods.all {
            #expect(run.output.contains("\n\(method.name): "))
            for option in method.options { #expect(run.output.contains("\n  --\(option.name): ")) }
        }
    }
}
