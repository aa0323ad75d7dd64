import GoldenData
import ModelFormats
import Tensors
import Testing

@testable import NeuralNetwork
@testable import Training

/// Twenty steps of whole networks: every loss is PyTorch's.
@Suite struct TrainingGoldenTests {
    struct Runs: Decodable {
        let runs: [Run]
    }

    struct Run: Decodable, Sendable, CustomTestStringConvertible {
        let network, optimizer: String
        let size, batch, classes: Int
        let smoothing, learningRate: Double
        let seed: UInt64
        let losses: [Double]

        var testDescription: String { network }
    }

    private static let folder = GoldenFolder("training")
    static let runs = (try? folder.decode(Runs.self, from: "runs.json").runs) ?? []

    @Test func hasRuns() {
        #expect(Self.runs.count == 4)
    }

    @Test(arguments: runs) func agreesWithPyTorch(_ run: Run) throws {
        let network = try TrainableNetwork(run.network, start: .random)
        let made = try network.make(classes: run.classes, size: run.size, seed: run.seed)
        // The reference has no dropout, which PyTorch draws otherwise.
        let still = made.graph.nodes.filter { ($0.operation as? Identity)?.dropout ?? 0 > 0 }
        let graph = made.graph.replacing(
            Dictionary(uniqueKeysWithValues: still.map { ($0.id, Identity() as any Operator) }))
        let settings = try #require(OptimizerTests.settings.first { $0.0 == run.optimizer }).1
        let trainer = try Trainer(
            graph, made.parameters, seed: 0, loss: .crossEntropy(smoothing: run.smoothing)
        ) { Optimizer(settings, $0) }
        #expect(trainer.executor.untrainedLayers.isEmpty)
        for (step, expected) in run.losses.enumerated() {
            let inputs = uniform([run.batch, 3, run.size, run.size], index: UInt64(100 + step))
            let targets = (0..<run.batch).map { Loss.Target.one((step + $0) % run.classes) }
            let outcome = try trainer.step(inputs, targets, learningRate: run.learningRate)
            #expect(
                abs(outcome.loss - expected) <= 1e-3 * expected, "step \(step): \(outcome.loss), \(expected)")
        }
    }

    /// A batch in parts comes to the same gradient where no layer looks at the whole batch.
    @Test func gradientsOfPartsAddUp() throws {
        let network = try TrainableNetwork("squeezenet1_1", start: .random)
        let losses = try [nil, 2].map { largest in
            let made = try network.make(classes: 3, size: 64, seed: 1)
            let still = made.graph.nodes.filter { ($0.operation as? Identity)?.dropout ?? 0 > 0 }
            let graph = made.graph.replacing(
                Dictionary(uniqueKeysWithValues: still.map { ($0.id, Identity() as any Operator) }))
            let trainer = try Trainer(
                graph, made.parameters, seed: 0, loss: .crossEntropy(smoothing: 0), largestPass: largest
            ) { Optimizer(OptimizerSettings(.sgd, learningRate: 0.01), $0) }
            return try (0..<3).map { step in
                try trainer.step(
                    uniform([5, 3, 64, 64], index: UInt64(step)), (0..<5).map { .one($0 % 3) },
                    learningRate: 0.01
                ).loss
            }
        }
        for (one, other) in zip(losses[0], losses[1]) { #expect(abs(one - other) <= 1e-4 * one) }
    }
}
