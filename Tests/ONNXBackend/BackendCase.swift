import Foundation
import ModelFormats
import Tensors

/// One case of ONNX's backend suite: a model, and data sets of inputs with the outputs they should give.
struct BackendCase {
    enum Answer {
        case pass
        case fail(String)
        case refused(String)

        var word: String {
            switch self {
            case .pass: "pass"
            case .fail: "fail"
            case .refused: "refused"
            }
        }

        func line(for name: String) -> String {
            switch self {
            case .pass: "pass    \(name)"
            case .fail(let reason): "fail    \(name): \(reason)"
            case .refused(let reason): "refused \(name): \(reason)"
            }
        }
    }

    /// For example `node/test_relu`.
    let name: String
    private let model: String
    private let folder: String

    var group: String { String(name.prefix { $0 != "/" }) }

    /// The cases of `onnx/backend/test/data` in the order of their names.
    static func all(in data: String) -> [BackendCase]? {
        var cases: [BackendCase] = []
        for group in ["light", "node", "pytorch-converted", "pytorch-operator", "simple"] {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: "\(data)/\(group)") else {
                return nil
            }
            for name in names.sorted() {
                let path = "\(data)/\(group)/\(name)"
                if group == "light" {
                    guard name.hasSuffix(".onnx") else { continue }
                    cases.append(
                        BackendCase(
                            name: "\(group)/\(name.dropLast(5))", model: path, folder: "\(data)/light"))
                } else if FileManager.default.fileExists(atPath: "\(path)/model.onnx") {
                    cases.append(
                        BackendCase(name: "\(group)/\(name)", model: "\(path)/model.onnx", folder: path))
                }
            }
        }
        return cases
    }

    func answer() -> Answer {
        do {
            let evaluation = try ONNXEvaluation(model: model)
            for (inputs, expected) in try group == "light" ? [light(evaluation)] : dataSets(evaluation) {
                let outputs = try evaluation.outputs(for: inputs)
                for (index, (output, expected)) in zip(outputs, expected).enumerated() {
                    guard let expected else { continue }
                    if output.isFloat, expected.type != 1 {
                        return .refused(
                            "output \(index) has elements of type \(expected.type ?? 0), not 32-bit floats")
                    }
                    if let problem = difference(output, expected) {
                        return .fail("output \(index) \(problem)")
                    }
                }
            }
            return .pass
        } catch {
            return .refused("\(error)")
        }
    }

    private typealias Question = (inputs: [ONNXEvaluation.Value?], outputs: [ONNXEvaluation.Value?])

    /// Inputs and outputs of every data set; a file without a tensor is an input that is left out.
    private func dataSets(_ evaluation: ONNXEvaluation) throws -> [Question] {
        var sets: [Question] = []
        while FileManager.default.fileExists(atPath: "\(folder)/test_data_set_\(sets.count)") {
            let set = "\(folder)/test_data_set_\(sets.count)"
            func values(_ stem: String, _ count: Int) throws -> [ONNXEvaluation.Value?] {
                try (0..<count).map { index in
                    let path = "\(set)/\(stem)_\(index).pb"
                    guard FileManager.default.fileExists(atPath: path),
                        (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0) > 0
                    else { return nil }
                    return try ONNXEvaluation.Value(path: path)
                }
            }
            sets.append(
                (try values("input", evaluation.inputCount), try values("output", evaluation.outputCount)))
        }
        guard !sets.isEmpty else { throw ONNXEvaluation.Unanswered("it has no data") }
        return sets
    }

    /// The suite's ramp from 0 to 1 as the picture.
    private func light(_ evaluation: ONNXEvaluation) throws -> Question {
        let shape = Shape(evaluation.dimensions(ofInput: 0))
        let ramp = Tensor(shape, (0..<shape.count).map { Float(Double($0) / Double(shape.count)) })
        let expected = try ONNXEvaluation.Value(path: "\(model.dropLast(5))_output_0.pb")
        return ([ONNXEvaluation.Value(ramp)], [expected])
    }

    /// The suite's comparison: shape, type of element, and |found − expected| ≤ 1e-7 + 1e-3·|expected|.
    private func difference(_ found: ONNXEvaluation.Value, _ expected: ONNXEvaluation.Value) -> String? {
        guard found.dimensions == expected.dimensions else {
            return "has the shape \(found.dimensions), not \(expected.dimensions)"
        }
        guard found.isFloat || expected.type != 1 else { return "has no floats" }
        for (position, (a, b)) in zip(found.tensor.values, expected.tensor.values).enumerated() {
            if a == b || a.isNaN && b.isNaN { continue }
            guard abs(a - b) <= 1e-7 + 1e-3 * abs(b) else { return "is \(a), not \(b), at \(position)" }
        }
        return nil
    }
}
