import Foundation
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// ONNX files that are damaged or ask for nonsense: each is refused with its sentence.
@Suite struct ONNXRefusalTests {
    /// What loading says, with the file called `a.onnx`; nil where it is loaded.
    static func message(_ bytes: [UInt8]) throws -> String? {
        let file = try TemporaryFile(bytes, named: "a.onnx")
        do {
            _ = try ModelFile.load(file.path)
            return nil
        } catch let error as any ModelFileError {
            return error.description.replacingOccurrences(of: file.path, with: "a.onnx")
        }
    }

    static func message(_ change: (inout Onnx_ModelProto) -> Void) throws -> String? {
        try message(ONNXSample.bytes(change))
    }

    @Test func readsTheSampleItself() throws {
        let file = try TemporaryFile(ONNXSample.bytes(), named: "a.onnx")
        let model = try ModelFile.load(file.path)
        #expect(model.graph.nodes.map(\.name) == ["x", "conv", "flat"])
        #expect(model.graph.classCount == 32)
    }

    // MARK: Tensors

    @Test func refusesTensorsThatDoNotFitTheirShape() throws {
        func tensor(_ extents: [Int64], _ count: Int) throws -> String? {
            try Self.message { $0.graph.initializer = [ONNXSample.weights(extents, count: count)] }
        }
        #expect(
            try tensor([2, 3, 3, 3], 53)
                == "The ONNX file a.onnx is damaged: the tensor w has 212 bytes where its shape 2×3×3×3 needs 216; export it again."
        )
        #expect(
            try tensor([-2, 3, 3, 3], 54)
                == "The ONNX file a.onnx is damaged: the tensor w has the extent -2; export it again.")
        let much =
            "The ONNX file a.onnx is damaged: the tensor w has more elements than any file can hold; export it again."
        #expect(try tensor([4_194_305, 4_194_305, 211_106_198_978_564], 1) == much)
        #expect(try tensor([1 << 62, 1 << 62], 1) == much)
        #expect(try tensor([0, .max, .max], 0) == much)
        #expect(
            try tensor([Int64](repeating: 1, count: 17), 1)
                == "The ONNX file a.onnx is damaged: the tensor w has 17 axes; export it again.")
        let typed = try Self.message {
            $0.graph.initializer[0].clearRawData()
            $0.graph.initializer[0].floatData = [1, 2]
        }
        #expect(
            typed
                == "The ONNX file a.onnx is damaged: the tensor w has 2 values where its shape 2×3×3×3 needs 54; export it again."
        )
    }

    // MARK: Graphs

    @Test func refusesGraphsThatAreNone() throws {
        #expect(
            try Self.message { $0.graph.node[0].input[0] = "z" }
                == "The ONNX file a.onnx is damaged: the node conv (Conv) waits for its own output; export it again."
        )
        #expect(
            try Self.message { $0.graph.node[1].input[0] = "gone" }
                == "The ONNX file a.onnx is damaged: the node flat (Flatten) reads gone, which nothing puts out; export it again."
        )
        #expect(
            try Self.message { $0.graph.node[1].output[0] = "y" }
                == "The ONNX file a.onnx is damaged: the node flat (Flatten) puts out y, which exists already; export it again."
        )
        #expect(
            try Self.message { $0.graph.node[0].input = [] }
                == "The network in a.onnx cannot be used: the node conv (Conv) takes a tensor as input 1, but gets nothing."
        )
        let nothing = "The ONNX file a.onnx holds no network; export it again."
        #expect(try Self.message { $0.graph.node = [] } == nothing)
        let noPicture =
            "The network in a.onnx has no input for a picture: Glassbox takes N×C×H×W or N×H×W×C of numbers."
        #expect(try Self.message { $0.graph.input[0].type.tensorType.elemType = 8 } == noPicture)
        #expect(try Self.message { $0.graph.input[0].type.tensorType.clearShape() } == noPicture)
        for extents in [
            [1, 3, 1 << 40, 6], [1, 3, 1 << 15, 1 << 15], [1 << 16, 1 << 16, 1 << 16, 1 << 16],
        ] as [[Int64]] {
            #expect(
                try Self.message { $0.graph.input[0] = ONNXSample.floats("x", extents) } == noPicture)
        }
        #expect(
            try Self.message { $0.graph.input[0] = ONNXSample.floats("x", [1, 5, 6, 6]) }
                == "The network in a.onnx cannot be used: the node conv (Conv) takes 5 channels as weights, but gets 2×3×3×3."
        )
    }

    @Test(
        arguments: [
            ("strides", [0, 1], "1 to 1048576", "0"), ("strides", [1], "2 numbers", "1"),
            ("strides", [.min, 1], "1 to 1048576", "-9223372036854775808"),
            ("dilations", [1, 0], "1 to 1048576", "0"),
            ("pads", [1 << 31, 0, 0, 0], "0 to 1048576", "2147483648"),
            ("pads", [-1, 0, 0, 0], "0 to 1048576", "-1"), ("pads", [0, 0], "4 numbers", "2"),
            ("kernel_shape", [0, 3], "[3, 3]", "[0, 3]"),
            ("kernel_shape", [.max, 3], "[3, 3]", "[9223372036854775807, 3]"),
        ] as [(String, [Int64], String, String)])
    func refusesWindows(name: String, values: [Int64], expected: String, found: String) throws {
        let message = try Self.message { $0.graph.node[0].attribute = [ONNXSample.integers(name, values)] }
        #expect(
            message
                == "The network in a.onnx cannot be used: in the node conv (Conv), \(name) must be \(expected), but is \(found)."
        )
    }

    @Test func refusesOtherSettings() throws {
        for group in [0, -1, .min, 1 << 40] as [Int64] {
            let message = try Self.message {
                $0.graph.node[0].attribute = [ONNXSample.integer("group", group)]
            }
            #expect(
                message
                    == "The network in a.onnx cannot be used: in the node conv (Conv), group must be 1 to 1048576, but is \(group)."
            )
        }
        #expect(
            try Self.message { $0.graph.node[0].attribute = [ONNXSample.integer("group", 2)] }
                == "The network in a.onnx cannot be used: the node conv (Conv) takes 3 channels as weights, but gets 2×3×3×3."
        )
        let pool = try Self.message {
            $0.graph.node[0] = ONNXSample.node(
                "MaxPool", "pool", ["x"], ["y"], [ONNXSample.integers("kernel_shape", [0, 3])])
        }
        #expect(
            pool
                == "The network in a.onnx cannot be used: in the node pool (MaxPool), kernel_shape must be 1 to 1048576, but is 0."
        )
        #expect(
            try Self.message { $0.graph.initializer = [ONNXSample.weights([2, 3, 7, 7])] }
                == "The network in a.onnx cannot be used: the node conv (Conv) does not fit: its window 7×7 does not fit into 6×6."
        )
        #expect(
            try Self.message { $0.graph.initializer = [ONNXSample.weights([2, 3, 0, 3])] }
                == "The network in a.onnx cannot be used: the node conv (Conv) takes at least one value as weights, but gets 2×3×0×3."
        )
        let wide = try Self.message {
            $0.graph.node[0].attribute = [ONNXSample.integers("pads", [1 << 20, 1 << 20, 1 << 20, 1 << 20])]
        }
        #expect(
            wide
                == "The network in a.onnx cannot be used: the node conv (Conv) does not fit: its output would be 1×2×2097156×2097156."
        )
    }

    /// Constants that would fill the memory are not made.
    @Test func refusesHugeConstants() throws {
        let message = try Self.message {
            var shape = Onnx_TensorProto()
            shape.name = "shape"
            shape.dims = [2]
            shape.dataType = 7
            shape.int64Data = [1 << 31, 1 << 31]
            $0.graph.initializer.append(shape)
            $0.graph.node.append(ONNXSample.node("ConstantOfShape", "fill", ["shape"], ["filled"]))
        }
        #expect(
            message
                == "The network in a.onnx cannot be used: the node fill (ConstantOfShape) makes 2147483648 values, and Glassbox takes up to \(ONNXValue.limit)."
        )
    }

    // MARK: Files

    /// An error or the same network, never another one.
    @Test func aFileThatIsCutOffIsAnError() throws {
        let whole = try ONNXSample.bytes()
        let sentences = [
            "The ONNX file a.onnx ends too early or is damaged; was it copied completely?",
            "a.onnx is no network of a kind that is known; Glassbox reads ONNX, Keras (.h5, .keras), PyTorch (.pth, .pt, .pt2), TorchScript, TensorFlow Lite and safetensors files.",
            "The file a.onnx is empty; was its download cut off?",
        ]
        var found: Set<String> = []
        for count in 1..<whole.count {
            let message = try #require(try Self.message(Array(whole.prefix(count))), "\(count)")
            #expect(sentences.contains(message), "\(count)")
            found.insert(message)
        }
        #expect(found.count == 2)
    }

    @Test func damagedBytesEndNothingButTheReading() throws {
        let whole = try ONNXSample.bytes()
        for position in whole.indices {
            for flip in [0xFF, 0x01, 0x80] as [UInt8] {
                var damaged = whole
                damaged[position] ^= flip
                do {
                    _ = try Self.message(damaged)
                } catch is GraphError {}
            }
        }
    }

    /// Messages within messages, as many as the stack would not hold.
    @Test func deepNestingIsRefused() throws {
        var graph: [UInt8] = []
        for _ in 0..<3000 {
            // A node with an attribute that holds a graph.
            let attribute = Self.field(5, Self.field(1, Array("body".utf8)) + Self.field(6, graph))
            graph = Self.field(1, attribute)
        }
        let model: [UInt8] = [0x08, 8] + Self.field(7, graph)
        #expect(
            try Self.message(model)
                == "The ONNX file a.onnx is damaged: it breaks the rules of its format; export it again.")
    }

    private static func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        var bytes = [UInt8(number << 3 | 2)]
        var length = content.count
        while length >= 0x80 {
            bytes.append(UInt8(length & 0x7F | 0x80))
            length >>= 7
        }
        return bytes + [UInt8(length)] + content
    }

    /// A layer that is not known stands in the diagram; what lies before it is computed.
    @Test func layersThatCannotBeComputedAreShown() throws {
        let bytes = try ONNXSample.bytes {
            $0.graph.node[1] = ONNXSample.node("Sorcery", "spell", ["y"], ["s"])
            $0.graph.node.append(ONNXSample.node("Flatten", "flat", ["s"], ["z"]))
        }
        let file = try TemporaryFile(bytes, named: "a.onnx")
        let model = try ModelFile.load(file.path)
        #expect(model.graph.nodes.map(\.name) == ["x", "conv", "spell", "flat"])
        #expect(model.graph.nodes.map(\.isComputed) == [true, true, false, false])
        #expect(
            model.graph.node(named: "spell")?.obstacle?.english == "the operator Sorcery is not supported")
        #expect(
            model.advice?.english
                == "Its layer spell cannot be computed: the operator Sorcery is not supported.")
        #expect(model.recommendedLayer == "conv")
        let pass = try Executor(model.graph).forward(Tensor([1, 3, 6, 6], repeating: 1))
        #expect(try pass.output(of: 1).shape == [1, 2, 4, 4])
        #expect(
            try pass.backward(from: 1, gradient: Tensor([1, 2, 4, 4], repeating: 1)).gradient(at: 0).count
                == 108)
    }
}
