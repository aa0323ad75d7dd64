import Words

/// A form in which sets of pictures come: how it is recognised and how it is listed.
///
/// A format is one file and one line in ``DatasetFormats/all``.
protocol DatasetFormat: Sendable {
    /// What its sets are called, a few words each.
    var titles: [Words] { get }

    /// Lists a set of this form; nil where the place holds none, so that the next format can look.
    ///
    /// - Throws: ``DatasetError`` where it is of this form and cannot be used.
    func read(_ location: Location) throws -> Dataset?
}
