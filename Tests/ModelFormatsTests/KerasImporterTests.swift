import Files
import Foundation
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Descriptions that are damaged or ask for what cannot be computed: each with its sentence.
@Suite struct KerasImporterTests {
    /// Any arrays that are asked for.
    struct Constants: KerasVariables {
        func tensors(of layer: KerasAddress, _ arrays: [KerasArray], isWhole: Bool) -> [Tensor] {
            arrays.map { Tensor(Shape($0.shape), repeating: 0.5) }
        }
    }

    static func graph(_ description: String, version: Int = 3) throws -> Graph {
        guard let value = JSONValue(parsing: description.utf8) else {
            throw KerasError("model.h5", .notJSON)
        }
        return try KerasImporter.graph(
            of: KerasNetwork(value, path: "model.h5"), variables: Constants(), version: version,
            path: "model.h5")
    }

    /// A Sequential of the given layers on pictures of 6×6×2.
    static func sequential(_ layers: String) -> String {
        """
        {"class_name": "Sequential", "config": {"name": "s", "layers": [
          {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 6, 6, 2]}},
          \(layers)]}}
        """
    }

    static func functional(_ layers: String, inputs: String = #"[["in", 0, 0]]"#) -> String {
        """
        {"class_name": "Functional", "config": {"name": "f", "layers": [
          {"class_name": "InputLayer", "name": "in", "inbound_nodes": [],
           "config": {"name": "in", "batch_input_shape": [null, 6, 6, 2]}},
          \(layers)], "input_layers": \(inputs), "output_layers": [["out", 0, 0]]}}
        """
    }

    static let refused: [(description: String, message: String)] = [
        ("{", "model.h5 is damaged: its description of the model is not JSON."),
        (
            "{}",
            "model.h5: the setting class_name of the layer model is missing or not understood; save the network again with a current Keras."
        ),
        (
            #"{"class_name": "MyModel", "config": {}}"#,
            "model.h5 holds a model of the class MyModel, whose layers only its own program knows; rebuild it with keras.Model or keras.Sequential and save that."
        ),
        (
            sequential(#"{"class_name": "Conv2D", "config": {"name": "c", "kernel_size": 3}}"#),
            "model.h5: the setting filters of the layer c is missing or not understood; save the network again with a current Keras."
        ),
        (
            sequential(
                #"{"class_name": "Conv2D", "config": {"name": "c", "filters": 3, "kernel_size": [9, 9]}}"#),
            "model.h5 does not describe a network: the layer c (Convolution 9×9) does not fit: its window 9×9 does not fit into 6×6."
        ),
        (
            sequential(#"{"class_name": "MaxPooling2D", "config": {"name": "p", "strides": 0}}"#),
            "model.h5 does not describe a network: the layer p (Max pooling 2×2, stride 0) does not fit: its stride cannot be 0."
        ),
        (
            sequential(#"{"class_name": "Reshape", "config": {"name": "r", "target_shape": [5, -1]}}"#),
            "model.h5 does not describe a network: the layer r (Reshape to 5×14) does not fit: it takes 70 elements, not 72."
        ),
        (
            sequential(
                #"{"class_name": "UpSampling2D", "config": {"name": "u", "size": [4611686018427387904, 2]}}"#),
            "model.h5: the setting size of the layer u is missing or not understood; save the network again with a current Keras."
        ),
        (
            functional(
                #"{"class_name": "Add", "name": "out", "config": {"name": "out"}, "inbound_nodes": [[["in", 0, 0, {}], ["gone", 0, 0, {}]]]}"#
            ),
            "model.h5 is damaged: the layer out reads gone, which does not exist."
        ),
        (
            functional(
                #"{"class_name": "Add", "name": "a", "config": {"name": "a"}, "inbound_nodes": [[["in", 0, 0, {}], ["out", 0, 0, {}]]]}, {"class_name": "Dropout", "name": "out", "config": {"name": "out"}, "inbound_nodes": [[["a", 0, 0, {}]]]}"#
            ),
            "model.h5 is damaged: the layer a takes part in a circle of layers."
        ),
        (
            functional(
                #"{"class_name": "Dropout", "name": "out", "config": {"name": "out"}, "inbound_nodes": [[["in", 0, 0, {}]]]}"#,
                inputs: #"[["in", 0, 0], ["other", 0, 0]]"#),
            "model.h5 is damaged: the layer f reads other, which does not exist."
        ),
        (
            #"{"class_name": "Sequential", "config": [{"class_name": "Dense", "config": {"name": "d", "units": 3, "batch_input_shape": [null, 10]}}]}"#,
            "model.h5 holds a network whose input is 10; Glassbox shows networks of pictures, rows × columns × channels."
        ),
    ]

    @Test(arguments: refused)
    func refuses(_ description: String, _ message: String) {
        let error = #expect(throws: KerasError.self) { try Self.graph(description) }
        #expect(error?.description == message)
    }

    @Test func modelsInModelsAreLimited() {
        var description = Self.sequential(#"{"class_name": "Dropout", "config": {"name": "d"}}"#)
        for _ in 0..<20 { description = Self.sequential(description) }
        let error = #expect(throws: KerasError.self) { try Self.graph(description) }
        #expect(error?.description == "model.h5 is refused: its models are nested too deeply.")
    }

    @Test func layersThatCannotBeComputedAreShown() throws {
        let cases = [
            (
                "Lambda",
                "Lambda layers carry code, and code from a model file is never run; tf2onnx writes its operations into an ONNX file"
            ),
            (
                "MyLayer",
                "the layer class MyLayer is not known; tf2onnx writes its operations into an ONNX file"
            ),
        ]
        for (name, obstacle) in cases {
            let graph = try Self.graph(
                Self.sequential(
                    #"{"class_name": "ReLU", "config": {"name": "before"}}, {"class_name": "\#(name)", "config": {"name": "x", "function": "os.system"}}, {"class_name": "Flatten", "config": {"name": "after"}}"#
                ))
            #expect(graph.nodes.map(\.name) == ["in", "before", "x", "after"])
            #expect(graph.nodes.map(\.isComputed) == [true, true, false, false])
            #expect(graph.node(named: "x")?.obstacle?.english == obstacle)
            #expect(graph.node(named: "x")?.summary == "\(name) (not supported)")
            #expect(graph.logits == nil)
        }
    }

    /// keras-lambda of the battery: a real file.
    @Test(arguments: ["lambda.h5", "lambda.keras"])
    func aLambdaLayerOfAFileIsShownAndNotRun(_ name: String) throws {
        let graph = try ModelFile.load(GoldenFolder("keras").path(name)).graph
        #expect(graph.node(named: "doubled")?.isComputed == false)
        #expect(graph.node(named: "conv")?.isComputed == true)
        let pass = try Executor(graph).forward(uniform([1, 3, 8, 8], index: 1))
        #expect(try pass.output(of: #require(graph.node(named: "conv")).id).shape == [1, 4, 6, 6])
    }

    @Test func hardSigmoidIsThatOfItsVersion() throws {
        let description = Self.sequential(
            #"{"class_name": "Activation", "config": {"name": "a", "activation": "hard_sigmoid"}}"#)
        for (version, expected) in [
            (2, Activation.hardSigmoid(slope: 0.2, offset: 0.5)), (3, .hardSigmoid()),
        ] {
            let node = try #require(try Self.graph(description, version: version).node(named: "a"))
            #expect((node.operation as? ActivationLayer)?.activation == expected)
        }
    }

    @Test func theInputOfAnySizeTakesTheOneThatIsAskedFor() throws {
        let text = """
            {"class_name": "Sequential", "config": [{"class_name": "Convolution2D", "config": {"name": "c",
             "filters": 2, "kernel_size": 3, "batch_input_shape": [null, null, null, 3]}}]}
            """
        let value = try #require(JSONValue(parsing: text.utf8))
        let network = try KerasNetwork(value, path: "model.h5")
        for (size, expected) in [(nil, 224), (50, 50)] as [(Int?, Int)] {
            let graph = try KerasImporter.graph(
                of: network, variables: Constants(), version: 1,
                size: size.map { InputSize(rows: $0, columns: $0) }, path: "model.h5")
            #expect(graph.inputShape == [3, expected, expected])
        }
    }
}
