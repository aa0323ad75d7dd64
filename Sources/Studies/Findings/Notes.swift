import Imaging

/// What an analysis noted of the pictures of a study, in their order, and what it counted over all.
public struct Notes<Note: Sendable, Total: Sendable>: Sendable {
    public let study: StudyDescription
    /// Pictures that could be used, with what was noted of them.
    public let pictures: [(picture: StudiedPicture, note: Note)]
    public let total: Total
    /// Decodes a picture by its place; nil where the set is not here.
    public let photo: @Sendable (_ place: Int) -> Picture?

    /// Pixels on the longer side of a thumbnail.
    private static var side: Int { 160 }

    /// A picture by its place, small; nil where the set is not here.
    public func thumbnail(_ place: Int) -> Picture? {
        photo(place)?.scaledToFit(width: Self.side, height: Self.side)
    }
}
