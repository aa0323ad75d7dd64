import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// The pattern that each filter of a convolution answers to most, or least: activation maximisation (Erhan et al. 2009).
public struct FilterPatterns: ExplanationMethod {
    public init() {}

    public let name = "filter-pattern"
    public let title = "Filter"
    public let summary = "The pattern that each filter of a convolution answers to, whatever the photo."
    public let needsClass = false
    public var options: [MethodOption] {
        [Self.style, Self.direction, Self.grid, Self.page, Self.steps, Self.size]
    }

    static let style = MethodOption(
        "style", .choice(PatternStyle.allCases.map(\.rawValue), standard: PatternStyle.glassbox.rawValue),
        stage: .computation,
        summary:
            "How patterns are searched for: waves before the activation, or pixels after it as in Keras's example."
    )
    static let direction = MethodOption(
        "direction",
        .choice(PatternDirection.allCases.map(\.rawValue), standard: PatternDirection.ascent.rawValue),
        stage: .computation, summary: "Whether the filter's answer is raised or lowered.")
    static let grid = MethodOption(
        "grid", .size(standard: "8x8"), stage: .computation, summary: "Rows and columns of tiles on a page.")
    static let page = MethodOption(
        "page", .integer(1...100_000, standard: 1), stage: .computation,
        summary: "Which page of tiles; beyond the last one it is the last.")
    static let steps = MethodOption(
        "steps", .integer(0...10_000, standard: 0), stage: .computation,
        summary: "Steps of the search; 0 takes the style's own number.")
    static let size = MethodOption(
        "pattern-size", .integer(0...512, standard: 0), stage: .computation,
        summary: "Rows and columns of a pattern during the search; 0 takes the style's own.")

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        layer.kind == .convolution && layer.shape.rank == 3 ? nil : .noConvolution(layer: layer.name)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let (model, options, layer) = (analysis.model, question.options, question.layer)
        let style = PatternStyle(rawValue: options.text(Self.style)) ?? .glassbox
        let size = options.integer(Self.size)
        let network = try PatternNetwork(
            to: layer, of: model, size: size > 0 ? max(size, 16) : style.size, isLinear: style.isLinear,
            besides: analysis.executor)
        let recipe = PatternRecipe(
            style: style, direction: PatternDirection(rawValue: options.text(Self.direction)) ?? .ascent,
            height: network.inputShape[1], width: network.inputShape[2],
            steps: options.integer(Self.steps) > 0 ? options.integer(Self.steps) : style.steps,
            seed: question.seed)
        let transform = model.preprocessing.colourTransform
        let description: any PatternDescription =
            style == .glassbox
            ? WavePattern(height: recipe.height, width: recipe.width, transform: transform)
            : PixelPattern(style, shape: network.inputShape, channels: transform.channels)
        let search = PatternSearch(recipe, in: network, describedBy: description)

        let (rows, columns) = options.size(Self.grid)
        let filters = Self.filters(
            onPage: options.integer(Self.page), of: layer.shape[0], perPage: rows * columns)
        var page = PatternPage(filters: filters, tileShape: description.tileShape)
        let cache = question.cacheFolder.map { PatternCache(folder: $0 + "/patterns") }
        let key = cache.map { _ in PatternCache.Key(model: model, graph: network.graph, recipe: recipe) }
        for filter in filters {
            try question.cancellation?.check()
            if let cache, let key, let known = cache.pattern(filter, of: key),
                known.shape == description.tileShape
            {
                page.fill(known, filter)
            }
        }
        func answer(_ underWay: [PatternSearch.Found] = []) -> Explanation {
            Explanation(
                method: self, question: question, subject: analysis.subject, raw: page.tensor(with: underWay),
                notices: page.notices(style))
        }
        let missing = filters.filter { !page.has($0) }
        let known = Double(filters.count - missing.count)
        defer { if !missing.isEmpty { cache?.trim() } }
        try search.run(
            Self.order(missing, from: question.focus.map { $0 + filters.lowerBound }, filters, columns),
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

    /// The options that show one filter of a page by itself, searched for at a higher resolution.
    ///
    /// - Parameter tile: its position on the page.
    public func enlarging(_ tile: Int, _ options: OptionValues) -> OptionValues {
        var enlarged = options
        try? enlarged.set("grid", to: "1x1", for: self)
        try? enlarged.set("page", to: "\(firstFilter(options) + tile + 1)", for: self)
        try? enlarged.set("pattern-size", to: "288", for: self)
        return enlarged
    }

    /// The number of the first filter on the chosen page.
    public func firstFilter(_ options: OptionValues) -> Int {
        let (rows, columns) = options.size(Self.grid)
        return (options.integer(Self.page) - 1) * rows * columns
    }

    /// How many pages the filters of a layer have.
    public func pageCount(of layer: Node, _ options: OptionValues) -> Int {
        let (rows, columns) = options.size(Self.grid)
        return (layer.shape[0] + rows * columns - 1) / (rows * columns)
    }

    /// The filters of a page; beyond the last one it is the last.
    static func filters(onPage page: Int, of count: Int, perPage: Int) -> Range<Int> {
        let last = (count - 1) / perPage
        let start = min(page - 1, last) * perPage
        return start..<min(start + perPage, count)
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
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        let tiles = (0..<explanation.raw.shape[0]).map {
            PictureSheet.Panel("", PatternPicture.picture(of: explanation.raw.part($0)))
        }
        return .sheet(PictureSheet(tiles, columns: options.size(Self.grid).columns, gap: 5))
    }
}

/// The patterns of one page as far as they are found.
private struct PatternPage {
    let filters: Range<Int>
    private let tileShape: Shape
    private var patterns: [Int: Tensor] = [:]
    private var silentCount = 0

    init(filters: Range<Int>, tileShape: Shape) {
        self.filters = filters
        self.tileShape = tileShape
    }

    func has(_ filter: Int) -> Bool { patterns[filter] != nil }

    /// - Parameter pattern: 3×H×W; kept with 8 bits, so that a first run and one from disk give the same.
    mutating func fill(_ pattern: Tensor, _ filter: Int, isSilent: Bool = false) {
        patterns[filter] = PatternPicture.colours(of: PatternPicture.picture(of: pattern))
        if isSilent { silentCount += 1 }
    }

    /// N×3×H×W; grey where nothing is known yet.
    func tensor(with underWay: [PatternSearch.Found]) -> Tensor {
        var patterns = patterns
        for found in underWay { patterns[found.filter] = found.colours }
        let shape = tileShape
        return Tensor(Shape([filters.count] + shape.dimensions)) { tensor in
            for (index, filter) in filters.enumerated() {
                let tile = UnsafeMutableBufferPointer(
                    rebasing: tensor[index * shape.count..<(index + 1) * shape.count])
                if let pattern = patterns[filter] {
                    pattern.withUnsafeBufferPointer { _ = tile.update(fromContentsOf: $0) }
                } else {
                    tile.update(repeating: 0.5)
                }
            }
        }
    }

    func notices(_ style: PatternStyle) -> [String] {
        guard silentCount > 0 else { return [] }
        let count = "\(silentCount) of \(filters.count) filters"
        guard style != .glassbox else {
            return ["\(count) answer to nothing that was tried, so their tiles stay noise."]
        }
        return [
            "\(count) gave no gradient, so their tiles stay noise; the style \(PatternStyle.glassbox.rawValue) shows a "
                + "pattern for them, too."
        ]
    }
}
