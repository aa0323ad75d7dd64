import Imaging
import NeuralNetwork

/// Networks of one's own, whose layers a person says in their order.
extension BareWeights {
    /// More modules than a sentence can name.
    private static let summaryLimit = 40

    /// The first set of tensors that can be layers one after the other.
    private func chained() -> (set: StateDictionary, tensors: NamedTensors, weights: ChainWeights)? {
        for set in sets {
            let tensors = set.tensors.named(under: Self.commonPrefix(set.tensors))
            if let weights = ChainWeights(tensors) { return (set, tensors, weights) }
        }
        return nil
    }

    /// The components that all names start with.
    private static func commonPrefix(_ tensors: NamedTensors) -> String {
        let names = tensors.entries.lazy.filter { !isDerived($0.name) }.map { $0.name.split(separator: ".") }
        guard var common = names.first?.dropLast(2) else { return "" }
        for name in names {
            common = common.prefix(zip(common, name).prefix { $0 == $1 }.count)
        }
        return common.map { "\($0)." }.joined()
    }

    /// Tensors that are a chain by their shapes, unless most of them are those of an architecture.
    func ownChain(fitting: Int) -> ChainWeights? {
        guard let (set, _, weights) = chained(), weights.isChain, weights.modules.count <= Self.summaryLimit,
            2 * fitting < set.tensors.entries.count
        else { return nil }
        return weights
    }

    /// - Throws: ``BareWeightsError``, `GraphError`, `CancellationError`.
    func network(
        of text: String, _ settings: ModelSettings, _ cancellation: Cancellation?
    ) throws -> ImportedNetwork {
        func failure(_ problem: BareWeightsError.Problem) -> BareWeightsError {
            BareWeightsError(path: path, problem: problem)
        }
        guard let (set, tensors, weights) = chained() else { throw failure(.notAChain) }
        let chain: LayerChain
        do {
            chain = try LayerChain(text)
        } catch {
            throw failure(.chainWord(error.word))
        }
        if let size = settings.size, !InputSize.allowed.contains(size) { throw failure(.size(size)) }
        do {
            let source = FileWeights(
                tensors: tensors, hints: hints, head: .own, cancellation: cancellation)
            let network = ChainNetwork(tensors: tensors, weights: weights, chain: chain, source: source)
            let (graph, remark) = try network.graph(size: settings.size)
            let averaged = remarksOnSet(set)
            return ImportedNetwork(
                graph: graph, framework: .torch,
                assumptions: (averaged + [remark].compactMap(\.self)).map(\.words))
        } catch let error as ChainNetwork.Failure {
            throw failure(error.problem)
        }
    }
}
