import Files
import Tensors

/// Runs a network: compiles it once for each input shape and keeps what can be used again.
///
/// Not Sendable: an executor and the passes it makes stay on the queue that made it.
public final class Executor {
    public let graph: Graph
    let context: ComputeContext
    /// What its layers are computed in that gain by it; ``forward(_:cancellation:)`` needs 32-bit floats.
    public let elements: ElementType
    private let steps: [Step]
    private var plans: [Plan] = []
    /// The only number of items that ``forward(_:cancellation:)`` takes at once, or nil where it takes any.
    public let fixedBatch: Int?

    /// Plans kept for input shapes used lately.
    private static let planLimit = 4

    /// - Parameter memory: what passes may take; by default what the machine has free now.
    public init(_ graph: Graph, memory: MemoryBudget? = nil) throws(EngineError) {
        self.graph = graph
        elements = .float32
        context = try ComputeContext(memory ?? MemoryBudget(fileSize: 4 * graph.parameterCount))
        steps = Step.all(of: graph)
        fixedBatch = graph.fixedBatch
    }

    /// An executor for a part of a network that another runs already: both share weights and buffers.
    ///
    /// - Parameters:
    ///   - fusesLayers: whether a layer may be computed together with those after it.
    ///   - elements: ones of which ``ElementType/isComputed`` holds.
    public init(
        _ graph: Graph, besides other: Executor, fusesLayers: Bool = true, in elements: ElementType = .float32
    ) {
        precondition(elements.isComputed, "the processor has no \(elements)")
        self.graph = graph
        self.elements = elements
        context = other.context
        steps = Step.all(of: graph, rewrites: fusesLayers ? Rewrites.all : [])
        fixedBatch = graph.fixedBatch
    }

    /// The same for ``RelevancePass``: what a source writes out in small operations is computed as the operation that it is, and batch
    /// normalisations are in the weights before them.
    ///
    /// - Parameter graph: without built-in activations (``Graph/withSeparateActivations()``).
    public init(forRelevanceIn graph: Graph, besides other: Executor) {
        self.graph = graph
        elements = .float32
        context = other.context
        steps = Step.all(of: graph, rewrites: Rewrites.forRelevance)
        fixedBatch = graph.fixedBatch
    }

    /// What a pass forward and back takes for one input of the graph's own extent, in bytes: every step's output and a few
    /// gradients.
    public var bytesPerItem: Int {
        bytesOfOutputs + 16 * (steps.map { graph.nodes[$0.nodes.last!].shape.count }.max() ?? 0)
    }

    /// What the outputs of all steps take for one input of the graph's own extent, in bytes.
    public var bytesOfOutputs: Int {
        steps.reduce(0) { $0 + graph.nodes[$1.nodes.last!].shape.count } * 4
    }

    /// The bytes that a batch may take: a number, or half of what passes may take where that is less.
    public func memory(atMost limit: Int) -> Int { min(limit, context.memory.byteLimit / 2) }

    /// Gives back the memory that no pass holds: before batches of another size, because their buffers would lie beside it.
    ///
    /// - Parameter limit: bytes of it that stay.
    public func trim(to limit: Int = 0) { context.trim(to: limit) }

    /// Gives back what was compiled, too, with the weights that were laid out for it: before batches of another size where
    /// those of this one do not come back.
    public func clear() {
        plans = []
        trim()
    }

    /// The output of every layer for a batch of inputs.
    ///
    /// - Parameters:
    ///   - input: N×C×H×W, preprocessed.
    ///   - cancellation: heeded between layers.
    /// - Throws: ``GraphError`` if the network does not take such an input, `MemoryBudgetError` if it needs more memory than
    ///   there is, ``EngineError``, `CancellationError`.
    public func forward(_ input: Tensor, cancellation: Cancellation? = nil) throws -> ForwardPass {
        precondition(elements == .float32, "layers that are kept are 32-bit floats")
        let plan = try plan(for: input.shape, cancellation)
        try plan.memory.ask(forAllOf: 1, context.memory)
        var results: [KernelResult] = [KernelResult(try context.memory(input))]
        for index in plan.steps.indices.dropFirst() {
            try cancellation?.check()
            let inputs = plan.steps[index].inputs.map { results[$0].output }
            results.append(
                try plan.naming(index) { () throws(EngineError) in
                    try plan.kernel(index).forward(inputs)
                })
        }
        return ForwardPass(plan: plan, results: results)
    }

    /// The output of one layer for a batch of inputs; every buffer is used again as soon as its last reader is done. A network
    /// that takes one item at a time gets them one by one.
    ///
    /// - Parameters:
    ///   - node: the layer; by default the class scores, or the last computed layer of a network without a classifier.
    ///   - input: N×C×H×W, preprocessed.
    ///   - cancellation: heeded between layers.
    /// - Returns: N×C×H×W or N×F.
    /// - Throws: as ``forward(_:cancellation:)``.
    public func output(
        of node: Int? = nil, for input: Tensor, cancellation: Cancellation? = nil
    ) throws -> Tensor {
        let node = node ?? graph.logits ?? graph.lastComputed
        if fixedBatch == 1, let items = input.shape.dimensions.first, items > 1 {
            return .joined(
                try (0..<items).map {
                    try output(of: node, for: input.part($0).asBatch, cancellation: cancellation)
                })
        }
        let plan = try plan(for: input.shape, cancellation)
        let (last, position) = plan.place(node)
        var outputs = [Memory?](repeating: nil, count: plan.steps.count)
        outputs[0] = try context.memory(input)
        for index in 0...last {
            try cancellation?.check()
            let step = plan.steps[index]
            let inputs = step.inputs.map { outputs[$0]! }
            if index == last, position < step.nodes.count - 1 {
                let inputs = try inputs.map { (input) throws(EngineError) in
                    try context.convert(input, to: input.descriptor.holding(.float32))
                }
                outputs[index] = try plan.layers(of: index).forward(inputs, to: position)
            } else if index > 0 {
                outputs[index] = try plan.naming(index) { () throws(EngineError) in
                    try plan.kernel(index).forward(inputs).output
                }
            }
            for input in step.inputs where plan.lastReaders[input] == index { outputs[input] = nil }
        }
        return try context.tensor(outputs[last]!)
    }

    func plan(for shape: Shape, _ cancellation: Cancellation?) throws -> Plan {
        if let index = plans.firstIndex(where: { $0.inputShape == shape }) {
            plans.append(plans.remove(at: index))
            return plans.last!
        }
        let plan = try Plan(
            graph, steps: steps, inputShape: shape, of: elements, in: context, cancellation: cancellation)
        if plans.count >= Self.planLimit { plans.removeFirst() }
        plans.append(plan)
        return plan
    }
}
