import Tensors

/// The steps of a network compiled for one input shape.
final class Plan {
    let graph: Graph
    let context: ComputeContext
    let steps: [Step]
    let inputShape: Shape
    let memory: PlanMemory
    /// For each step, the last step that reads it.
    let lastReaders: [Int]
    private let places: [(step: Int, position: Int)?]
    private let kernels: [(any Kernel)?]
    private let layouts: [MemoryDescriptor]
    private var subnetworks: [Int: Subnetwork] = [:]

    /// - Parameters:
    ///   - elements: what the layers are computed in that gain by it.
    ///   - cancellation: heeded between layers.
    /// - Throws: ``GraphError`` if the network does not take such an input, `MemoryBudgetError` if no pass has room for it,
    ///   ``EngineError``, `CancellationError`.
    init(
        _ graph: Graph, steps: [Step], inputShape: Shape, of elements: ElementType = .float32,
        in context: ComputeContext, cancellation: Cancellation?
    ) throws {
        let shapes = try graph.shapes(forInput: inputShape)
        memory = PlanMemory(of: steps, in: graph, shapes: shapes)
        try memory.askForOutput(context.memory)
        self.graph = graph
        self.context = context
        self.steps = steps
        self.inputShape = inputShape
        var kernels: [(any Kernel)?] = []
        var layouts: [MemoryDescriptor] = []
        var lastReaders = Array(steps.indices)
        var places = [(step: Int, position: Int)?](repeating: nil, count: graph.nodes.count)
        for (index, step) in steps.enumerated() {
            try cancellation?.check()
            let kernel = try graph.naming(step.nodes.last!) { () throws(EngineError) in
                try Self.kernel(step, reading: step.inputs.map { layouts[$0] }, of: elements, in: context)
            }
            kernels.append(kernel)
            layouts.append(try kernel?.output ?? context.plainLayout(inputShape))
            for input in step.inputs { lastReaders[input] = index }
            for (position, node) in step.nodes.enumerated() { places[node] = (index, position) }
        }
        self.kernels = kernels
        self.layouts = layouts
        self.lastReaders = lastReaders
        self.places = places
    }

    /// - Returns: nil for the input.
    private static func kernel(
        _ step: Step, reading inputs: [MemoryDescriptor], of elements: ElementType, in context: ComputeContext
    ) throws(EngineError) -> (any Kernel)? {
        guard let computation = step.computation else { return nil }
        return try computation.makeKernel(reading: inputs, computing: elements, in: context) {
            (inputs) throws(EngineError) in
            do throws(EngineError) {
                return try computation.makeKernel(reading: inputs, in: context)
            } catch  where error.isUnimplemented && step.parts.count > 1 {
                // Layers that are not computed together for such inputs are computed one after the other.
                return try SubnetworkKernel(Subnetwork(step.parts, inputs: inputs, in: context))
            }
        }
    }

    /// Where a node is computed: its step and its position among the step's nodes.
    ///
    /// - Precondition: the node is ``Node/isComputed``.
    func place(_ node: Int) -> (step: Int, position: Int) {
        guard let place = places[node] else {
            preconditionFailure("\(graph.nodes[node].name) is not computed")
        }
        return place
    }

    /// The compiled operation of a step other than the input.
    func kernel(_ step: Int) -> any Kernel { kernels[step]! }

    /// Work on a step; an error of the engine gets its last layer's name.
    func naming<Result>(_ step: Int, _ work: () throws(EngineError) -> Result) throws(EngineError) -> Result {
        try graph.naming(steps[step].nodes.last!, work)
    }

    /// The layers of a step one by one.
    func layers(of step: Int) throws(EngineError) -> Subnetwork {
        if let known = subnetworks[step] { return known }
        let inputs = try steps[step].inputs.map { (input) throws(EngineError) in
            try layouts[input].holding(.float32)
        }
        let layers = try Subnetwork(steps[step].parts, inputs: inputs, in: context)
        subnetworks[step] = layers
        return layers
    }
}

extension Graph {
    /// Work on a layer; an error of the engine gets its name.
    fileprivate func naming<Result>(
        _ node: Int, _ work: () throws(EngineError) -> Result
    ) throws(EngineError) -> Result {
        do throws(EngineError) {
            return try work()
        } catch {
            throw error.at(layer: nodes[node].name)
        }
    }
}
