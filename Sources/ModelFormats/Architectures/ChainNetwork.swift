import NeuralNetwork
import Tensors

/// A network of one's own out of its tensors and what a person says of the order of its layers.
struct ChainNetwork {
    let tensors: NamedTensors
    let weights: ChainWeights
    let chain: LayerChain
    /// Where the values come from.
    let source: any Weights

    typealias Problem = BareWeightsError.Problem

    /// What does not fit.
    struct Failure: Error {
        let problem: Problem
    }

    /// Rows and columns that are tried where nobody says them, the usual ones first.
    private static let sizes: [Int] = {
        let usual = [
            32, 28, 224, 64, 128, 96, 100, 150, 160, 200, 256, 48, 50, 112, 180, 227, 299, 300, 384, 512,
        ]
        return usual + (8...512).filter { !usual.contains($0) }
    }()

    /// - Parameters:
    ///   - size: rows and columns of the input; nil for the one that the first dense layer needs.
    /// - Throws: ``Failure``, `GraphError`.
    func graph(size: Int?) throws -> (Graph, BareWeightsRemark?) {
        try checkOrder()
        if let size { return (try graph(of: size, weights: source), nil) }
        // Where a mean over the picture or no dense layer at all stands at the end, every size fits.
        if fits(224), fits(160), fits(128) {
            return (try graph(of: 224, weights: source), .assumedSize(224))
        }
        guard let needed = Self.sizes.first(where: fits) else {
            throw Failure(problem: .chainSize(size: nil))
        }
        return (try graph(of: needed, weights: source), .neededSize(needed))
    }

    /// Every layer with weights has its module, and every module its layer.
    private func checkOrder() throws(Failure) {
        var rest = weights.modules[...]
        for item in chain.items {
            guard let kind = Self.kind(item.layer) else { continue }
            guard let module = rest.popFirst() else {
                throw Failure(problem: .chainWithoutWeights(item.word))
            }
            guard module.kind == kind else {
                throw Failure(
                    problem: .chainOrder(word: item.word, module: module.name, kind: module.kind.rawValue))
            }
        }
        if let module = rest.first {
            throw Failure(problem: .chainIncomplete(module: module.name, kind: module.kind.rawValue))
        }
    }

    private static func kind(_ layer: LayerChain.Layer) -> ChainWeights.Kind? {
        switch layer {
        case .convolution: .convolution
        case .normalization: .normalization
        case .dense: .dense
        default: nil
        }
    }

    /// Whether the first dense layer gets as many numbers as it takes.
    private func fits(_ size: Int) -> Bool {
        let shapes = ShapeWeights(tensors: tensors)
        return (try? graph(of: size, weights: shapes)) != nil && shapes.misfit == nil
    }

    private func graph(of size: Int, weights: any Weights) throws -> Graph {
        let layers = self.weights.modules
        var modules = TorchModules("Chain", first: layers[0].name, size: size, weights)
        var rest = layers[...]
        var node = modules.graph.input
        var scores: Int?
        var scoring = Graph.Scoring.softmax
        for (index, item) in chain.items.enumerated() {
            let name =
                Self.kind(item.layer) == nil ? "\(item.word)_\(index + 1)" : rest.first?.name ?? item.word
            let isLast = index == chain.items.count - 1
            switch item.layer {
            case .softmax where isLast: scores = node
            case .activation(.sigmoid) where isLast && modules.graph.shape(of: node).rank == 1:
                (scores, scoring) = (node, .sigmoid)
            default: break
            }
            if Self.kind(item.layer) == nil {
                node = try add(item.layer, name, node, &modules)
            } else {
                node = try add(item.layer, rest.removeFirst(), node, size: size, &modules)
            }
        }
        let isRow = modules.graph.shape(of: node).rank == 1
        return modules.graph.build(logits: scores ?? (isRow ? node : nil), scoring: scoring)
    }

    private func add(
        _ layer: LayerChain.Layer, _ module: ChainWeights.Module, _ input: Int, size: Int,
        _ modules: inout TorchModules
    ) throws -> Int {
        switch layer {
        case .convolution(let stride, let padding):
            return try modules.shapedConvolution(
                module.name, input, stride: stride, padding: padding.map { ($0, $0) })
        case .normalization: return try modules.normalization(module.name, input)
        default:
            var node = input
            if modules.graph.shape(of: node).rank > 1 {
                node = try modules.add("\(module.name).flatten", Reshape.flatten, node)
            }
            guard modules.channels(of: node) == module.shape[1] else {
                throw Failure(problem: .chainSize(size: size))
            }
            return try modules.dense(module.name, node, to: module.shape[0], hasBias: module.hasBias)
        }
    }

    private func add(
        _ layer: LayerChain.Layer, _ name: String, _ input: Int, _ modules: inout TorchModules
    ) throws -> Int {
        func pooling(_ reduction: Pooling.Reduction, _ kernel: Int, _ stride: Int, _ padding: Int) -> Pooling
        {
            Pooling(
                reduction,
                window: Window([kernel, kernel], stride: [stride, stride], padding: .all(padding)))
        }
        switch layer {
        case .activation(let activation): return try modules.add(name, ActivationLayer(activation), input)
        case .maximum(let kernel, let stride, let padding):
            return try modules.add(name, pooling(.maximum, kernel, stride, padding), input)
        case .average(let kernel, let stride, let padding):
            return try modules.add(
                name, pooling(.average(countsPadding: true), kernel, stride, padding), input)
        case .globalAverage:
            return try modules.add(
                name, GlobalPooling(.average(countsPadding: true), keepsAxes: false), input)
        case .dropout: return try modules.dropout(name, input)
        case .flatten: return try modules.add(name, Reshape.flatten, input)
        case .softmax: return try modules.add(name, Softmax(axis: 1), input)
        case .convolution, .normalization, .dense: return input
        }
    }
}
