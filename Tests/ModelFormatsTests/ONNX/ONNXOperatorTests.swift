import Foundation
import NeuralNetwork
import Testing

@testable import ModelFormats

/// Every operator of the registry keeps to what it declares, whatever a file asks of it.
@Suite struct ONNXOperatorTests {
    /// A node of an operator with as many inputs as it needs, and with the attributes that it requires.
    private static func node(
        _ operation: ONNXOperator, opset: Int, inputs: Int? = nil, outputs: Int? = nil,
        attribute: Onnx_AttributeProto? = nil
    ) -> Onnx_NodeProto {
        var node = ONNXSample.node(
            operation.name, "node",
            (0..<(inputs ?? operation.inputs.lowerBound)).map { $0 == 0 ? "x" : "w" },
            (0..<(outputs ?? operation.outputs.lowerBound)).map { "z\($0)" })
        node.domain = operation.domain
        node.attribute = operation.attributes.filter {
            $0.isRequired && $0.opsets.contains(opset) && $0.name != attribute?.name
        }.map(ONNXSample.valid)
        if let attribute { node.attribute.append(attribute) }
        return node
    }

    /// Why a network of one node is not read; nil where it is, and a layer's obstacle where it is only shown.
    private static func fault(_ node: Onnx_NodeProto, opset: Int) throws -> (
        fact: ONNXError.Fact?, obstacle: String?
    ) {
        let bytes = try ONNXSample.bytes {
            $0.demand(opset, of: node.domain)
            $0.graph.node = [node]
            $0.graph.output = [ONNXSample.floats("z0", [1, 1])]
        }
        let file = try TemporaryFile(bytes, named: "a.onnx")
        do {
            let graph = try ModelFile.load(file.path).graph
            return (nil, graph.nodes.compactMap(\.obstacle).first?.english)
        } catch let error as ONNXError {
            return (error.fact, nil)
        }
    }

    private static let names = ONNXOperators.all.map(\.qualifiedName)

    private static func operation(_ name: String) throws -> ONNXOperator {
        try #require(ONNXOperators.all.first { $0.qualifiedName == name })
    }

    private static func opset(of operation: ONNXOperator, _ range: Range<Int>? = nil) -> Int {
        max(operation.opsets.lowerBound, range?.lowerBound ?? 1)
    }

    @Test func namesAreUnique() {
        let names = ONNXOperators.all.map { "\($0.domain).\($0.name)" }
        #expect(Set(names).count == names.count)
        for operation in ONNXOperators.all {
            #expect(!operation.opsets.isEmpty && !operation.outputs.isEmpty)
            for attribute in operation.attributes {
                let others = operation.attributes.filter { $0.name == attribute.name }
                let overlapping = others.filter { $0.opsets.overlaps(attribute.opsets) }
                #expect(overlapping.count == 1, "\(operation.name): \(attribute.name)")
                #expect(
                    attribute.opsets.overlaps(operation.opsets), "\(operation.name): \(attribute.name)")
            }
        }
    }

    @Test(arguments: names)
    func refusesOtherNumbersOfInputsAndOutputs(name: String) throws {
        let operation = try Self.operation(name)
        let opset = Self.opset(of: operation)
        for count in 0..<operation.inputs.lowerBound {
            let fault = try Self.fault(Self.node(operation, opset: opset, inputs: count), opset: opset)
            #expect(
                fault.fact == .noInput(.init(node: "node", operation: operation.name), count + 1),
                "\(count) inputs")
        }
        for count in [operation.inputs.upperBound] where count != .max {
            let fault = try Self.fault(Self.node(operation, opset: opset, inputs: count), opset: opset)
            #expect(
                fault.fact
                    == .inputCount(
                        .init(node: "node", operation: operation.name), expected: operation.inputs,
                        found: count))
        }
        for count in [0, operation.outputs.upperBound] where count != .max {
            let fault = try Self.fault(Self.node(operation, opset: opset, outputs: count), opset: opset)
            guard count > 0 else { continue }
            #expect(
                fault.fact
                    == .outputCount(
                        .init(node: "node", operation: operation.name), expected: operation.outputs,
                        found: count))
        }
    }

    @Test(arguments: names)
    func refusesAttributesOfOtherTypesAndRanges(name: String) throws {
        let operation = try Self.operation(name)
        for attribute in operation.attributes {
            let opset = Self.opset(of: operation, attribute.opsets)
            for wrong in ONNXSample.wrong(attribute) {
                let node = Self.node(operation, opset: opset, attribute: wrong)
                let fault = try Self.fault(node, opset: opset)
                guard case .attribute(let place, let named, _, _) = fault.fact else {
                    Issue.record("\(wrong.textFormatString()) is taken")
                    continue
                }
                #expect(place.node == "node" && place.operation == operation.name && named == attribute.name)
            }
        }
    }

    /// An attribute that is not known is never ignored, and neither is one of another opset.
    @Test(arguments: names)
    func showsNodesThatAskForSomethingElse(name: String) throws {
        let operation = try Self.operation(name)
        let opset = Self.opset(of: operation)
        let node = Self.node(operation, opset: opset, attribute: ONNXSample.integer("sorcery", 1))
        #expect(
            try Self.fault(node, opset: opset).obstacle == "its attribute sorcery is not supported")
        for other in [operation.opsets.lowerBound - 1, operation.opsets.upperBound]
        where other > 0 && other != .max {
            #expect(
                try Self.fault(Self.node(operation, opset: other), opset: other).obstacle
                    == "the operator \(operation.name) does not exist in opset \(other)")
        }
    }

    @Test(arguments: names)
    func refusesNodesWithoutWhatTheyRequire(name: String) throws {
        let operation = try Self.operation(name)
        for attribute in operation.attributes where attribute.isRequired {
            let opset = Self.opset(of: operation, attribute.opsets)
            var node = Self.node(operation, opset: opset)
            node.attribute.removeAll { $0.name == attribute.name }
            let place = ONNXError.Place(node: "node", operation: operation.name)
            #expect(
                try Self.fault(node, opset: opset).fact
                    == .attribute(
                        place, attribute.name, expected: .form(attribute.form), found: "nothing"))
        }
    }

    /// Extreme attributes and inputs end in an error, an obstacle or a network, and in nothing worse.
    @Test(arguments: names)
    func survivesExtremes(name: String) throws {
        let operation = try Self.operation(name)
        let newest = min(24, operation.opsets.upperBound - 1)
        let count = operation.inputs.upperBound == .max ? 3 : operation.inputs.upperBound - 1
        for constant in ONNXSample.constants {
            for first in ["x", "c"] {
                var node = Self.node(operation, opset: newest)
                node.input = (0..<count).map { $0 == 0 ? first : "c" }
                try survive(node, constant, opset: newest)
            }
        }
        for attribute in operation.attributes {
            let opset = Self.opset(of: operation, attribute.opsets)
            for setting in ONNXSample.extremes(attribute) {
                let node = Self.node(operation, opset: opset, attribute: setting)
                try survive(node, ONNXSample.constants[0], opset: opset)
            }
        }
    }

    private func survive(_ node: Onnx_NodeProto, _ constant: Onnx_TensorProto, opset: Int) throws {
        let bytes = try ONNXSample.bytes {
            $0.demand(opset, of: node.domain)
            $0.graph.initializer = [constant]
            $0.graph.node = [node]
        }
        let file = try TemporaryFile(bytes, named: "a.onnx")
        do {
            _ = try ModelFile.load(file.path)
        } catch let error as ONNXError {
            #expect(error.words.templates.isSubset(of: Self.templates), "\(error)")
        } catch is GraphError {}
    }

    /// Every text that an error of reading may be made of.
    private static let templates = Set(
        ONNXError.examples.flatMap(\.words.templates) + ShapeError.examples.flatMap(\.words.templates))
}

extension Onnx_ModelProto {
    /// Says which version of a domain's operators the file means.
    fileprivate mutating func demand(_ opset: Int, of domain: String) {
        var demanded = Onnx_OperatorSetIdProto()
        demanded.domain = domain
        demanded.version = Int64(opset)
        if domain.isEmpty { opsetImport = [demanded] } else { opsetImport.append(demanded) }
    }
}
