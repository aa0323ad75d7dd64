import Explanations
import Foundation
import Tensors
import Testing

@testable import glassbox

@Suite struct PhotoSizeTests {
    private let program: Program
    private let red = Program.root.appendingPathComponent("Tests/GoldenData/any-size/red.onnx").path
    private let baked = Program.root.appendingPathComponent("Tests/GoldenData/any-size/baked.onnx").path

    init() throws { program = try Program() }

    @Test func aPhotoChoosesTheSizeOfANetworkOfMaps() throws {
        let chosen = "the photo's own proportions choose"
        let run = try program.run(
            "classify", Program.photo("coffee.png"), Program.photo("cat.png"), "--model", red, "--json")
        #expect(run.status == 0)
        #expect(run.errors.contains("\(chosen) 400×600") && run.errors.contains("\(chosen) 304×448"))
        let reports = try decodeStrictly([Classify.Report].self, run.output)
        #expect(reports.count == 2 && reports.allSatisfy { $0.segments?.isEmpty == false })
        let raw = try program.run(
            "explain", Program.photo("coffee.png"), "--model", red, "--method", "feature-map", "--layer",
            "redness", "--raw", "maps.npy")
        #expect(raw.status == 0 && raw.errors.contains("\(chosen) 400×600"))
        #expect(try NPYFile.read(program.path("maps.npy")).shape == [2, 50, 75])
        let said = try program.run(
            "explain", Program.photo("coffee.png"), "--model", red, "--method", "feature-map", "--layer",
            "redness", "--raw", "maps.npy", "--size", "96x64")
        #expect(said.status == 0 && !said.errors.contains(chosen))
        #expect(try NPYFile.read(program.path("maps.npy")).shape == [2, 12, 8])
    }

    @Test func oneThatDoesNotTakeItIsGivenItsOwnSizeAndSaysSo() throws {
        let photo = Program.photo("coffee.png")
        let run = try program.run("classify", photo, "--model", baked, "--json")
        #expect(run.status == 0)
        #expect(
            run.errors.contains(
                "The network cannot be read for pictures of the photo's size and is given its usual one."))
        let asked = try program.run("classify", photo, "--model", baked, "--size", "photo", "--json")
        #expect(asked.status == 65 && asked.errors.contains("baked.onnx"))
        let fixed = try program.run("classify", photo, "--size", "photo")
        #expect(fixed.status == 64)
        #expect(
            fixed.errors.contains(
                "efficientnet-lite0 takes pictures of 224×224 only, not of the photo's size."))
    }
}
