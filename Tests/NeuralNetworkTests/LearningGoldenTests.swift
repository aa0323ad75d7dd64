import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// Gradients of parameters, and what operations do in training, against PyTorch.
@Suite struct LearningGoldenTests {
    private static let learnt = OperatorGoldenTests.cases.filter {
        !$0.parameters.isEmpty && $0.operator != "batchNormalization"
    }

    @Test func hasCases() {
        #expect(Self.learnt.count >= 30)
    }

    @Test(arguments: learnt, [false, true])
    func agreesWithPyTorch(_ golden: OperatorCase, isBlocked: Bool) throws {
        let arrays = try OperatorGoldenTests.folder.tensors("arrays.safetensors")
        var parameters: [String: Parameter] = [:]
        func array(_ name: String) throws -> Tensor {
            let values = try arrays.tensor("\(golden.name)/\(name)")
            guard golden.parameters.contains(name) else { return values }
            if parameters[name] == nil { parameters[name] = Parameter(name, copying: values) }
            return parameters[name]!.tensor
        }
        let inputs = try golden.inputs.map(array)
        let harness = try LearningHarness(
            golden.operation(array), inputs, Array(parameters.values), isBlocked: isBlocked)
        #expect(relativeError(try harness.output(), try array("output")) <= 1e-5)
        let found = try harness.gradients(array("outputGradient"))
        for index in inputs.indices {
            #expect(relativeError(found[index], try array("inputGradient\(index)")) <= 1e-5)
        }
        for (name, parameter) in parameters {
            let expected = try arrays.tensor("\(golden.name)/\(name)Gradient")
            #expect(relativeError(parameter.gradient, expected) <= 1e-5, "\(name)")
        }
    }

    static let training = GoldenFolder("training")

    @Test(arguments: ["batch-norm", "batch-norm-blocks", "batch-norm-rows"], [false, true])
    func batchStatistics(_ name: String, isBlocked: Bool) throws {
        let arrays = try Self.training.tensors("arrays.safetensors")
        func array(_ key: String) throws -> Tensor { try arrays.tensor("\(name)/\(key)") }
        let parameters = try ["weight", "bias", "mean", "variance"].map {
            Parameter($0, copying: try array($0))
        }
        let operation = BatchNormalization(
            scale: parameters[0].tensor, offset: parameters[1].tensor, mean: parameters[2].tensor,
            variance: parameters[3].tensor, epsilon: 1e-5)
        let harness = try LearningHarness(operation, [array("input")], parameters, isBlocked: isBlocked)
        #expect(relativeError(try harness.output(), try array("output")) <= 1e-5)
        let gradients = try harness.gradients(array("outputGradient"))
        #expect(relativeError(gradients[0], try array("inputGradient")) <= 1e-5)
        #expect(relativeError(parameters[0].gradient, try array("weightGradient")) <= 1e-5)
        #expect(relativeError(parameters[1].gradient, try array("biasGradient")) <= 1e-5)
        #expect(relativeError(parameters[2].tensor, try array("meanAfter")) <= 1e-5)
        #expect(relativeError(parameters[3].tensor, try array("varianceAfter")) <= 1e-5)
    }

    @Test func layerNormalization() throws {
        let arrays = try Self.training.tensors("arrays.safetensors")
        func array(_ key: String) throws -> Tensor { try arrays.tensor("layer-norm/\(key)") }
        let parameters = try ["weight", "bias"].map { Parameter($0, copying: try array($0)) }
        let operation = Standardization(
            axes: [2], epsilon: 1e-5, scale: parameters[0].tensor, offset: parameters[1].tensor,
            summary: .layerNormalization)
        let harness = try LearningHarness(operation, [array("input")], parameters)
        #expect(relativeError(try harness.output(), try array("output")) <= 1e-5)
        let gradients = try harness.gradients(array("outputGradient"))
        #expect(relativeError(gradients[0], try array("inputGradient")) <= 1e-5)
        #expect(relativeError(parameters[0].gradient, try array("weightGradient")) <= 1e-5)
        #expect(relativeError(parameters[1].gradient, try array("biasGradient")) <= 1e-5)
    }
}
