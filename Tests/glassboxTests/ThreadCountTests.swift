import Foundation
import Imaging
import Tensors
import Testing

@testable import glassbox

/// How many threads compute changes nothing but rounding.
@Suite struct ThreadCountTests {
    @Test(arguments: [
        ["--method", "integrated-gradients", "--steps", "2"],
        ["--method", "shap", "--layer", "_blocks.12.add", "--samples", "3", "--seed", "4"],
        ["--method", "shap", "--explainer", "partition", "--evaluations", "8"],
    ])
    func answersAreTheSame(arguments: [String]) throws {
        let program = try Program()
        var answers: [Tensor] = []
        for threads in ["1", "2"] {
            let run = try program.run(
                ["explain", Program.photo("coffee.png"), "--raw", "\(threads).npy"] + arguments,
                environment: ["OMP_NUM_THREADS": threads])
            #expect(run.status == 0, "\(run.errors)")
            answers.append(try NPYFile.read(program.path("\(threads).npy")))
        }
        let pairs = zip(answers[0].values, answers[1].values)
        let distance = pairs.reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        let norm = answers[0].values.reduce(0.0) { $0 + Double($1 * $1) }
        #expect(norm > 0 && distance <= 1e-8 * norm)
    }
}
