import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The output of a layer, one tile for each channel (Chollet, Deep Learning with Python, 2017, 5.4.1).
public struct FeatureMaps: ExplanationMethod {
    public init() {}

    public let name = "feature-map"
    public let title: Words = "Feature map"
    public let summary: Words =
        "What each channel of the layer makes of the photo: bright where its pattern is found."
    public let guide = MethodGuide(
        computes: """
            The photo goes through the network up to the layer. Every channel of the layer's output is one \
            tile.
            """,
        formula: Words(verbatim: "A[k] = layer(x)[k]"),
        reading: """
            Bright places are where the channel finds its pattern: edges and colours in the first layers, \
            parts of objects in deep ones. Point at a tile for its values, click it to see it beside the \
            photo.
            """,
        limits: """
            It shows where a channel responds, not what it looks for (see Filter) nor whether the answer \
            depends on it.
            """,
        reference: "Chollet, Deep Learning with Python, 2017, section 5.4.1")
    public let needsClass = false
    public let cost = Cost.reading
    public let relevance = Relevance.firstMap
    public var interaction: Interaction<FeatureMapOptions, Void> {
        .showsTiles(
            Tiles(
                count: { $0.map?.channels ?? $0.shape.dimensions.first ?? 1 }, options: \.tiles, enlarges: nil
            ))
    }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? { nil }

    public func explain(
        _ question: Question, _ options: FeatureMapOptions, of analysis: Analysis
    ) throws -> Explanation {
        let output = try analysis.forward.output(of: question.layer.id)
        let first = output.shape.rank == 0 ? output : output.part(0)
        let maps = question.layer.map?.maps(of: first) ?? Self.maps(first)
        var notices: [Notice] = []
        if !maps.isFinite { notices.append(.notFinite) }
        if maps.shape[1] * maps.shape[2] == 1 {
            notices.append(.singleValues)
        }
        if !question.layer.isByItem, let parts = output.shape.dimensions.first {
            notices.append(.firstPart(of: parts))
        }
        return Explanation(self, question, analysis, raw: maps, notices: notices)
    }

    /// Any output as C×H×W: a vector as single values, further axes as rows.
    private static func maps(_ output: Tensor) -> Tensor {
        let shape = output.shape.dimensions
        switch shape.count {
        case 3: return output
        case 2: return output.reshaped([shape[0], 1, shape[1]])
        case 4...: return output.reshaped([shape[0], shape[1..<shape.count - 1].reduce(1, *), shape.last!])
        default: return output.reshaped([output.count, 1, 1])
        }
    }

    public func present(
        _ explanation: Explanation, _: Void, _ options: FeatureMapOptions, in area: DisplayArea?
    ) -> Presentation {
        let maps = explanation.raw
        let isSingleValue = maps.shape[1] * maps.shape[2] == 1
        let tiles = options.tiles
        let layout = Self.layout(of: maps.shape, asked: tiles.grid, in: area)
        let grid = ActivationGrid(
            maps: maps, layout: layout,
            normalisation: isSingleValue ? .perLayer : options.normalisation, colormap: options.colormap,
            tileSize: Self.tileSize(of: maps.shape, layout, isUsual: tiles.grid == Self.usualGrid, in: area),
            order: options.order == .mean ? Self.byMean(maps) : nil)
        return .grid(grid, page: min(tiles.page, grid.pageCount) - 1)
    }

    /// The channels, those of the highest mean first; equal ones by their numbers.
    static func byMean(_ maps: Tensor) -> [Int] {
        let size = maps.shape[1] * maps.shape[2]
        let sums = maps.withUnsafeBufferPointer { values in
            (0..<maps.shape[0]).map { channel in
                values[channel * size..<(channel + 1) * size].reduce(0) { $0 + Double($1) }
            }
        }
        // Not a number comes last.
        func key(_ channel: Int) -> Double { sums[channel].isNaN ? -.infinity : sums[channel] }
        return sums.indices.sorted { (-key($0), $0) < (-key($1), $1) }
    }

    /// As many tiles as are asked for; where nothing is asked and there are fewer channels, as many as there are, as large as
    /// the area allows.
    private static func layout(
        of maps: Shape, asked grid: GridSize, in area: DisplayArea?
    ) -> ActivationGrid.Layout {
        let asked = ActivationGrid.Layout(columns: grid.columns, rows: grid.rows)
        let count = maps[0]
        guard grid == usualGrid, count < asked.tilesPerPage else { return asked }
        func layout(_ columns: Int) -> ActivationGrid.Layout {
            ActivationGrid.Layout(columns: columns, rows: (count + columns - 1) / columns)
        }
        guard let area else { return layout(min(count, asked.columns)) }
        func scale(_ layout: ActivationGrid.Layout) -> Double {
            min(
                Double(area.width - layout.columns) / Double(layout.columns * maps[2]),
                Double(area.height - layout.rows) / Double(layout.rows * maps[1]))
        }
        // Of equally large tiles, the fewest rows.
        return (1...count).map(layout).max { (scale($0), -$0.rows) < (scale($1), -$1.rows) } ?? asked
    }

    static let usualGrid = GridSize(rows: 4, columns: 16)

    /// Tiles as large as the area allows, of the maps' proportions; nil keeps the maps' own size.
    private static func tileSize(
        of maps: Shape, _ layout: ActivationGrid.Layout, isUsual: Bool, in area: DisplayArea?
    ) -> ActivationGrid.TileSize? {
        let (height, width) = (maps[1], maps[2])
        guard let area else {
            // A map of a few pixels would make a page too small to see.
            let factor = max(1, 32 / max(height, width))
            var tile = PictureSize(width: width * factor, height: height * factor)
            // Nobody asked for the usual grid, so its tiles become as small as they have to be.
            while isUsual,
                PictureSize(rows: layout.rows, columns: layout.columns, of: tile, gap: 1)?.isDrawable != true
            {
                tile = PictureSize(width: max(1, tile.width / 2), height: max(1, tile.height / 2))
            }
            return ActivationGrid.TileSize(width: tile.width, height: tile.height)
        }
        let scale = min(
            Double(area.width - layout.columns) / Double(layout.columns * width),
            Double(area.height - layout.rows) / Double(layout.rows * height))
        return ActivationGrid.TileSize(
            width: max(1, Int(Double(width) * scale)), height: max(1, Int(Double(height) * scale)))
    }
}

/// How feature maps are coloured and laid out.
public struct FeatureMapOptions: MethodOptions {
    enum Order: String, OptionChoice {
        case channel, mean
    }

    var normalisation = MapNormalisation.perMap
    var colormap = Colormap.viridis
    var order = Order.channel
    var tiles = TileOptions(FeatureMaps.usualGrid)

    public init() {}

    public static let fields: [OptionField<FeatureMapOptions>] =
        [
            .choice(
                "normalization", \.normalisation, .display,
                "How values become colours: each map by itself or all maps of the layer alike."),
            .choice("colormap", \.colormap, .display, "The colours."),
            .choice(
                "order", \.order, .display,
                "Tiles by their channel's number, or those of the highest mean first."),
        ] + TileOptions.fields(in: \.tiles, .display)
}

extension MapNormalisation: OptionChoice {}
