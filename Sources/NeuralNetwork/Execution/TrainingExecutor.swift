import Files
import Tensors

/// Runs a network as training does: batch normalisation by the batch's statistics, dropout by chance, and gradients of the
/// parameters.
///
/// Not Sendable: it, its passes and its parameters stay on the queue that made it.
public final class TrainingExecutor {
    public let graph: Graph
    /// In the order in which they were given.
    public let parameters: [Parameter]
    private let context: ComputeContext
    private let table: ParameterTable
    private let seed: UInt64
    private var plans: [TrainingPlan] = []

    /// Plans kept for input shapes used lately: that of whole batches and that of the last one.
    private static let planLimit = 2

    /// - Parameters:
    ///   - graph: a network with class scores whose operations are made with the parameters' tensors.
    ///   - frozen: parameters for which no gradient is asked.
    ///   - seed: what dropout follows from.
    ///   - memory: what passes may take; by default what the machine has free now.
    public init(
        _ graph: Graph, parameters: [Parameter], frozen: Set<String> = [], seed: UInt64,
        memory: MemoryBudget? = nil
    ) throws(EngineError) {
        precondition(graph.logits != nil)
        self.graph = graph
        self.parameters = parameters
        self.seed = seed
        context = try ComputeContext(memory ?? MemoryBudget(fileSize: 4 * graph.parameterCount))
        context.weightsChange = true
        table = ParameterTable(parameters)
        for parameter in parameters { parameter.isTrained = false }
        for learning in graph.nodes.compactMap({ $0.operation?.learning }) {
            for tensor in learning.parameters {
                guard let parameter = table.place(of: tensor)?.parameter else { continue }
                parameter.isTrained = !frozen.contains(parameter.name)
            }
        }
    }

    /// Whether every value of a network is one of the parameters, so that training changes what it should: an operation that
    /// copied its weights, or that has no gradient for them, keeps what it was made with.
    public var untrainedLayers: [String] {
        graph.nodes.filter { node in
            guard let operation = node.operation else { return false }
            let known = operation.learning.map { $0.parameters + $0.statistics } ?? []
            return operation.parameters.contains { tensor in
                tensor.count > 1 && !known.contains { isSame($0, tensor) && table.place(of: $0) != nil }
            }
        }.map(\.name)
    }

    private func isSame(_ one: Tensor, _ other: Tensor) -> Bool {
        one.count == other.count
            && one.withUnsafeBufferPointer { one in
                other.withUnsafeBufferPointer { one.baseAddress == $0.baseAddress }
            }
    }

    /// What a pass forward and back keeps for one input of the graph's own extent, in bytes.
    public var bytesPerItem: Int {
        let sizes = graph.nodes.filter(\.isComputed).map { $0.shape.count * MemoryLayout<Float>.size }
        return sizes.reduce(0, +) + 4 * (sizes.max() ?? 0)
    }

    /// The largest batch for which there is memory, at least 1.
    public var largestBatch: Int { max(1, context.memory.byteLimit / max(1, bytesPerItem)) }

    /// The output of every layer for a batch of inputs.
    ///
    /// - Parameters:
    ///   - input: N×C×H×W, preprocessed.
    ///   - number: of the pass; the same number gives the same dropout.
    ///   - cancellation: heeded between layers.
    /// - Throws: ``GraphError``, `MemoryBudgetError`, ``EngineError``, `CancellationError`.
    public func forward(
        _ input: Tensor, number: UInt64, cancellation: Cancellation? = nil
    ) throws -> TrainingPass {
        let plan = try plan(for: input.shape)
        table.pass = number
        return try TrainingPass(plan, input: input, table: table, cancellation: cancellation)
    }

    public func clearGradients() {
        for parameter in parameters where parameter.isTrained { parameter.clearGradient() }
    }

    /// Has to be called when values of the parameters were changed, before the next pass.
    public func renew() throws(EngineError) { try context.renewWeights() }

    private func plan(for shape: Shape) throws -> TrainingPlan {
        if let index = plans.firstIndex(where: { $0.inputShape == shape }) {
            plans.append(plans.remove(at: index))
            return plans.last!
        }
        try context.memory.ask(shape[0] * bytesPerItem, for: graph.nodes[graph.logits!].name)
        if plans.count >= Self.planLimit {
            plans.removeFirst()
            context.trim()
        }
        let plan = try TrainingPlan(graph, input: shape, parameters: table, seed: seed, in: context)
        plans.append(plan)
        return plan
    }
}
