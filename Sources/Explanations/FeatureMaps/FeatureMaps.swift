import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// The output of a layer, one tile for each channel (Chollet, Deep Learning with Python, 2017, 5.4.1).
public struct FeatureMaps: ExplanationMethod {
    public init() {}

    public let name = "feature-map"
    public let title = "Feature map"
    public let summary =
        "What each channel of the layer makes of the photo: bright where its pattern is found."
    public let needsClass = false
    public let isReadOff = true
    public var options: [MethodOption] {
        [Self.normalisation, Self.colormap, Self.order, Self.grid, Self.page]
    }

    static let normalisation = MethodOption(
        "normalization",
        .choice(MapNormalisation.allCases.map(\.name), standard: MapNormalisation.zScore.name),
        stage: .display,
        summary: "How values become colours: each map by itself or all maps of the layer alike.")
    static let colormap = MethodOption(
        "colormap", .choice(Colormap.allCases.map(\.name), standard: Colormap.viridis.name), stage: .display,
        summary: "The colours.")
    static let order = MethodOption(
        "order", .choice(["channel", "mean"], standard: "channel"), stage: .display,
        summary: "Tiles by their channel's number, or those of the highest mean first.")
    static let grid = MethodOption(
        "grid", .size(standard: "4x16"), stage: .display, summary: "Rows and columns of tiles on a page.")
    static let page = MethodOption(
        "page", .integer(1...100_000, standard: 1), stage: .display,
        summary: "Which page of tiles; beyond the last one it is the last.")

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? { nil }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let output = try analysis.forward.output(of: question.layer.id).part(0)
        let maps = Self.maps(output)
        var notices: [String] = []
        if !maps.isFinite { notices.append("Some values are not finite numbers and are shown as flat.") }
        if maps.shape[1] * maps.shape[2] == 1 {
            notices.append(
                "Each map is a single value, so the colours compare the layer's maps with each other.")
        }
        return Explanation(
            method: self, question: question, subject: analysis.subject, raw: maps, notices: notices)
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
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        let maps = explanation.raw
        let isSingleValue = maps.shape[1] * maps.shape[2] == 1
        let (rows, columns) = options.size(Self.grid)
        let layout = ActivationGrid.Layout(columns: columns, rows: rows)
        let grid = ActivationGrid(
            maps: maps, layout: layout,
            normalisation: isSingleValue
                ? .perLayer : MapNormalisation(rawValue: options.text(Self.normalisation)) ?? .zScore,
            colormap: Colormap(rawValue: options.text(Self.colormap)) ?? .viridis,
            tileSize: Self.tileSize(of: maps.shape, layout, in: area),
            order: options.text(Self.order) == "mean" ? Self.byMean(maps) : nil)
        return .grid(grid, page: min(options.integer(Self.page), grid.pageCount) - 1)
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

    /// Tiles as large as the area allows, of the maps' proportions; nil keeps the maps' own size.
    private static func tileSize(
        of maps: Shape, _ layout: ActivationGrid.Layout, in area: DisplayArea?
    ) -> ActivationGrid.TileSize? {
        let (height, width) = (maps[1], maps[2])
        guard let area else {
            // A map of a few pixels would make a page too small to see.
            let factor = max(1, 32 / max(height, width))
            return ActivationGrid.TileSize(width: width * factor, height: height * factor)
        }
        let scale = min(
            Double(area.width - layout.columns) / Double(layout.columns * width),
            Double(area.height - layout.rows) / Double(layout.rows * height))
        return ActivationGrid.TileSize(
            width: max(1, Int(Double(width) * scale)), height: max(1, Int(Double(height) * scale)))
    }
}
