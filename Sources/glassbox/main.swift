import Explanations
import ModelFormats
import NeuralNetwork

let model = try ModelCatalogue.load(CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "efficientnet-lite0", weights: CommandLine.arguments.count > 3 ? .random(seed: 0) : .trained)
let executor = try Executor(model.graph)
let subject = try Subject(path: CommandLine.arguments[1], for: model)
for _ in 0..<3 {
let t0 = ContinuousClock.now
let a = try Analysis(of: subject, with: model, on: executor)
let t1 = ContinuousClock.now
var best = Duration.seconds(10)
for _ in 0..<20 { let t = ContinuousClock.now; _ = try executor.output(for: subject.input); best = min(best, ContinuousClock.now - t) }
if let c = a.predictions.first?.index { try a.gradients(ofClass: c).complete() }
let t2 = ContinuousClock.now
if let c = a.predictions.last?.index { try a.gradients(ofClass: c).complete() }
print(a.predictions.prefix(5).map { "\($0.label) \($0.probability)" }, t1 - t0, "lean", best, "bwd", ContinuousClock.now - t2)
}
