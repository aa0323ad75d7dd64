import Tensors

/// The feature maps of a layer as pages of tiles, 16 across and 4 down unless told otherwise.
public struct ActivationGrid: Sendable {
    /// How many tiles a page has.
    public struct Layout: Hashable, Sendable {
        public var columns: Int
        public var rows: Int

        public init(columns: Int = 16, rows: Int = 4) {
            precondition(columns > 0 && rows > 0, "a page has at least one tile")
            self.columns = columns
            self.rows = rows
        }

        public var tilesPerPage: Int { columns * rows }
    }

    /// The extent of one tile in pixels.
    public struct TileSize: Hashable, Sendable {
        public var width: Int
        public var height: Int

        public init(width: Int, height: Int) {
            precondition(width > 0 && height > 0, "a tile has at least one pixel")
            self.width = width
            self.height = height
        }
    }

    /// C×H×W.
    public let maps: Tensor
    public let layout: Layout
    public let normalisation: MapNormalisation
    public let colormap: Colormap

    /// Tiles smaller than the maps show means of the normalised values, larger ones repeat them.
    public let tileSize: TileSize

    /// Pixels between neighbouring tiles.
    public let gap: Int

    /// The colour of the gaps and of tiles without a map.
    public let background: RGB

    /// The channel at each position, from the first tile of the first page on; nil for their own order.
    public let order: [Int]?
    private let positions: [Int]?

    /// Channels that are the same everywhere: they have found nothing, whatever their colour says.
    public let silentChannels: Set<Int>

    /// The line of the whole layer, if the normalisation has one.
    let layerLine: LevelLine?

    /// - Parameters:
    ///   - maps: C×H×W, none of them 0.
    ///   - tileSize: nil for the maps' own size.
    ///   - order: every channel once; nil for their own order.
    public init(
        maps: Tensor, layout: Layout = Layout(), normalisation: MapNormalisation = .zScore,
        colormap: Colormap = .viridis, tileSize: TileSize? = nil, gap: Int = 1, background: RGB = .black,
        order: [Int]? = nil
    ) {
        precondition(maps.shape.rank == 3 && maps.count > 0, "feature maps are C×H×W, not \(maps.shape)")
        precondition(gap >= 0, "a gap is not negative")
        precondition(order.map { $0.count == maps.shape[0] } ?? true, "an order names every channel once")
        self.order = order
        positions = order.map { order in
            var positions = [Int](repeating: 0, count: order.count)
            for (position, channel) in order.enumerated() { positions[channel] = position }
            return positions
        }
        self.maps = maps
        self.layout = layout
        self.normalisation = normalisation
        self.colormap = colormap
        self.tileSize = tileSize ?? TileSize(width: maps.shape[2], height: maps.shape[1])
        self.gap = gap
        self.background = background
        silentChannels = Set(
            (0..<maps.shape[0]).filter { channel in
                maps.part(channel).withUnsafeBufferPointer { map in
                    map.count > 1 && map.allSatisfy { $0 == map[0] }
                }
            })
        layerLine =
            normalisation == .perLayer
            ? maps.withUnsafeBufferPointer {
                let statistics = MapStatistics($0, needsDeviation: false)
                return LevelLine.range(statistics.minimum, statistics.maximum)
            } : nil
    }

    /// C.
    public var channelCount: Int { maps.shape[0] }

    /// ⌈C / tiles per page⌉, at least 1.
    public var pageCount: Int { (channelCount + layout.tilesPerPage - 1) / layout.tilesPerPage }

    /// The width of every page in pixels.
    public var width: Int { layout.columns * (tileSize.width + gap) - gap }

    /// The height of every page in pixels.
    public var height: Int { layout.rows * (tileSize.height + gap) - gap }

    /// The channel at a position, from 0.
    public func channel(at position: Int) -> Int { order?[position] ?? position }

    /// The position of a channel, from 0.
    public func position(ofChannel channel: Int) -> Int { positions?[channel] ?? channel }

    /// The page, from 0, that shows a channel.
    public func page(ofChannel channel: Int) -> Int { position(ofChannel: channel) / layout.tilesPerPage }

    /// The positions on a page.
    public func positions(onPage page: Int) -> Range<Int> {
        precondition(page >= 0 && page < pageCount, "page \(page) of \(pageCount)")
        let first = page * layout.tilesPerPage
        return first..<min(first + layout.tilesPerPage, channelCount)
    }

    /// Where a channel's tile lies on its page.
    public func tileRectangle(ofChannel channel: Int) -> PixelRectangle {
        let position = position(ofChannel: channel) % layout.tilesPerPage
        return PixelRectangle(
            x: position % layout.columns * (tileSize.width + gap),
            y: position / layout.columns * (tileSize.height + gap),
            width: tileSize.width, height: tileSize.height)
    }

    /// A place in a feature map.
    public struct Hit: Equatable, Sendable {
        public let channel: Int

        /// Column of the map.
        public let x: Int

        /// Row of the map.
        public let y: Int

        /// What the layer put out there.
        public let value: Float
    }

    /// The channel with its tile under a pixel of a page; nil in gaps, on unused tiles and outside.
    public func channel(atX x: Int, y: Int, page: Int = 0) -> Int? {
        guard x >= 0, y >= 0, x < width, y < height else { return nil }
        let (column, row) = (x / (tileSize.width + gap), y / (tileSize.height + gap))
        let position = page * layout.tilesPerPage + row * layout.columns + column
        guard page >= 0, position < channelCount else { return nil }
        let channel = channel(at: position)
        return tileRectangle(ofChannel: channel).contains(x: x, y: y) ? channel : nil
    }

    /// The element of a feature map under a pixel of a page; nil where ``channel(atX:y:page:)`` is.
    public func hit(atX x: Int, y: Int, page: Int = 0) -> Hit? {
        guard let channel = channel(atX: x, y: y, page: page) else { return nil }
        let tile = tileRectangle(ofChannel: channel)
        let (mapHeight, mapWidth) = (maps.shape[1], maps.shape[2])
        let column = (2 * (x - tile.x) + 1) * mapWidth / (2 * tile.width)
        let row = (2 * (y - tile.y) + 1) * mapHeight / (2 * tile.height)
        return Hit(
            channel: channel, x: column, y: row,
            value: maps[(channel * mapHeight + row) * mapWidth + column])
    }
}
