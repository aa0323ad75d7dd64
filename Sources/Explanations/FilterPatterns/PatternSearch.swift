import ModelFormats
import NeuralNetwork
import Tensors

/// The search for the patterns of many filters: the first alone, so that it is soon to be seen, then some at a time together,
/// and where one is done the next takes its place. The last ones go in a batch of copies if that is more than half full, else
/// one by one.
final class PatternSearch {
    let network: PatternNetwork
    private let description: any PatternDescription
    private let recipe: PatternRecipe
    private var sizes: BatchSizes

    /// What a batch may take, in bytes.
    private static let memory = 300 << 20

    /// - Parameter batchSizes: to be tried, from the smallest.
    init(
        _ recipe: PatternRecipe, in network: PatternNetwork, describedBy description: any PatternDescription,
        batchSizes: [Int] = [1, 4, 6, 8, 16]
    ) {
        self.recipe = recipe
        self.network = network
        self.description = description
        sizes = BatchSizes(
            bytesPerItem: network.bytesPerPattern, memory: network.memory(atMost: Self.memory),
            candidates: network.takesBatches ? batchSizes : [1])
    }

    /// A filter's pattern as far as it is, with its last answer.
    struct Found {
        let filter: Int
        /// 3×H×W from 0 to 1.
        let colours: Tensor
        /// Steps made.
        let steps: Int
        /// Whether the filter stopped answering, so that the search ended early.
        let isSilent: Bool
    }

    /// - Parameters:
    ///   - filters: in the order in which they are wanted.
    ///   - cancellation: heeded between layers.
    ///   - progress: called after every step with the part that is done, 0…1, and the patterns under way.
    ///   - finished: called with every pattern that is done.
    func run(
        _ filters: [Int], cancellation: Cancellation?,
        progress: (_ fraction: Double, _ underWay: () -> [Found]) throws -> Void, finished: (Found) -> Void
    ) throws {
        var waiting = filters[...]
        var active: [PatternState] = []
        var done = 0
        var size = 0
        defer { network.clear() }
        while !waiting.isEmpty || !active.isEmpty {
            let wanted = done == 0 ? 1 : sizes.next
            while active.count < wanted, let filter = waiting.popFirst() {
                active.append(description.start(filter, seed: recipe.seed))
            }
            let next = 2 * active.count > wanted ? wanted : 1
            if next != size { network.clear() }
            size = next
            var batch = Array(active.prefix(size))
            let copies = Array(repeating: batch[0], count: size - batch.count)
            let start = ContinuousClock.now
            let gradient = try network.gradient(
                of: (batch + copies).map(\.filter), at: description.inputs(of: batch + copies),
                sign: recipe.direction.sign, leak: recipe.style.leak, cancellation: cancellation
            ).gradient
            description.advance(&batch, gradient: gradient, sign: recipe.direction.sign)
            sizes.record(size, seconds: (ContinuousClock.now - start) / .seconds(1))
            active.replaceSubrange(..<batch.count, with: batch)
            for state in batch where isDone(state) {
                finished(found(state))
                done += 1
            }
            active.removeAll(where: isDone)
            let steps = done * recipe.steps + active.reduce(0) { $0 + $1.step }
            try progress(Double(steps) / Double(filters.count * recipe.steps)) { active.map(found) }
        }
    }

    private func isDone(_ state: PatternState) -> Bool { state.isSettled || state.step >= recipe.steps }

    private func found(_ state: PatternState) -> Found {
        Found(
            filter: state.filter, colours: description.colours(of: state), steps: state.step,
            isSilent: state.isSettled)
    }
}
