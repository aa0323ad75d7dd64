import Testing
import Words

@testable import NeuralNetwork

/// The sentences of the errors, word for word.
@Suite struct NeuralNetworkRefusalsTests {
    @Test func theLayerAndItsOperationAreNamed() {
        let error = GraphError.shape(
            node: "conv", operation: "Convolution 3×3", .extent(axis: "channels", expected: 5, found: 3))
        #expect(
            error.description
                == "The layer conv (Convolution 3×3) does not fit: it takes 5 channels, not 3.")
        #expect(GraphError.duplicateName("a").description == "Two layers are called a.")
    }

    @Test(arguments: [
        (ShapeError.inputCount(expected: 2, found: 1), "it takes 2 inputs, not 1"),
        (.rank(expected: 4, found: [1, 2]), "it takes an input of 4 axes, not 1×2"),
        (.windowTooLarge(window: [7, 7], input: [5, 5]), "its window 7×7 does not fit into 5×5"),
        (.badSetting("stride", value: 0), "its stride cannot be 0"),
        (.notBroadcastable([2], [3]), "2 and 3 do not broadcast to each other"),
        (.tooLarge([9, 9]), "its output would be 9×9"),
        (.unsupported("the operator Einsum is not supported"), "the operator Einsum is not supported"),
        (.elementCount(expected: 4, found: 6), "it takes 4 elements, not 6"),
    ])
    func clauses(error: ShapeError, text: String) {
        #expect(error.description == text)
    }

    @Test func theEngineSaysWhatItCouldNotDoAndWhy() {
        #expect(
            EngineError(action: .make(.convolution), status: 3).description
                == "The engine could not make a convolution: oneDNN has no implementation for it.")
        #expect(
            EngineError(action: .makeGradient(of: .activation(Activation.relu.name)), status: 1).description
                == "The engine could not make the gradient of ReLU: there is not enough memory.")
        #expect(
            EngineError(action: .describe([1, 2]), status: 2).description
                == "The engine could not describe memory of 1×2: oneDNN rejects the arguments.")
        #expect(EngineError(action: .run, status: 9).description.hasSuffix("oneDNN reports status 9."))
    }

    /// A network out of a file is to blame for what does not fit, the program for the rest.
    @Test func kinds() {
        #expect(GraphError.examples.allSatisfy { $0.kind == .badData })
        #expect(ShapeError.examples.allSatisfy { $0.kind == .badData })
        #expect(EngineError.examples.allSatisfy { $0.kind == .unavailable })
    }
}
