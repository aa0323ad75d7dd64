/// Which pictures of a study are most like one of them, to the network: by the cosine of what ``Twins`` notes, less its mean over the set.
public struct Neighbours: Sendable {
    /// One picture beside another.
    public struct Neighbour: Sendable, Equatable {
        public let picture: StudiedPicture
        /// −1…1.
        public let cosine: Double
    }

    private let pictures: [StudiedPicture]
    /// A row for each picture, of length 1.
    private let rows: [Float]
    private let length: Int

    public init(_ notes: Notes<Twins.Note, NoTotal>) {
        let features = notes.pictures.map(\.note.features.values)
        let rows = Twins.directions(features)
        pictures = rows == nil ? [] : notes.pictures.map(\.picture)
        self.rows = rows ?? []
        length = features.first?.count ?? 0
    }

    /// The pictures that are most like the one at a place of the study, the most like first; of equals the first counts.
    ///
    /// - Returns: at most `count`, without the picture itself; none where nothing was noted of it.
    public func nearest(to place: Int, count: Int) -> [Neighbour] {
        guard let own = pictures.firstIndex(where: { $0.place == place }) else { return [] }
        let cosines = rows.withUnsafeBufferPointer { rows in
            pictures.indices.map { other in
                var sum: Float = 0
                for index in 0..<length { sum += rows[own * length + index] * rows[other * length + index] }
                return sum
            }
        }
        return pictures.indices.filter { $0 != own }.sorted { (-cosines[$0], $0) < (-cosines[$1], $1) }
            .prefix(count).map { Neighbour(picture: pictures[$0], cosine: Double(cosines[$0])) }
    }
}
