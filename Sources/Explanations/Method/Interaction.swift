import NeuralNetwork

/// What a person can do with a method's pictures beside looking at them.
public enum Interaction<Options: MethodOptions, Details: Sendable>: Sendable {
    /// Read the values under the pointer.
    case readsValues
    /// Leaf through pages of tiles and look at one of them by itself.
    case showsTiles(Tiles<Options>)
    /// Read the values under the pointer, and choose the place whose look is shown, by its row and column among the places.
    case looksFromPlaces(@Sendable (inout Options, _ row: Int, _ column: Int) -> Void)
    /// Take regions out of the photo and see what the network makes of the rest.
    case takesOutRegions(@Sendable (Details) -> HiddenSuperpixels)
}

/// How a method shows many tiles.
public struct Tiles<Options: MethodOptions>: Sendable {
    /// How many a layer has.
    let count: @Sendable (Node) -> Int
    let options: WritableKeyPath<Options, TileOptions> & Sendable
    /// What changes, beside the page, where a tile by itself is computed anew; nil where it is a part of the answer that is
    /// there.
    let enlarges: (@Sendable (inout Options) -> Void)?
}

/// Which page of tiles is shown, of how many.
public struct Paging: Sendable, Equatable {
    /// From 0.
    public let page: Int
    public let count: Int
}

extension ExplanationMethod {
    private var tiles: Tiles<Options>? {
        if case .showsTiles(let tiles) = interaction { tiles } else { nil }
    }

    /// The pages of what is shown of a layer; nil for a method that has none.
    public func paging(of layer: Node, _ values: OptionValues) -> Paging? {
        tiles.map { tiles in
            let chosen = Options(values)[keyPath: tiles.options]
            let count = chosen.pageCount(of: tiles.count(layer))
            return Paging(page: min(chosen.page, count) - 1, count: count)
        }
    }

    /// The options that show what a place takes of the others; nil for a method that shows no place's look.
    public func looking(fromRow row: Int, column: Int, _ values: OptionValues) -> OptionValues? {
        guard case .looksFromPlaces(let choose) = interaction else { return nil }
        var options = Options(values)
        choose(&options, row, column)
        return OptionValues(options)
    }

    /// Whether a tile by itself is computed anew.
    public var computesEnlargedTiles: Bool { tiles?.enlarges != nil }

    /// The options that show one tile of a page by itself; nil where that is a part of the answer that is there.
    ///
    /// - Parameter tile: its position on the page, from 0.
    public func enlarging(_ tile: Int, _ values: OptionValues) -> OptionValues? {
        guard let tiles, let enlarges = tiles.enlarges else { return nil }
        var options = Options(values)
        var own = TileOptions(GridSize(rows: 1, columns: 1))
        own.page = options[keyPath: tiles.options].first + tile + 1
        options[keyPath: tiles.options] = own
        enlarges(&options)
        return OptionValues(options)
    }
}
