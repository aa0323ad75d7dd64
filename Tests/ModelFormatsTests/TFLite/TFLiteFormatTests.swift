import Files
import Foundation
import GoldenData
import Imaging
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// TensorFlow Lite files against what TensorFlow Lite's interpreter makes of them (`GoldenData/tflite`).
@Suite struct TFLiteFormatTests {
    static let golden = GoldenFolder("tflite")

    private static func model(_ name: String) throws -> Model {
        try ModelFile.load(golden.path("\(name).tflite"))
    }

    private static func scores(_ model: Model, _ name: String) throws -> (ForwardPass, Int, Tensor) {
        let picture = try golden.tensors("arrays.safetensors").tensor("\(name)/picture")
        let pass = try Executor(model.graph).forward(picture)
        let logits = try #require(model.graph.logits)
        return (pass, logits, try pass.output(of: logits))
    }

    @Test(arguments: ["float32", "float16", "operators"])
    func floatsAreThoseOfTheInterpreter(name: String) throws {
        let model = try Self.model(name)
        #expect(model.graph.nodes.filter { !$0.isComputed }.isEmpty)
        let (_, _, scores) = try Self.scores(model, name)
        let answer = try Self.golden.tensors("arrays.safetensors").tensor("\(name)/answer")
        #expect(relativeError(scores, answer) < 1e-5)
    }

    @Test(arguments: ["float32", "operators"])
    func gradientsAreThoseOfTensorFlow(name: String) throws {
        let (pass, logits, scores) = try Self.scores(Self.model(name), name)
        let direction = Tensor(scores.shape, (0..<scores.shape.count).map { $0 == 3 ? 1 : 0 })
        let gradient = try pass.backward(from: logits, gradient: direction).gradient(at: 0)
        let expected = try Self.golden.tensors("arrays.safetensors").tensor("\(name)/gradient")
        #expect(relativeError(gradient, expected) < 1e-4)
    }

    /// Two steps between numbers of the output's type are what an answer may be away by: the interpreter's integers are rounded
    /// in other places.
    @Test(arguments: ["int8", "uint8", "labelled"])
    func quantisedAnswersAreWithinAStep(name: String) throws {
        let model = try Self.model(name)
        let (_, _, scores) = try Self.scores(model, name)
        let answer = try Self.golden.tensors("arrays.safetensors").tensor("\(name)/answer")
        let source = try TFLiteFile(MappedFile(path: Self.golden.path("\(name).tflite")))
        let step = try #require(source.tensors[source.outputs[0]].quantization).scales[0]
        let differences = zip(scores.values, answer.values).map { abs($0 - $1) }
        #expect(try #require(differences.max()) <= step * 2.01)
        // An answer of zeros would not be that near.
        #expect(try #require(answer.values.map(abs).max()) > step * 20)
    }

    @Test func layersAreChannelsFirstUnderTheirTensorsNames() throws {
        let graph = try Self.model("float32").graph
        #expect(graph.inputShape == [3, 16, 20])
        let convolutions = graph.nodes.filter { $0.kind == .convolution }
        #expect(convolutions.map(\.shape) == [[6, 8, 10], [6, 8, 10], [6, 8, 10]])
        #expect(convolutions[0].name.contains("conv2d"))
        #expect(graph.classCount == 5)
    }

    @Test func theInputsQuantisationSaysHowPicturesAreScaled() throws {
        for name in ["int8", "uint8"] {
            let model = try Self.model(name)
            #expect(model.preprocessing.scaling == .unit)
            #expect(model.assumptions.isEmpty)
        }
        let floats = try Self.model("float32")
        #expect(!floats.assumptions.isEmpty)
    }

    @Test func metadataSaysScalingAndLabels() throws {
        let model = try Self.model("labelled")
        #expect(model.preprocessing.scaling == .tf)
        #expect(model.assumptions.isEmpty)
        #expect(model.labels?.names == ["cat", "dog", "tram", "harbour", "lamp"])
    }

    /// What lies before an operator that is not known can be looked at; its layer says which it is.
    @Test func unknownOperatorsAreShown() throws {
        let graph = try Self.model("unsupported").graph
        let layer = try #require(graph.nodes.first { !$0.isComputed })
        #expect(layer.obstacle?.english == "the operator TFLite_Detection_PostProcess is not supported")
        #expect(graph.logits == nil)
        #expect(graph.nodes.filter { $0.kind == .convolution && $0.isComputed }.count == 3)
    }

    @Test func operatorsAreDeclaredOnce() {
        let names = TFLiteOperators.all.map(\.name)
        #expect(Set(names).count == names.count)
        let known = Set(TFLiteOperatorNames.all.values)
        #expect(Set(names).subtracting(known).isEmpty)
    }
}
