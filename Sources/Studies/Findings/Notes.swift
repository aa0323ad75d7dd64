import Imaging

/// What an analysis noted of the pictures of a study, in their order, and what it counted over all.
public struct Notes<Note: Sendable, Total: Sendable>: Sendable {
    public let study: StudyDescription
    /// Pictures that could be used, with what was noted of them.
    public let pictures: [(picture: StudiedPicture, note: Note)]
    public let total: Total
    /// Decodes a picture by its place, no larger than a thumbnail; nil where the set is not here.
    public let thumbnail: @Sendable (_ place: Int) -> Picture?
}
