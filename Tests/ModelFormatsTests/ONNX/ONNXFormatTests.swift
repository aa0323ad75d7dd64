import Foundation
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// ONNX files as networks of pictures.
@Suite struct ONNXFormatTests {
    private func model(_ change: (inout Onnx_ModelProto) -> Void) throws -> Model {
        let file = try TemporaryFile(ONNXSample.bytes(change), named: "a.onnx")
        return try ModelFile.load(file.path)
    }

    /// As Keras's exporters write networks: pictures and features with their channels last, convolutions with them first.
    @Test func channelsLastBecomeChannelsFirst() throws {
        let model = try model {
            $0.producerName = "tf2onnx"
            $0.graph.input = [ONNXSample.floats("x", [1, 6, 6, 3])]
            $0.graph.node = [
                ONNXSample.node(
                    "Transpose", "first", ["x"], ["t"], [ONNXSample.integers("perm", [0, 3, 1, 2])]),
                ONNXSample.node("Conv", "conv", ["t", "w"], ["y"]),
                ONNXSample.node(
                    "AveragePool", "pool", ["y"], ["p"], [ONNXSample.integers("kernel_shape", [3, 3])]),
                ONNXSample.node(
                    "Transpose", "last", ["p"], ["l"], [ONNXSample.integers("perm", [0, 2, 3, 1])]),
                ONNXSample.node("Relu", "relu", ["l"], ["r"]),
                ONNXSample.node("Flatten", "flat", ["r"], ["z"]),
            ]
        }
        #expect(model.graph.inputShape == [3, 6, 6])
        #expect(model.graph.nodes.map(\.name) == ["x", "conv", "pool", "last", "relu", "flat"])
        #expect(model.graph.node(named: "relu")?.shape == [2, 2, 2])
        #expect(model.graph.classCount == 8)
        #expect(model.preprocessing == Preprocessing(.stretch, .unit, size: 6))
    }

    /// Rows that one picture was cut into are no classes of it.
    @Test func scoresAreOneRowForEachPicture() throws {
        let model = try model {
            var shape = Onnx_TensorProto()
            shape.name = "s"
            shape.dims = [2]
            shape.dataType = 7
            shape.int64Data = [2, 16]
            $0.graph.initializer.append(shape)
            $0.graph.node = [
                ONNXSample.node("Conv", "conv", ["x", "w"], ["y"]),
                ONNXSample.node("Reshape", "rows", ["y", "s"], ["z"]),
            ]
        }
        #expect(model.graph.logits == nil)
        #expect(model.advice == "It does not end in one score for each class.")
    }

    /// Also where the channels are its last axis.
    @Test func theRecommendedLayerIsAMapOfThePicture() throws {
        let model = try model {
            $0.graph.node = [
                ONNXSample.node("Conv", "conv", ["x", "w"], ["y"]),
                ONNXSample.node(
                    "Transpose", "last", ["y"], ["l"], [ONNXSample.integers("perm", [0, 2, 3, 1])]),
                ONNXSample.node("Relu", "relu", ["l"], ["r"]),
                ONNXSample.node("Flatten", "flat", ["r"], ["z"]),
            ]
        }
        #expect(model.graph.node(named: "relu")?.shape == [4, 4, 2])
        #expect(model.recommendedLayer == "relu")
        #expect(try model.layer(named: "relu").map?.shape == [2, 4, 4])
    }

    /// A network of lines of text has to be given 48 rows, which only its shapes say.
    @Test func openExtentsThatDoNotFitAreLookedFor() throws {
        let change: (inout Onnx_ModelProto) -> Void = {
            $0.graph.input[0].type.tensorType.shape.dim[2].clearDimValue()
            $0.graph.input[0].type.tensorType.shape.dim[3].clearDimValue()
            var matrix = ONNXSample.weights([46 * 318 * 2, 2])
            matrix.name = "m"
            $0.graph.initializer.append(matrix)
            $0.graph.node = [
                ONNXSample.node("Conv", "conv", ["x", "w"], ["y"]),
                ONNXSample.node("Flatten", "flat", ["y"], ["f"]),
                ONNXSample.node("MatMul", "product", ["f", "m"], ["z"]),
            ]
        }
        let file = try TemporaryFile(ONNXSample.bytes(change), named: "a.onnx")
        let model = try ModelFile.load(file.path)
        #expect(model.graph.inputShape == [3, 48, 320])
        let usual = InputSize(rows: 224, columns: 224)
        #expect(
            model.assumptions.contains(
                ModelRemark.foundSize(InputSize(rows: 48, columns: 320), instead: usual).words))
        var settings = ModelSettings()
        settings.inputSize = usual
        #expect(throws: ONNXError.self) { try ModelFile.load(file.path, settings: settings) }
        // A network that takes no size is refused for the usual one.
        let unfit = try TemporaryFile(
            ONNXSample.bytes {
                change(&$0)
                $0.graph.initializer[1].dims = [11, 2]
                $0.graph.initializer[1].rawData = Data(ONNXSample.values(22))
            }, named: "b.onnx")
        #expect(throws: ONNXError.self) { try ModelFile.load(unfit.path) }
    }

    @Test func openExtentsTakeTheSizeThatIsAskedFor() throws {
        let file = try TemporaryFile(
            ONNXSample.bytes {
                $0.graph.input[0].type.tensorType.shape.dim[2].clearDimValue()
                $0.graph.input[0].type.tensorType.shape.dim[3].clearDimValue()
            }, named: "a.onnx")
        #expect(try ModelFile.load(file.path).graph.inputShape == [3, 224, 224])
        let small = try ModelFile.load(file.path, settings: ModelSettings(size: 12))
        #expect(small.graph.inputShape == [3, 12, 12])
        #expect(small.assumptions.count == 1)
        let said = try ModelFile.load(file.path, settings: ModelSettings(scaling: .tf, size: 12))
        #expect(said.assumptions.isEmpty)
    }
}
