import Foundation
import ModelFormats
import NeuralNetwork
import Tensors

/// Measures every step of some networks.
///
///     operator-benchmark [--batch N] [--runs N] [--every] [--total] [--bfloat16] MODEL ...
///
/// Prints the steps that take most: milliseconds, the part of the whole, GFLOP/s, GB/s, the layers. `--every` prints all,
/// `--total` only the time of a whole pass; `--bfloat16` computes in that where the network gains by it.
var arguments = Array(CommandLine.arguments.dropFirst())

@MainActor func number(_ name: String, _ standard: Int) -> Int {
    guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count,
        let value = Int(arguments[index + 1]), value > 0
    else { return standard }
    arguments.removeSubrange(index...index + 1)
    return value
}

@MainActor func flag(_ name: String) -> Bool {
    guard let index = arguments.firstIndex(of: name) else { return false }
    arguments.remove(at: index)
    return true
}

let batch = number("--batch", 1)
let runs = number("--runs", 15)
let shown = flag("--every") ? Int.max : 25
let totalOnly = flag("--total")
let elements = flag("--bfloat16") ? ElementType.bfloat16 : .float32
for path in arguments {
    let graph = try ModelFile.load(path).graph
    let executor = Executor(graph, besides: try Executor(graph), in: elements)
    let shape = Shape([batch] + graph.inputShape.dimensions)
    let input = Tensor(shape, (0..<shape.count).map { 2 * SplitMix64.fraction(UInt64($0)) - 1 })
    var whole = Double.infinity
    for _ in 0..<runs {
        let start = ContinuousClock.now
        _ = try executor.output(for: input)
        whole = min(whole, (ContinuousClock.now - start) / .seconds(1))
    }
    print(String(format: "%@: %.2f ms", (path as NSString).lastPathComponent, whole * 1000))
    if totalOnly { continue }
    let steps = try executor.measureSteps(for: input, runs: runs)
    let sum = steps.reduce(0) { $0 + $1.seconds }
    print(String(format: "sum of %d steps: %.2f ms", steps.count, sum * 1000))
    for step in steps.sorted(by: { $0.seconds > $1.seconds }).prefix(shown) {
        print(
            String(
                format: "%8.3f ms %5.1f %% %7.1f GFLOP/s %6.1f GB/s  %@  %@", step.seconds * 1000,
                100 * step.seconds / sum, step.operations / step.seconds / 1e9,
                step.bytes / step.seconds / 1e9,
                step.summary.english, step.layers.joined(separator: " ")))
    }
}
