import Files
import NeuralNetwork
import Tensors
import Words

/// Follows TorchScript's code from call to call and writes down what happens to tensors.
///
/// Numbers, lists and decisions are worked out; of tensors only the shapes are known, and the values of those that do not
/// depend on the picture. What the code does to tensors becomes layers (``ATenNetwork``) under the paths of its modules.
final class TorchScriptEvaluator {
    let archive: TorchScriptArchive
    var network: ATenNetwork
    let budget: TorchScriptBudget
    let readings: TorchScriptReadings
    private let cancellation: Cancellation?
    /// Attributes that the code has set, by the objects of the file.
    var changedAttributes: [Int: [String: TorchScriptValue]] = [:]
    var frames: [Frame] = []
    /// The extents of the first kernel that the picture meets, with the groups of its convolution.
    var firstKernel: (extents: [Int], groups: Int)?
    private var nameCount = 0
    private var depth = 0

    /// Calls, blocks and expressions inside each other.
    static let depthLimit = 400

    /// A call while it is followed.
    struct Frame {
        let function: String
        /// Of the module that it belongs to.
        let path: String
        /// Whether that module stands for one operator.
        let isSingle: Bool
        var line = 0
        var values: [String: TorchScriptValue]
    }

    init(
        _ archive: TorchScriptArchive, network: ATenNetwork, budget: TorchScriptBudget,
        readings: TorchScriptReadings, cancellation: Cancellation?
    ) {
        self.archive = archive
        self.network = network
        self.budget = budget
        self.readings = readings
        self.cancellation = cancellation
    }

    // MARK: Faults

    func error(_ fact: TorchScriptError.Fact) -> TorchScriptError {
        TorchScriptError(archive.file.path, fact)
    }

    /// What makes no sense at the current line.
    var senseless: TorchScriptError {
        error(.senseless(function: frames.last?.function ?? "", line: frames.last?.line ?? 0))
    }

    var arithmeticFault: TorchScriptError {
        error(.arithmetic(function: frames.last?.function ?? "", line: frames.last?.line ?? 0))
    }

    /// Counts a step, and refuses code that takes too many.
    func step() throws {
        guard budget.takes(steps: 1) else { throw error(.tooLarge) }
        if budget.steps % 256 == 0 { try cancellation?.check() }
    }

    /// Counts values that a list or a text takes.
    func spend(_ values: Int) throws {
        guard budget.takes(values: values) else { throw error(.tooLarge) }
    }

    func deeper<Result>(_ body: () throws -> Result) throws -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw error(.tooDeep) }
        return try body()
    }

    func newName() -> String {
        nameCount += 1
        return "#\(nameCount)"
    }

    func constant(_ value: ONNXValue) -> TorchScriptValue {
        let name = newName()
        network.bind(name, network.translation.constant(value))
        return .tensor(name)
    }

    // MARK: Calls

    /// Modules of PyTorch's own that are made of several operators.
    private static let composed = [
        "container", "activation.MultiheadAttention", "transformer", "rnn", "module",
    ]

    private static func isSingle(_ type: String) -> Bool {
        type.hasPrefix("__torch__.torch.nn.modules.")
            && !composed.contains { type.hasPrefix("__torch__.torch.nn.modules.\($0)") }
    }

    /// Calls a method of a part of the network.
    func call(
        method: String, of index: Int, path: String, _ arguments: TorchScriptArguments
    ) throws -> TorchScriptValue {
        let type = archive.data.objects[index].type
        guard !type.hasPrefix("__torch__.torch.classes.") else {
            throw TorchScriptObstacle(
                operation: String(type.dropFirst("__torch__.torch.classes.".count)) + ".\(method)",
                reason: UnsupportedFeature.operation("\(type).\(method)").words, inputs: arguments.tensors)
        }
        guard let function = try archive.type(type)?.methods[method] else {
            throw error(.noCode("\(type).\(method)"))
        }
        return try follow(
            function, named: "\(type).\(method)", path: path, isSingle: Self.isSingle(type),
            TorchScriptArguments([.object(index, path: path)] + arguments.values, arguments.named))
    }

    /// Calls a function with code in the file, or makes an object of a class.
    func call(_ place: String, _ arguments: TorchScriptArguments) throws -> TorchScriptValue {
        let frame = frames.last
        if let function = try archive.function(place) {
            return try follow(
                function, named: place, path: frame?.path ?? "", isSingle: frame?.isSingle ?? false, arguments
            )
        }
        guard let type = try archive.type(place) else { throw error(.noCode(place)) }
        return try made(type, place, arguments)
    }

    private func made(
        _ type: TorchScriptClass, _ place: String, _ arguments: TorchScriptArguments
    ) throws -> TorchScriptValue {
        if type.base == "NamedTuple" {
            let names = type.attributes.map(\.name)
            guard arguments.named.isEmpty, arguments.values.count == names.count else {
                throw error(.arguments(function: place))
            }
            return .tuple(arguments.values, names: names)
        }
        let instance = TorchScriptInstance(type: place)
        try spend(1)
        if type.methods["__init__"] != nil { _ = try call(method: "__init__", of: instance, arguments) }
        return .instance(instance)
    }

    /// Calls a method of an object that the code has made.
    func call(
        method: String, of instance: TorchScriptInstance, _ arguments: TorchScriptArguments
    ) throws -> TorchScriptValue {
        guard let function = try archive.type(instance.type)?.methods[method] else {
            throw error(.noCode("\(instance.type).\(method)"))
        }
        let frame = frames.last
        return try follow(
            function, named: "\(instance.type).\(method)", path: frame?.path ?? "",
            isSingle: frame?.isSingle ?? false,
            TorchScriptArguments([.instance(instance)] + arguments.values, arguments.named))
    }

    private func follow(
        _ function: TorchScriptFunction, named name: String, path: String, isSingle: Bool,
        _ arguments: TorchScriptArguments
    ) throws -> TorchScriptValue {
        try deeper {
            guard arguments.values.count <= function.parameters.count else {
                throw error(.arguments(function: name))
            }
            var frame = Frame(function: name, path: path, isSingle: isSingle, values: [:])
            for (parameter, value) in zip(function.parameters, arguments.values) {
                frame.values[parameter.name] = value
            }
            for (parameter, value) in arguments.named {
                guard function.parameters.contains(where: { $0.name == parameter }),
                    frame.values.updateValue(value, forKey: parameter) == nil
                else { throw error(.arguments(function: name)) }
            }
            frames.append(frame)
            defer { frames.removeLast() }
            for parameter in function.parameters where frame.values[parameter.name] == nil {
                guard let standard = parameter.standard else { throw error(.arguments(function: name)) }
                frames[frames.count - 1].values[parameter.name] = try value(of: standard)
            }
            return try execute(function.body) ?? .none
        }
    }
}

/// The arguments of a call.
struct TorchScriptArguments {
    let values: [TorchScriptValue]
    let named: [(name: String, value: TorchScriptValue)]

    init(_ values: [TorchScriptValue], _ named: [(name: String, value: TorchScriptValue)] = []) {
        self.values = values
        self.named = named
    }

    var all: [TorchScriptValue] { values + named.map(\.value) }

    /// The names of the tensors among them, in their order.
    var tensors: [String] {
        all.flatMap { value -> [String] in
            if case .tensor(let name) = value { return [name] }
            return (value.items ?? []).compactMap { if case .tensor(let name) = $0 { name } else { nil } }
        }
    }

    subscript(name: String) -> TorchScriptValue? { named.first { $0.name == name }?.value }
}

/// Where the code cannot be followed any further: what the picture shows decides how it goes on, or an operator that is no
/// layer is not known.
struct TorchScriptObstacle: Error {
    let operation: String
    /// Nil where a layer before it says why.
    let reason: Words?
    /// The names of the tensors that it reads.
    let inputs: [String]
}

/// What following a file's code may take in all, over all sizes of pictures that are tried.
final class TorchScriptBudget {
    private(set) var steps = 0
    private var values = 0
    private static let stepLimit = 2_000_000
    private static let valueLimit = 8_000_000

    func takes(steps count: Int) -> Bool {
        steps += count
        return steps <= Self.stepLimit
    }

    func takes(values count: Int) -> Bool {
        guard count >= 0, count <= Self.valueLimit else { return false }
        values += count
        return values <= Self.valueLimit
    }
}
