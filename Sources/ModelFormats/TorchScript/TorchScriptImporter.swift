import Files
import Foundation
import NeuralNetwork
import Tensors

/// Makes a graph of what a TorchScript file's `forward` does to a picture.
struct TorchScriptImporter {
    private let archive: TorchScriptArchive
    /// What inputs get that are not the picture's, by their names.
    private let given: [String: InputValue]
    /// Whether inputs that are given nothing get zeros, as many as the picture has elements; the file does not say how many.
    private var givesZeros = true
    private let cancellation: Cancellation?
    private let budget = TorchScriptBudget()

    private static let passLimit = 8

    init(_ archive: TorchScriptArchive, given: [String: InputValue], cancellation: Cancellation?) {
        self.archive = archive
        self.given = given
        self.cancellation = cancellation
    }

    private static let usualSize = InputSize(rows: 224, columns: 224)

    /// Follows the code for pictures of a size, or for those that networks of other formats are tried with.
    ///
    /// - Parameter size: nil for the first that the network takes.
    /// - Throws: ``TorchScriptError``, ``PyTorchError``, ``ONNXError``, ``OtherInputError``, `GraphError`, `CancellationError`.
    mutating func imported(size: InputSize?) throws -> ImportedNetwork {
        let inputs = try forward().tensors.map(\.name)
        try OtherInput.check(given, among: inputs, path: archive.file.path)
        do {
            return try importedWithInputs(size: size)
        } catch  where inputs.count > given.count + 1 && Self.isAboutExtents(error) {
            givesZeros = false
            return try importedWithInputs(size: size)
        }
    }

    private func importedWithInputs(size: InputSize?) throws -> ImportedNetwork {
        let usual =
            size ?? StatedPreprocessing.beside(archive.file.path)?.size.map {
                InputSize(rows: $0, columns: $0)
            }
            ?? Self.usualSize
        var channels = 3
        do {
            return try imported(channels: &channels, size: usual)
        } catch  where size == nil && Self.isAboutExtents(error) {
            for other in ONNXFile.otherSizes {
                do {
                    var network = try imported(channels: &channels, size: other)
                    network.sizeInsteadOfUsual = (other, usual)
                    return network
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
    ) throws -> ImportedNetwork {
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
    ) throws -> ImportedNetwork {
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
                let translation = evaluator.network.translation
                var network = ImportedNetwork(
                    graph: translation.graph, outputs: translation.outputs(outputs), framework: .torch)
                network.otherInputs = translation.otherInputs
                // The code says no size.
                network.takesAnySize = true
                return network
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
        let (root, function, tensors) = try forward()
        do {
            let arguments = try arguments(of: function, tensors, evaluator)
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

    /// The code that is followed, of which object, and those of its parameters that take a tensor.
    private func forward() throws -> (
        root: Int, function: TorchScriptFunction, tensors: [TorchScriptFunction.Parameter]
    ) {
        let root = try archive.root()
        let type = archive.data.objects[root].type
        guard let function = try archive.type(type)?.methods["forward"] else {
            throw TorchScriptError(archive.file.path, .noCode("\(type).forward"))
        }
        return (
            root, function,
            function.parameters.dropFirst().filter { Self.takesTensor($0) || Self.mayTakeTensor($0) }
        )
    }

    private static func takesTensor(_ parameter: TorchScriptFunction.Parameter) -> Bool {
        parameter.type == nil || parameter.type == .name("Tensor")
    }

    private static func mayTakeTensor(_ parameter: TorchScriptFunction.Parameter) -> Bool {
        parameter.type == .element(.name("Optional"), .name("Tensor"))
    }

    /// The picture for the first parameter that takes a tensor and is given nothing; others get what they are given, are left to
    /// their standards, or get zeros.
    private func arguments(
        of function: TorchScriptFunction, _ tensors: [TorchScriptFunction.Parameter],
        _ evaluator: TorchScriptEvaluator
    ) throws -> TorchScriptArguments {
        guard !tensors.isEmpty else { throw evaluator.error(.noPicture) }
        guard let picture = tensors.first(where: { given[$0.name] == nil })?.name else {
            throw OtherInputError(path: archive.file.path, problem: .nothingLeft)
        }
        var named: [(name: String, value: TorchScriptValue)] = []
        for parameter in function.parameters.dropFirst() {
            if parameter.name == picture {
                named.append((picture, .tensor("input")))
            } else if given[parameter.name] != nil {
                named.append((parameter.name, try other(parameter.name, evaluator)))
            } else if parameter.standard == nil {
                if Self.mayTakeTensor(parameter) {
                    named.append((parameter.name, .none))
                } else if Self.takesTensor(parameter) {
                    named.append((parameter.name, try other(parameter.name, evaluator)))
                } else {
                    throw evaluator.error(.noPicture)
                }
            }
        }
        return TorchScriptArguments([], named)
    }

    /// An input that is not the picture's.
    private func other(_ name: String, _ evaluator: TorchScriptEvaluator) throws -> TorchScriptValue {
        let bound = "#input \(name)"
        if given[name] != nil || givesZeros {
            let picture = evaluator.network.translation.picture.dimensions ?? [1, 3, 1, 1]
            let input = try OtherInput(
                name, ofAnySize: given[name], picture: picture, path: archive.file.path)
            evaluator.network.bind(bound, try evaluator.network.translation.given(input, isFloat: true))
        } else {
            let layer = try evaluator.network.translation.unsupported(
                "Input", named: name, kind: .input, reason: UnsupportedFeature.networkInput(name).words, [])
            evaluator.network.bind(bound, layer)
        }
        return .tensor(bound)
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
