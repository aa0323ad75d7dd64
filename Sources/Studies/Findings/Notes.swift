import Imaging

/// What an analysis noted of the pictures of a study, in their order, and what it counted over all.
public struct Notes<Note: Sendable, Total: Sendable>: Sendable {
    public let study: StudyDescription
    /// Pictures that could be used, with what was noted of them.
    public let pictures: [(picture: StudiedPicture, note: Note)]
    public let total: Total
    /// Decodes a picture by its place; nil where the set is not here.
    public let photo: @Sendable (_ place: Int) -> Picture?

    /// What was noted of the picture at a place of the study.
    public func note(_ place: Int) -> Note? {
        // Pictures stand in the order of their places.
        var (low, high) = (0, pictures.count)
        while low < high {
            let middle = (low + high) / 2
            if pictures[middle].picture.place < place { low = middle + 1 } else { high = middle }
        }
        return low < pictures.count && pictures[low].picture.place == place ? pictures[low].note : nil
    }

    /// Pixels on the longer side of a thumbnail.
    private static var side: Int { 160 }

    /// A picture by its place, small; nil where the set is not here.
    public func thumbnail(_ place: Int) -> Picture? {
        photo(place).map(Self.thumbnail)
    }

    static func thumbnail(of photo: Picture) -> Picture { photo.scaledToFit(width: side, height: side) }
}
