import Tensors

extension Node {
    /// Which elements of the output make up a channel's map, or one place of it, for ``Gather``.
    ///
    /// - Parameters:
    ///   - channel: nil for all channels.
    ///   - place: a row and a column of the map; nil for all places. What is no place of the picture, such as a class token, is left
    ///     out.
    /// - Returns: for each axis, counted with the batch, the positions, or nil for all of them; nil for a layer without a map.
    /// - Precondition: the channel and the place are those of ``map``.
    public func positions(
        ofChannel channel: Int?, at place: (row: Int, column: Int)? = nil
    ) -> [[Int]?]? {
        guard let (layout, roles) = mapAxes else { return nil }
        var hasChannels = false
        return roles.enumerated().map { axis, role in
            switch role {
            case .channels where axis > 0 && !hasChannels:
                hasChannels = true
                return channel.map { [$0] }
            case .rows: return place.map { [$0.row] }
            case .columns: return place.map { [$0.column] }
            case .places(_, _, let first):
                guard let place else { return Array(first..<first + layout.rows * layout.columns) }
                return [first + place.row * layout.columns + place.column]
            default: return nil
            }
        }
    }
}
