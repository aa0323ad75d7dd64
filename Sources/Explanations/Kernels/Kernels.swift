import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The weights of a layer as pictures, beside those that it had before it learnt anything, with how large they are.
public struct Kernels: ExplanationMethod {
    public init() {}

    public let name = "kernels"
    public let title: Words = "Kernels"
    public let summary: Words = "The weights of a layer as pictures, beside random ones, with their lengths."
    public let guide = MethodGuide(
        computes: """
            The photo plays no part. Each tile is one kernel: in the first layer in the colours that it looks for, else the part \
            that reads the strongest of its inputs. Beside them stand random weights of the same mean and spread, as before the \
            training, then how often each weight occurs, and the lengths of all kernels.
            """,
        formula: Words(verbatim: "‖W[k]‖ = √ Σ W[k, c, y, x]²"),
        reading: """
            Red weights raise the output, blue ones lower it. Edges and spots of colour in the first layer are what was learnt; \
            noise like that of the random ones was not. A kernel of no length is dead.
            """,
        limits:
            "Behind the first layer a weight says little by itself: it reads maps that are not seen here.",
        reference: "Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep CNNs, NeurIPS 2012")
    public let needsClass = false
    public let cost = Cost.reading
    public let relevance = Relevance.firstMap
    public var interaction: Interaction<KernelOptions, KernelPage> {
        .showsTiles(
            Tiles(
                count: { KernelWeights($0.operation)?.count ?? 1 }, options: \.tiles, enlarges: nil))
    }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        KernelWeights(layer.operation) == nil ? .noKernels(layer: layer.name) : nil
    }

    public func explain(
        _ question: Question, _ options: KernelOptions, of analysis: Analysis
    ) throws -> Explanation {
        let (model, layer) = (analysis.model, question.layer)
        let random = model.graph.withRandomWeights(in: [layer.id], seed: question.seed).nodes[layer.id]
        guard let trained = KernelWeights(layer.operation), let untrained = KernelWeights(random.operation)
        else { preconditionFailure("a layer without kernels has an obstacle") }
        let readsPicture =
            layer.inputs.first.map { model.graph.nodes[$0].kind == .input } ?? false
            && trained.inputs == 3 && trained.rows * trained.columns > 1
        let transform = model.preprocessing.colourTransform
        let kernels = options.tiles.tiles(of: trained.count)
        func tiles(_ weights: KernelWeights) -> [Tensor] {
            kernels.map {
                readsPicture && options.colours == .photo
                    ? weights.colours($0, transform) : weights.tile($0)
            }
        }
        let shown = tiles(trained)
        let page = KernelPage(
            tiles: shown, untrained: tiles(untrained), norms: trained.norms,
            statistics: TensorStatistics(trained.weights),
            random: TensorStatistics(untrained.weights, parts: 12))
        let raw = Tensor.joined(
            shown.map { KernelPage.finite($0).asBatch })
        var notices: [Notice] = []
        if page.statistics.unusableCount > 0 { notices.append(.notFinite) }
        return Explanation(self, question, analysis, raw: raw, notices: notices, details: page)
    }

    public func present(
        _ explanation: Explanation, _ page: KernelPage, _ options: KernelOptions, in area: DisplayArea?
    ) -> Presentation {
        .sheet(page.sheet(columns: options.tiles.grid.columns))
    }
}

/// How kernels are shown.
public struct KernelOptions: MethodOptions {
    enum Colours: String, OptionChoice {
        case photo, signs
    }

    var colours = Colours.photo
    var tiles = TileOptions(GridSize(rows: 8, columns: 8))

    public init() {}

    public static let fields: [OptionField<KernelOptions>] =
        [
            .choice(
                "colours", \.colours, .computation,
                "What reads the photo itself in the photo's colours, or red and blue as everywhere.")
        ] + TileOptions.fields(in: \.tiles, .computation)
}
