import Files
import Foundation
import NeuralNetwork
import Tensors

/// Makes a graph of what a TorchScript file's `forward` does to a picture.
struct TorchScriptImporter {
    private let archive: TorchScriptArchive
    private let cancellation: Cancellation?
    private let budget = TorchScriptBudget()

    private static let passLimit = 8

    /// A graph, its outputs, and the size of its pictures where that is not the usual one.
    typealias Result = (
        graph: Graph, outputs: [ImportedNetwork.Output], size: (found: InputSize, usual: InputSize)?
    )

    init(_ archive: TorchScriptArchive, cancellation: Cancellation?) {
        self.archive = archive
        self.cancellation = cancellation
    }

    private static let usualSize = InputSize(rows: 224, columns: 224)

    /// Follows the code for pictures of a size, or for those that networks of other formats are tried with.
    ///
    /// - Parameter size: nil for the first that the network takes.
    /// - Throws: ``TorchScriptError``, ``PyTorchError``, ``ONNXError``, `GraphError`, `CancellationError`.
    func imported(size: InputSize?) throws -> Result {
        let usual =
            size ?? StatedPreprocessing.beside(archive.file.path)?.size.map {
                InputSize(rows: $0, columns: $0)
            }
            ?? Self.usualSize
        var channels = 3
        do {
            let (graph, outputs) = try imported(channels: &channels, size: usual)
            return (graph, outputs, nil)
        } catch  where size == nil && Self.isAboutExtents(error) {
            for other in ONNXFile.otherSizes {
                do {
                    let (graph, outputs) = try imported(channels: &channels, size: other)
                    return (graph, outputs, (other, usual))
                } catch let mismatch where Self.isAboutExtents(mismatch) {
                    continue
                }
            }
            throw error
        }
    }

    private static func isAboutExtents(_ error: any Error) -> Bool {
        switch error {
        case let error as ONNXError: error.isAboutExtents
        case let error as TorchScriptError: error.isAboutExtents
        case is GraphError: true
        default: false
        }
    }

    /// - Parameter channels: of the picture; becomes the number that the first kernel takes.
    private func imported(
        channels: inout Int, size: InputSize
    ) throws -> (graph: Graph, outputs: [ImportedNetwork.Output]) {
        var kernel: (extents: [Int], groups: Int)?
        do {
            return try imported([1, channels, size.rows, size.columns], &kernel)
        } catch  where Self.isAboutExtents(error) {
            guard let kernel,
                let (count, overflow) = Optional(
                    kernel.extents[1].multipliedReportingOverflow(
                        by: kernel.groups)), !overflow, (1...64).contains(count), count != channels
            else { throw error }
            let (before, failure) = (channels, error)
            channels = count
            var other: (extents: [Int], groups: Int)?
            do {
                return try imported([1, channels, size.rows, size.columns], &other)
            } catch  where Self.isAboutExtents(error) {
                // A picture that is rearranged first has other channels than its first kernel.
                if case let error as ONNXError = error, error.isAboutExtents, kernel.extents == other?.extents
                {
                    throw error
                }
                channels = before
                throw failure
            }
        }
    }

    private func imported(
        _ dimensions: [Int], _ kernel: inout (extents: [Int], groups: Int)?
    ) throws -> (graph: Graph, outputs: [ImportedNetwork.Output]) {
        let readings = TorchScriptReadings()
        var passes = 0
        while true {
            passes += 1
            // Each pass knows of more that is read later.
            readings.restart(isCautious: passes == Self.passLimit)
            let evaluator = self.evaluator(dimensions, readings)
            defer { kernel = evaluator.firstKernel }
            let outputs = try follow(evaluator)
            guard readings.wasWrong else {
                let network = evaluator.network
                return (network.translation.graph, network.translation.outputs(outputs))
            }
        }
    }

    private func evaluator(_ dimensions: [Int], _ readings: TorchScriptReadings) -> TorchScriptEvaluator {
        let title = URL(fileURLWithPath: archive.file.path).deletingPathExtension().lastPathComponent
        let picture = ONNXImporter.Picture(name: "input", dimensions: dimensions)
        var network = ATenNetwork(
            NetworkTranslation(archive.file, title: title, picture: picture, cancellation: cancellation))
        network.bind(picture.name, network.translation.picture)
        return TorchScriptEvaluator(
            archive, network: network, budget: budget, readings: readings, cancellation: cancellation)
    }

    // MARK: One pass

    /// Follows `forward`.
    ///
    /// - Returns: its results with their names.
    private func follow(
        _ evaluator: TorchScriptEvaluator
    ) throws -> [(name: String, value: TranslatedValue)] {
        let root = try archive.root()
        let type = archive.data.objects[root].type
        guard let function = try archive.type(type)?.methods["forward"] else {
            throw evaluator.error(.noCode("\(type).forward"))
        }
        do {
            let arguments = try arguments(of: function, evaluator)
            let result = try evaluator.call(method: "forward", of: root, path: "", arguments)
            var outputs: [(name: String, value: TranslatedValue)] = []
            try collect(result, named: "", evaluator, &outputs, depth: 0)
            return outputs
        } catch let obstacle as TorchScriptObstacle {
            guard let reason = obstacle.reason else { return [] }
            let inputs = try obstacle.inputs.flatMap { try evaluator.network.value($0)?.values ?? [] }
            _ = try evaluator.network.translation.unsupported(
                obstacle.operation, named: obstacle.operation, kind: .activation, reason: reason,
                inputs.filter { $0.symbol.layer != nil })
            return []
        }
    }

    /// The picture for the first parameter that takes a tensor; others are left to their standards or not given.
    private func arguments(
        of function: TorchScriptFunction, _ evaluator: TorchScriptEvaluator
    ) throws -> TorchScriptArguments {
        var hasPicture = false
        var named: [(name: String, value: TorchScriptValue)] = []
        for parameter in function.parameters.dropFirst() {
            let isTensor = parameter.type == nil || parameter.type == .name("Tensor")
            let isOptional = parameter.type == .element(.name("Optional"), .name("Tensor"))
            if !hasPicture, isTensor || isOptional {
                hasPicture = true
                named.append((parameter.name, .tensor("input")))
            } else if parameter.standard == nil {
                guard isTensor else {
                    if isOptional {
                        named.append((parameter.name, .none))
                        continue
                    }
                    throw evaluator.error(.noPicture)
                }
                let layer = try evaluator.network.translation.unsupported(
                    "Input", named: parameter.name, kind: .input,
                    reason: UnsupportedFeature.networkInput(parameter.name).words, [])
                evaluator.network.bind("#input \(parameter.name)", layer)
                named.append((parameter.name, .tensor("#input \(parameter.name)")))
            }
        }
        guard hasPicture else { throw evaluator.error(.noPicture) }
        return TorchScriptArguments([], named)
    }

    /// The tensors of a result, in their order.
    private func collect(
        _ value: TorchScriptValue, named name: String, _ evaluator: TorchScriptEvaluator,
        _ outputs: inout [(name: String, value: TranslatedValue)], depth: Int
    ) throws {
        try evaluator.step()
        guard depth < 8, outputs.count < 256 else { return }
        func inner(_ part: String) -> String { name.isEmpty ? part : "\(name).\(part)" }
        switch value {
        case .tensor(let tensor):
            evaluator.readings.note([tensor])
            for value in try evaluator.network.value(tensor)?.values ?? [] {
                outputs.append((name.isEmpty ? "output" : name, value))
            }
        case .list, .tuple:
            var names: [String] = []
            if case .tuple(_, let known) = value { names = known }
            for (place, item) in (value.items ?? []).enumerated() {
                try collect(
                    item, named: inner(names.isEmpty ? "\(place)" : names[place]), evaluator, &outputs,
                    depth: depth + 1)
            }
        case .dictionary(let dictionary):
            for entry in dictionary.entries {
                try collect(
                    entry.value, named: inner(entry.key.description), evaluator, &outputs, depth: depth + 1)
            }
        default: return
        }
    }
}
