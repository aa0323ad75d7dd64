import Files
import Foundation
import Testing

@testable import ModelFormats

/// Small files that ask for large constants: refused before they are made, with the node's name.
@Suite struct ConstantBudgetTests {
    /// What loading says of nodes after the sample's own, which read the integers given.
    private func refusal(
        _ nodes: [Onnx_NodeProto], _ constants: [String: [Int64]]
    ) throws -> MemoryBudgetError? {
        let bytes = try ONNXSample.bytes {
            for (name, values) in constants {
                var tensor = Onnx_TensorProto()
                tensor.name = name
                tensor.dims = [Int64(values.count)]
                tensor.dataType = 7
                tensor.int64Data = values
                $0.graph.initializer.append(tensor)
            }
            $0.graph.node += nodes
        }
        let file = try TemporaryFile(bytes, named: "a.onnx")
        do {
            _ = try ModelFile.load(file.path)
            return nil
        } catch let error as MemoryBudgetError {
            #expect(error.kind == .badData && error.description.contains(file.path))
            return error
        }
    }

    private func isAt(_ node: String, _ error: MemoryBudgetError?) -> Bool {
        guard case .elements(_, at: node, _, _)? = error else { return false }
        return true
    }

    @Test(arguments: [
        ("ConstantOfShape", ["large"]), ("Expand", ["one", "large"]), ("Tile", ["pair", "many"]),
        ("Range", ["zero", "much", "one"]), ("EyeLike", ["matrix"]),
    ])
    func oneLargeConstant(operation: String, inputs: [String]) throws {
        let constants: [String: [Int64]] = [
            "large": [1 << 14, 1 << 14], "one": [1], "pair": Array(1...256), "many": [1 << 20], "zero": [0],
            "much": [1 << 28],
        ]
        var nodes = [ONNXSample.node(operation, "big", inputs, ["r"])]
        if operation == "EyeLike" {
            nodes.insert(ONNXSample.node("ConstantOfShape", "flat", ["row"], ["matrix"]), at: 0)
        }
        if operation == "Range" {
            for (index, name) in inputs.enumerated() {
                nodes.insert(ONNXSample.node("Squeeze", "squeeze\(name)", [name], ["\(name)0"]), at: 0)
                nodes[nodes.count - 1].input[index] = "\(name)0"
            }
        }
        var all = constants
        all["row"] = [1 << 10, 1 << 10]
        let error = try refusal(nodes, all)
        if operation == "EyeLike" { return #expect(error == nil) }
        #expect(isAt("big", error), "\(String(describing: error))")
    }

    /// Each of them is allowed, and together they are not: the last one that fits is the sixth.
    @Test func manyConstants() throws {
        let nodes = (0..<20).map { ONNXSample.node("ConstantOfShape", "n\($0)", ["s"], ["r\($0)"]) }
        #expect(isAt("n6", try refusal(nodes, ["s": [1 << 25]])))
    }

    @Test func broadcastOperands() throws {
        let nodes = [
            ONNXSample.node("ConstantOfShape", "column", ["a"], ["c"]),
            ONNXSample.node("ConstantOfShape", "row", ["b"], ["r"]),
            ONNXSample.node("Add", "sum", ["c", "r"], ["s"]),
        ]
        #expect(isAt("sum", try refusal(nodes, ["a": [1 << 14, 1], "b": [1, 1 << 14]])))
    }

    /// Models in models that are applied again and again describe more layers than their file has bytes.
    @Test func modelsInModels() throws {
        func model(_ depth: Int) -> String {
            let input = """
                {"class_name": "InputLayer", "name": "in", "inbound_nodes": [],
                 "config": {"name": "in", "batch_input_shape": [null, 2, 2, 1]}}
                """
            guard depth > 0 else {
                return """
                    {"class_name": "Functional", "name": "m", "config": {"name": "m", "layers": [\(input)],
                     "input_layers": [["in", 0, 0]], "output_layers": [["in", 0, 0]]}
                    """
            }
            let calls = (0..<9).map { index in
                index == 0 ? #"[["in", 0, 0, {}]]"# : #"[["m", \#(index - 1), 0, {}]]"#
            }
            return """
                {"class_name": "Functional", "name": "m", "config": {"name": "m", "layers": [\(input),
                 \(model(depth - 1)), "inbound_nodes": [\(calls.joined(separator: ", "))]}],
                 "input_layers": [["in", 0, 0]], "output_layers": [["m", 8, 0]]}
                """
        }
        #expect(throws: KerasError("model.h5", .tooManyLayers)) {
            _ = try KerasImporterTests.graph(model(9) + "}", version: 2)
        }
    }
}
