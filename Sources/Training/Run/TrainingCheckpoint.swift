import Files
import Foundation
import ModelFormats
import Tensors

/// Where a training is, in a file: all values, what the optimiser remembers, and the place among the examples. A run that goes on
/// from it comes to the same bits as one that was never stopped.
struct TrainingCheckpoint {
    /// What is not a tensor.
    struct State: Codable, Equatable {
        var version = 1
        var architecture: String
        var settings: TrainingSettings
        /// Of the names and labels of the examples.
        var fingerprint: String
        /// Epochs that are done.
        var epoch = 0
        /// Places of the epoch's order that are done, and what they came to.
        var position = 0
        var seen = 0
        var lossSum = 0.0
        var correct = 0
        var seconds = 0.0
        /// Steps of the optimiser.
        var steps = 0
        var history: [EpochRecord] = []

        /// Whether numbers out of a file can be counted on.
        var isSound: Bool {
            let counts = [epoch, position, seen, correct, steps]
            return version == 1 && counts.allSatisfy { (0...1 << 40).contains($0) } && correct <= seen
                && lossSum.isFinite && seconds.isFinite
        }
    }

    var state: State
    /// By the parameters' names.
    let values: [String: Tensor]
    /// As ``Optimizer/memory``.
    let memory: [String: Tensor]

    private static let key = "glassbox-training"

    /// The file beside a result.
    static func path(for output: String) -> String {
        (output as NSString).deletingPathExtension + ".checkpoint"
    }

    static func data(
        _ state: State, values: [(name: String, tensor: Tensor)], memory: [(name: String, tensor: Tensor)]
    ) throws -> Data {
        SafeTensorsFile.data(
            of: values.map { ("value/\($0.name)", $0.tensor) } + memory,
            metadata: [key: String(decoding: try JSONEncoder().encode(state), as: UTF8.self)])
    }

    /// - Throws: ``TrainingError``, what reading a file throws.
    init(path: String) throws {
        let file: SafeTensorsFile
        do {
            file = try SafeTensorsFile(path: path)
        } catch FileError.missing {
            throw TrainingError.noCheckpoint(path)
        }
        guard let text = file.metadata[Self.key],
            let state = JSONValue.decode(State.self, from: text.utf8), state.isSound
        else { throw TrainingError.otherCheckpoint(path) }
        self.state = state
        var (values, memory): ([String: Tensor], [String: Tensor]) = ([:], [:])
        for name in file.names {
            if name.hasPrefix("value/") {
                values[String(name.dropFirst(6))] = try file.tensor(name).copied
            } else {
                memory[name] = try file.tensor(name).copied
            }
        }
        self.values = values
        self.memory = memory
    }
}
