import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The pattern that each filter of a convolution answers to most, or least: activation maximisation (Erhan et al. 2009).
public struct FilterPatterns: ExplanationMethod {
    public init() {}

    public let name = "filter-pattern"
    public let title: Words = "Filter"
    public let summary: Words =
        "The pattern that each filter of a convolution answers to, whatever the photo."
    public let guide = MethodGuide(
        computes: """
            The photo plays no part. Starting from noise, a picture is changed step by step so that one \
            filter answers more and more strongly.
            """,
        formula: "x ← x + η · ∂ mean A[k](x) / ∂x",
        reading: """
            Each tile is what its filter likes best: stripes and colours in the first layers, textures and \
            parts of objects in deep ones.
            """,
        limits: "It is one of many pictures the filter likes, and exaggerated: no photo looks like it.",
        reference: "Erhan et al. 2009; Olah, Mordvintsev, Schubert: Feature Visualization, Distill 2017")
    public let needsClass = false
    public let cost = Cost.ownPasses
    public let relevance = Relevance.firstMap
    public var interaction: Interaction<FilterPatternOptions, Void> {
        .showsTiles(
            Tiles(count: { $0.shape[0] }, options: \.tiles, enlarges: { $0.size = Self.enlargedSize }))
    }

    /// Rows and columns of a pattern that is looked at by itself.
    private static let enlargedSize = 288

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        layer.kind == .convolution && layer.shape.rank == 3 ? nil : .noConvolution(layer: layer.name)
    }

    public func explain(
        _ question: Question, _ options: FilterPatternOptions, of analysis: Analysis
    ) throws -> Explanation {
        let (model, layer, style) = (analysis.model, question.layer, options.style)
        let network = try PatternNetwork(
            to: layer, of: model, size: options.size > 0 ? max(options.size, 16) : style.size,
            isLinear: style.isLinear, besides: analysis.executor)
        let recipe = PatternRecipe(
            style: style, direction: options.direction, height: network.inputShape[1],
            width: network.inputShape[2], steps: options.steps > 0 ? options.steps : style.steps,
            seed: question.seed)
        let transform = model.preprocessing.colourTransform
        let description: any PatternDescription =
            style == .glassbox
            ? WavePattern(height: recipe.height, width: recipe.width, transform: transform)
            : PixelPattern(style, shape: network.inputShape, channels: transform.channels)
        let search = PatternSearch(recipe, in: network, describedBy: description)

        let filters = options.tiles.tiles(of: layer.shape[0])
        try checkPage(filters.count, options, description.tileShape)
        var page = PatternPage(filters: filters, tileShape: description.tileShape)
        let cache = question.cacheFolder.map { PatternCache(folder: $0 + "/patterns") }
        let key = cache.map { _ in PatternCache.Key(model: model, graph: network.graph, recipe: recipe) }
        // Who keeps nothing wants everything computed.
        let shipped = key.flatMap { ShippedPatterns($0, tile: description.tileShape) }
        for filter in filters {
            try question.cancellation?.check()
            if let known = shipped?.pattern(filter) {
                page.fill(known, filter)
                page.isPrecomputed = true
            } else if let cache, let key, let known = cache.pattern(filter, of: key),
                known.shape == description.tileShape
            {
                page.fill(known, filter)
            }
        }
        func answer(_ underWay: [PatternSearch.Found] = []) -> Explanation {
            Explanation(
                self, question, analysis, raw: page.tensor(with: underWay), notices: page.notices(style))
        }
        let missing = filters.filter { !page.has($0) }
        let known = Double(filters.count - missing.count)
        defer { if !missing.isEmpty { cache?.trim() } }
        try search.run(
            Self.order(
                missing, from: question.focus.map { $0 + filters.lowerBound }, filters,
                options.tiles.grid.columns),
            cancellation: question.cancellation,
            progress: { fraction, underWay in
                let whole = (known + fraction * Double(missing.count)) / Double(filters.count)
                try question.report(whole) { answer(underWay()) }
            },
            finished: { found in
                page.fill(found.colours, found.filter, isSilent: found.isSilent)
                if !found.isSilent, let cache, let key { cache.keep(found.colours, found.filter, of: key) }
            })
        return answer()
    }

    /// Pixels between the tiles of a page.
    private static let gap = 5

    /// Refuses a page that could not be drawn before it is searched for.
    private func checkPage(_ count: Int, _ options: FilterPatternOptions, _ tile: Shape) throws {
        let columns = options.tiles.grid.columns
        let size = PictureSize(width: tile[2], height: tile[1])
        let rows = (count + columns - 1) / columns
        if let error = PictureSizeError.grid(rows: rows, columns: columns, of: size, gap: Self.gap) {
            throw error
        }
    }

    /// The tile that somebody points at first, then those around it; else in order.
    private static func order(_ missing: [Int], from focus: Int?, _ page: Range<Int>, _ columns: Int) -> [Int]
    {
        guard let focus, page.contains(focus) else { return missing }
        func distance(_ filter: Int) -> Int {
            let (tile, centre) = (filter - page.lowerBound, focus - page.lowerBound)
            let (down, across) = (tile / columns - centre / columns, tile % columns - centre % columns)
            return down * down + across * across
        }
        return missing.sorted { (distance($0), $0) < (distance($1), $1) }
    }

    public func present(
        _ explanation: Explanation, _: Void, _ options: FilterPatternOptions, in area: DisplayArea?
    ) -> Presentation {
        let tiles = (0..<explanation.raw.shape[0]).map {
            PictureSheet.Panel("", PatternPicture.picture(of: explanation.raw.part($0)))
        }
        return .sheet(PictureSheet(tiles, columns: options.tiles.grid.columns, gap: Self.gap))
    }
}

/// How patterns are searched for, and for which filters.
public struct FilterPatternOptions: MethodOptions {
    var style = PatternStyle.glassbox
    var direction = PatternDirection.ascent
    var tiles = TileOptions(GridSize(rows: 8, columns: 8))
    /// 0 for the style's own number.
    var steps = 0
    /// Rows and columns of a pattern; 0 for the style's own.
    var size = 0

    public init() {}

    public static let fields: [OptionField<FilterPatternOptions>] =
        [
            .choice(
                "style", \.style, .computation,
                """
                How patterns are searched for: waves before the activation, or pixels after it as in Keras's example.
                """),
            .choice(
                "direction", \.direction, .computation, "Whether the filter's answer is raised or lowered."),
        ] + TileOptions.fields(in: \.tiles, .computation) + [
            .integer(
                "steps", \.steps, 0...10_000, .computation,
                "Steps of the search; 0 takes the style's own number."),
            .integer(
                "pattern-size", \.size, 0...512, .computation,
                "Rows and columns of a pattern during the search; 0 takes the style's own."),
        ]
}

extension PatternStyle: OptionChoice {
    var title: Words? { self == .seed003 ? "ten steps" : nil }
}
extension PatternDirection: OptionChoice {}
