import Files
import Foundation
import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Networks with several inputs, against PyTorch.
@Suite struct SeveralInputsTests {
    private let golden = GoldenFolder("several-inputs")
    /// The second input of each network, and whether a file or numbers say what it gets.
    private static let cases = [("siamese", "right"), ("numbers", "age"), ("masked", "mask")]
    /// Every format in which a network can have several inputs. TorchScript says no order of axes, so that the mask's is not known.
    private static let files = ["onnx", "pt", "pt2", "keras", "h5", "tflite"].flatMap { ending in
        cases.map { File(network: $0.0, input: $0.1, ending: ending) }
    }.filter { $0.network != "masked" || $0.ending != "pt" }

    struct File {
        let network, input, ending: String
        /// As the file calls its second input.
        var name: String { ending == "tflite" ? "serving_default_\(input):0" : input }
        /// Whether its pictures have their colours last.
        var isChannelsLast: Bool { network == "masked" || ["keras", "h5", "tflite"].contains(ending) }
    }

    private func array(_ name: String) throws -> Tensor {
        try golden.tensors("arrays.safetensors").tensor(name)
    }

    private func model(
        _ name: String, _ inputs: [String: InputValue], ending: String = "onnx"
    ) throws -> Model {
        // TorchScript says no size.
        let size = ending == "pt" ? 16 : nil
        return try ModelFile.load(
            golden.path("\(name).\(ending)"),
            settings: ModelSettings(
                scaling: .tf, size: size, columns: size.map { $0 + 4 }, inputs: inputs))
    }

    /// An array as a file, for as long as something is done with it.
    private func withFile<Result>(of array: Tensor, _ body: (String) throws -> Result) throws -> Result {
        let path = NSTemporaryDirectory() + "glassbox-\(UUID()).npy"
        try NPYFile.write(array, to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    private func scores(_ analysis: Analysis) throws -> [Float] { try analysis.forward.logits()!.values }

    private func areNear(_ found: [Float], _ expected: Tensor) -> Bool {
        found.count == expected.count
            && zip(found, expected.values).allSatisfy { abs($0 - $1) < 1e-4 * max(1, abs($1)) }
    }

    private func model(_ file: File, _ value: InputValue?) throws -> Model {
        try model(file.network, value.map { [file.name: $0] } ?? [:], ending: file.ending)
    }

    /// TorchScript says no extents, either: a row of numbers has to be given.
    @Test(arguments: files.filter { $0.ending != "pt" || $0.network == "siamese" })
    func othersGetZerosAndThatIsSaid(file: File) throws {
        let model = try model(file, nil)
        #expect(model.assumptions.contains { $0.english.hasPrefix("Its input \(file.name), ") })
        let analysis = try HeadsNetwork.analysis(of: array("left"), model)
        #expect(try areNear(scores(analysis), array("\(file.network)/zeros")))
    }

    @Test(arguments: files) func othersGetAnArray(file: File) throws {
        var second = try array(file.input)
        if second.shape.rank == 4, file.isChannelsLast { second = second.channelsLast }
        try withFile(of: second) { path in
            let model = try model(file, .file(path))
            #expect(!model.assumptions.contains { $0.english.hasPrefix("Its input") })
            let analysis = try HeadsNetwork.analysis(of: array("left"), model)
            #expect(try areNear(scores(analysis), array("\(file.network)/scores")))
            let gradient = try analysis.gradients(ofClass: 0).gradient(at: 0)
            #expect(try relativeError(gradient, array("\(file.network)/gradient")) < 1e-4)
            // Several pictures at once, as every method that hides parts gives them.
            let both = Tensor([2, 3, 16, 20], try array("left").values + array("left").values)
            let twice = try Executor(model.graph).output(for: both).values
            #expect(try areNear(Array(twice[(twice.count / 2)...]), array("\(file.network)/scores")))
        }
    }

    @Test func aRowThatIsMissingIsNamed() throws {
        let model = try model("numbers", [:], ending: "pt")
        #expect(model.graph.node(named: "age")?.obstacle != nil)
        #expect(model.graph.logits == nil)
    }

    @Test func numbersAreGivenOneByOneOrForAll() throws {
        let ages = try array("age").values
        let one = try HeadsNetwork.analysis(of: array("left"), model("numbers", ["age": .numbers(ages)]))
        #expect(try areNear(scores(one), array("numbers/scores")))
        let zero = try HeadsNetwork.analysis(of: array("left"), model("numbers", ["age": .numbers([0])]))
        #expect(try areNear(scores(zero), array("numbers/zeros")))
        #expect(InputValue("1, 2.5") == .numbers([1, 2.5]) && InputValue("1.png") == .file("1.png"))
        let read = [String: InputValue](inputs: "age=1,2,3; right=cat.jpg")
        #expect(read == ["age": .numbers([1, 2, 3]), "right": .file("cat.jpg")])
        #expect([String: InputValue](inputs: "age") == nil)
    }

    /// A photo is preprocessed for the other input as for its own; the other branch has no places of the photo.
    @Test func theOtherPhotoIsPreprocessedAlike() throws {
        let photo = Picture(
            width: 20, height: 16, pixels: (0..<960).map { UInt8(truncatingIfNeeded: $0 * 7 % 251) })
        let path = NSTemporaryDirectory() + "glassbox-\(UUID()).png"
        try PNGFile.write(photo, to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let byPhoto = try model("siamese", ["right": .file(path)])
        let subject = Subject(path: path, photo: photo, for: byPhoto)
        let same = try Analysis(of: subject, with: byPhoto, on: Executor(byPhoto.graph))
        // Both photos are the same, so the difference is none.
        let none = try withFile(of: subject.input) { path in
            try scores(
                Analysis(
                    of: subject, with: model("siamese", ["right": .file(path)]),
                    on: Executor(model("siamese", ["right": .file(path)]).graph)))
        }
        #expect(try zip(scores(same), none).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(byPhoto.recommendedLayer == "/Relu_1")
        let second = try #require(byPhoto.graph.node(named: "/Relu_3"))
        #expect(second.map == nil && !second.hasSpatialExtent)
    }

    /// The photo goes to the input that is given nothing.
    @Test func theOtherInputCanBeTheOneThatIsExplained() throws {
        try withFile(of: array("left")) { path in
            let model = try model("siamese", ["left": .file(path)])
            #expect(model.graph.nodes[0].name == "right")
            let analysis = try HeadsNetwork.analysis(of: array("right"), model)
            #expect(try areNear(scores(analysis), array("siamese/scores")))
        }
    }

    @Test func whatDoesNotFitIsSaid() throws {
        func sentence(_ name: String, _ inputs: [String: InputValue]) -> String {
            do {
                _ = try model(name, inputs)
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(
            sentence("siamese", ["top": .zeros]).hasSuffix(
                "has no input called top; its inputs are left, right."))
        #expect(
            sentence("siamese", ["left": .zeros, "right": .zeros]).hasSuffix(
                "has no input left for the photo: all that take a picture are given something."))
        #expect(
            sentence("numbers", ["age": .numbers([1, 2])])
                == "The input age takes 1×3: one number for all of it, or one for each element, not 2.")
        try withFile(of: Tensor([2], [1, 2])) { path in
            #expect(
                sentence("numbers", ["age": .file(path)])
                    == "\(path) holds an array of 2; the input age takes 1×3.")
        }
    }
}

extension Tensor {
    /// 1×C×H×W as 1×H×W×C.
    fileprivate var channelsLast: Tensor {
        let (channels, plane) = (shape[1], shape[2] * shape[3])
        return Tensor(
            [1, shape[2], shape[3], channels],
            (0..<plane * channels).map { values[$0 % channels * plane + $0 / channels] })
    }
}
