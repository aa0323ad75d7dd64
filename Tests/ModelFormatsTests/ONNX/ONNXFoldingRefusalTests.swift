import Foundation
import Testing

@testable import ModelFormats

/// Constants and settings that nothing can be computed from: each is refused with its sentence.
@Suite struct ONNXFoldingRefusalTests {
    /// What loading says of nodes before the sample's own, which read the constants given.
    private func message(
        _ nodes: [Onnx_NodeProto], _ constants: [String: [Float]] = [:]
    ) throws -> String? {
        try ONNXRefusalTests.message {
            for (name, values) in constants {
                var tensor = ONNXSample.weights([Int64(values.count)])
                tensor.name = name
                if values.count == 1 { tensor.dims = [] }
                tensor.clearRawData()
                tensor.floatData = values
                $0.graph.initializer.append(tensor)
            }
            $0.graph.node += nodes
        }
    }

    private func sentence(_ text: String) -> String { "The network in a.onnx cannot be used: \(text)." }

    @Test func aRangeAwayFromItsLimitIsEmpty() throws {
        let node = ONNXSample.node("Range", "range", ["a", "b", "c"], ["r"])
        #expect(try message([node], ["a": [0], "b": [-3e38], "c": [1e-3]]) == nil)
        #expect(
            try message([node], ["a": [0], "b": [3e38], "c": [1e-3]])
                == sentence(
                    "the node range (Range) takes one that reaches the limit as delta, but gets \(Double(Float(1e-3)))"
                ))
        #expect(
            try message([node], ["a": [0, 1], "b": [1], "c": [1]])
                == sentence("the node range (Range) takes one element as start, but gets 2"))
    }

    @Test(arguments: ["Equal", "Less", "Greater", "And", "Or", "Xor", "Mod", "Add", "Pow", "CastLike"])
    func operatorsOfTwoInputsTakeTwo(name: String) throws {
        #expect(
            try message([ONNXSample.node(name, "pair", ["a"], ["r"])], ["a": [1]])
                == sentence("the node pair (\(name)) takes a tensor as input 2, but gets nothing"))
        #expect(
            try message([ONNXSample.node(name, "pair", ["a", "a", "a"], ["r"])], ["a": [1]])
                == sentence("in the node pair (\(name)), the number of inputs must be 2, but is 3"))
    }

    @Test(arguments: ["LpPool", "GlobalLpPool"])
    func powersOfPoolingAreBounded(name: String) throws {
        for power in [0, -1, .max] as [Int64] {
            let node = ONNXSample.node(
                name, "pool", ["x"], ["r"],
                (name == "LpPool" ? [ONNXSample.integers("kernel_shape", [2, 2])] : [])
                    + [ONNXSample.integer("p", power)])
            #expect(
                try message([node])
                    == sentence("in the node pool (\(name)), p must be 1 to 1048576, but is \(power)"))
        }
        let node = ONNXSample.node(
            name, "pool", ["x"], ["r"],
            (name == "LpPool" ? [ONNXSample.integers("kernel_shape", [2, 2])] : [])
                + [ONNXSample.float("p", 3e38)])
        #expect(
            try message([node])
                == sentence(
                    "in the node pool (\(name)), p must be an integer, but is a floating-point number"))
    }

    @Test func unpoolingNeedsARoomForItsMaxima() throws {
        func unpooling(_ pads: Int64, inputs: [String] = ["x", "x"]) -> Onnx_NodeProto {
            ONNXSample.node(
                "MaxUnpool", "unpool", inputs, ["r"],
                [
                    ONNXSample.integers("kernel_shape", [2, 2]), ONNXSample.integers("strides", [2, 2]),
                    ONNXSample.integers("pads", [pads, pads, pads, pads]),
                ])
        }
        #expect(
            try message([unpooling(6)])
                == sentence("in the node unpool (MaxUnpool), pads must be less than 12, but is 12"))
        let given = unpooling(0, inputs: ["x", "x", "s"])
        #expect(
            try message([given], ["s": [1, 3, -12, 12]])
                == sentence("the node unpool (MaxUnpool) takes 12 to 1048576 as output_shape, but gets -12"))
        #expect(
            try message([given], ["s": [12, 12]])
                == sentence("the node unpool (MaxUnpool) takes 4 numbers as output_shape, but gets 2"))
        #expect(
            try message([given], ["s": [1, 3, 1e6, 1e6]])
                == sentence(
                    "the node unpool (MaxUnpool) makes 3000000000000 values, and Glassbox takes up to 268435456"
                ))
    }

    /// An axis without end beside one without elements.
    @Test func emptyConstantsWithLongAxesAreRefused() throws {
        let message = try ONNXRefusalTests.message {
            var tensor = Onnx_TensorProto()
            tensor.name = "e"
            tensor.dims = [1 << 39, 0]
            tensor.dataType = 3
            tensor.rawData = Data()
            $0.graph.initializer.append(tensor)
            $0.graph.node.append(
                ONNXSample.node("Concat", "join", ["e", "e"], ["r"], [ONNXSample.integer("axis", 1)]))
        }
        #expect(
            message
                == sentence(
                    "the node join (Concat) makes 549755813888 values, and Glassbox takes up to 268435456"))
    }

    @Test(arguments: ["Gemm", "MatMul"])
    func matricesWithoutValuesAreRefused(name: String) throws {
        let message = try ONNXRefusalTests.message {
            var tensor = ONNXSample.weights([32, 0])
            tensor.name = "e"
            $0.graph.initializer.append(tensor)
            $0.graph.node.append(ONNXSample.node(name, "dense", ["z", "e"], ["r"]))
        }
        let input = name == "Gemm" ? "B" : "matrix"
        #expect(
            message
                == sentence("the node dense (\(name)) takes at least one value as \(input), but gets 32×0"))
    }

    @Test func attributesAreGivenOnce() throws {
        let node = ONNXSample.node(
            "Flatten", "twice", ["x"], ["r"], [ONNXSample.integer("axis", 1), ONNXSample.integer("axis", 2)])
        #expect(
            try message([node])
                == sentence("in the node twice (Flatten), axis must be given once, but is given twice"))
    }

    /// As files of the format's first version are written.
    @Test func attributesWithoutATypeAreReadByTheirValue() throws {
        var axis = ONNXSample.integer("axis", 2)
        axis.clearType()
        #expect(try message([ONNXSample.node("Flatten", "old", ["x"], ["r"], [axis])]) == nil)
        axis = ONNXSample.float("axis", 2)
        axis.clearType()
        #expect(
            try message([ONNXSample.node("Flatten", "old", ["x"], ["r"], [axis])])
                == sentence(
                    "in the node old (Flatten), axis must be an integer, but is a floating-point number"))
    }
}
