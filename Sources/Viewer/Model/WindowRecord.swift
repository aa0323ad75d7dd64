/// What lessons may say of the window beside what a session says of it, in one record: see `docs/lessons.md`.
enum WindowRecord {
    /// What can be shown, too: the card that is open, the element whose arithmetic is shown as a pair of row and column (from
    /// 0), whether it is kept there, whether it goes over the map by itself, whether the brush is taken, the point of the curve that measures the answer.
    static let shown: Set = ["panel", "element", "kept", "playing", "brush", "stage"]
    /// What only follows: whether there is a whole answer, the most probable class, the explained class's probability, the
    /// photo's file name.
    static let facts: Set = ["answered", "prediction", "probability", "file"]
}
