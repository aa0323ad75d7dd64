import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import Training

@Suite struct OptimizerTests {
    private static let folder = GoldenFolder("training")

    static let settings: [(String, OptimizerSettings)] = [
        ("sgd", OptimizerSettings(.sgd, learningRate: 0.01)),
        ("momentum", OptimizerSettings(.sgd, learningRate: 0.005, weightDecay: 1e-3, momentum: 0.9)),
        (
            "nesterov",
            OptimizerSettings(
                .sgd, learningRate: 0.005, weightDecay: 1e-3, momentum: 0.9, isNesterov: true)
        ),
        ("adam", OptimizerSettings(.adam, learningRate: 1e-4, weightDecay: 1e-2)),
        ("adamw", OptimizerSettings(.adamw, learningRate: 1e-4, weightDecay: 1e-2)),
    ]

    /// A network of one dense layer, so that its parameter counts as trained.
    private func parameter() throws -> (Parameter, TrainingExecutor) {
        let parameter = Parameter("weight", copying: uniform([2, 6], index: 1))
        var builder = GraphBuilder(name: "test", input: [6])
        let node = try builder.add("fc", Dense(weights: parameter.tensor), builder.input)
        let graph = builder.build(logits: node)
        return (parameter, try TrainingExecutor(graph, parameters: [parameter], seed: 0))
    }

    private func gradient(_ step: Int, _ parameter: Parameter) {
        let values = uniform([12], index: UInt64(10 + step))
        parameter.update { _, gradient in
            for index in gradient.indices { gradient[index] = values[index] * Float(1 + step) }
        }
    }

    @Test(arguments: settings) func agreesWithPyTorch(_ name: String, _ settings: OptimizerSettings) throws {
        let expected = try Self.folder.tensors("arrays.safetensors").tensor("optimizers/\(name)")
        let (parameter, executor) = try parameter()
        let optimizer = Optimizer(settings, [parameter])
        for step in 0..<20 {
            gradient(step, parameter)
            optimizer.step(learningRate: settings.learningRate)
        }
        #expect(relativeError(parameter.tensor, expected) <= 1e-6)
        withExtendedLifetime(executor) {}
    }

    @Test(arguments: settings) func goesOnFromItsMemory(_ name: String, _ settings: OptimizerSettings) throws
    {
        let (whole, first) = try parameter()
        let (halved, second) = try parameter()
        let one = Optimizer(settings, [whole])
        var other = Optimizer(settings, [halved])
        for step in 0..<10 {
            gradient(step, whole)
            one.step(learningRate: 0.01)
            if step == 5 {
                let memory = Dictionary(
                    uniqueKeysWithValues: other.memory.map { ($0.name, $0.tensor.copied) })
                other = Optimizer(settings, [halved], memory: memory, count: other.count)
            }
            gradient(step, halved)
            other.step(learningRate: 0.01)
        }
        #expect(haveEqualBits(whole.tensor, halved.tensor))
        withExtendedLifetime((first, second)) {}
    }

    @Test func longGradientsAreShortened() throws {
        let (parameter, executor) = try parameter()
        parameter.update { _, gradient in for index in gradient.indices { gradient[index] = 2 } }
        #expect(abs(GradientNorm.value([parameter]) - 48.0.squareRoot()) < 1e-9)
        GradientNorm.clip([parameter], to: 10)
        #expect(parameter.gradient[0] == 2)
        GradientNorm.clip([parameter], to: 1)
        #expect(abs(GradientNorm.value([parameter]) - 1) < 1e-5)
        withExtendedLifetime(executor) {}
    }

    @Test func schedules() {
        func factors(_ schedule: Schedule, epochs: Int) -> [Double] {
            (0..<epochs).map { schedule.factor(epoch: $0, position: 0, steps: 4, epochs: epochs) }
        }
        #expect(factors(Schedule(), epochs: 3) == [1, 1, 1])
        let cosine = factors(Schedule(.cosine), epochs: 4)
        #expect(zip(cosine, [1, 0.853_553, 0.5, 0.146_447]).allSatisfy { abs($0 - $1) < 1e-6 })
        let steps = factors(Schedule(.step), epochs: 6)
        #expect(zip(steps, [1, 1, 0.1, 0.1, 0.01, 0.01]).allSatisfy { abs($0 - $1) < 1e-12 })
        let warm = Schedule(.constant, warmUp: 1)
        let rising = (0..<4).map { warm.factor(epoch: 0, position: $0, steps: 4, epochs: 3) }
        #expect(rising == [0.2, 0.4, 0.6, 0.8])
        #expect(warm.factor(epoch: 1, position: 0, steps: 4, epochs: 3) == 1)
    }
}
