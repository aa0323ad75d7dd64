import Files
import Tensors

/// What the outputs of a plan's steps take, in bytes of row-major floats.
struct PlanMemory {
    /// All outputs.
    private let total: Int
    /// The most that are needed at the same time where each is given back after its last reader.
    private let peak: Int
    /// The largest output: whoever reads one gets a copy.
    private let largest: (layer: String, byteCount: Int)

    /// - Parameter shapes: of every computed node of the graph.
    init(of steps: [Step], in graph: Graph, shapes: [Shape?]) {
        var lastReaders = Array(steps.indices)
        for (index, step) in steps.enumerated() {
            for input in step.inputs { lastReaders[input] = index }
        }
        var readLast = [[Int]](repeating: [], count: steps.count)
        for (index, reader) in lastReaders.enumerated() { readLast[reader].append(index) }
        let sizes = steps.map { (shapes[$0.nodes.last!]?.count ?? 0) * MemoryLayout<Float>.size }
        var (held, peak) = (0, 0)
        for (index, size) in sizes.enumerated() {
            held += size
            peak = max(peak, held)
            for last in readLast[index] where last != index { held -= sizes[last] }
        }
        let widest = sizes.indices.max { sizes[$0] < sizes[$1] } ?? 0
        total = sizes.reduce(0, +)
        self.peak = peak
        largest = (graph.nodes[steps[widest].nodes.last!].name, sizes[widest])
    }

    /// Asks for a pass that keeps one output.
    func askForOutput(_ budget: MemoryBudget) throws(MemoryBudgetError) {
        try budget.ask(peak + largest.byteCount, for: largest.layer)
    }

    /// Asks for passes that keep all outputs.
    ///
    /// - Parameter count: how often: twice for a pass forward and one back.
    func ask(forAllOf count: Int, _ budget: MemoryBudget) throws(MemoryBudgetError) {
        try budget.ask(count * total + largest.byteCount, for: largest.layer)
    }
}
