import Foundation
import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

@Suite struct MeasuredAlgorithmsTests {
    private let file = FileManager.default.temporaryDirectory
        .appendingPathComponent("measured-\(UUID().uuidString)/algorithms.json")

    @Test func clearMeasurementsAreThereAtTheNextStart() throws {
        defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
        let first = MeasuredAlgorithms(file: file)
        first.remember("winograd", for: "a", isClear: true)
        first.remember("direct", for: "b", isClear: false)
        #expect(first["a"] == "winograd")
        #expect(first["b"] == "direct")
        let second = MeasuredAlgorithms(file: file)
        #expect(second["a"] == "winograd")
        #expect(second["b"] == nil)
    }

    @Test(arguments: ["", "{", "[1]", #"{"a": 1}"#])
    func aBrokenFileKnowsNothingAndIsReplaced(contents: String) throws {
        defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(contents.utf8).write(to: file)
        let algorithms = MeasuredAlgorithms(file: file)
        #expect(algorithms["a"] == nil)
        algorithms.remember("direct", for: "a", isClear: true)
        #expect(MeasuredAlgorithms(file: file)["a"] == "direct")
    }

    /// What is known is taken without a measurement; a name that is no algorithm's is measured anew.
    @Test(arguments: ["direct", "winograd", "sorcery"])
    func whatIsKnownIsTaken(name: String) throws {
        let operation = Convolution(
            weights: OperatorSamples.values([16, 16, 3, 3]), window: Window([3, 3], padding: .all(1)))
        let geometry = ConvolutionGeometry(operation, input: [1, 16, 24, 24])
        let measured = MeasuredAlgorithms(file: nil)
        measured.remember(name, for: geometry.key(.forward), isClear: false)
        let context = try ComputeContext(algorithms: measured)
        var made: [ConvolutionAlgorithm] = []
        _ = try ConvolutionAlgorithms(measured).fastest(geometry, .forward, in: context) {
            (algorithm) throws(EngineError) in
            made.append(algorithm)
            return try DirectConvolution(geometry, operation, ConvolutionTail(), in: context)
        }
        // Without wide vectors there is no choice.
        let candidates = OneDNN.vectorInstructions == .none ? ["direct"] : ["direct", "winograd"]
        #expect(made.map(\.rawValue) == (candidates.contains(name) ? [name] : candidates))
    }
}
