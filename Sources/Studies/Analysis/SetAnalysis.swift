import Words

/// A question to a whole set of pictures: what is noted of each, what is counted over all, and what that comes to.
///
/// An analysis is one file that states all of this, and one line in ``Analyses/all``. What it notes and counts must not depend on the
/// order of batches, so that a study in parts comes to the same as one in one.
public protocol SetAnalysis<Note, Total>: Sendable {
    /// What is noted of one picture, small: a study keeps all.
    associatedtype Note: Codable & Sendable
    /// What is counted over all pictures; ``NoTotal`` where notes say it all.
    associatedtype Total: StudyTotal

    /// The spelling on the command line, for example `errors`.
    var name: String { get }
    /// For people, for example `Errors`.
    var title: Words { get }
    /// What it finds, one sentence.
    var summary: Words { get }

    /// Whether it asks what layers put out, so that one pass keeps them for all analyses.
    var looksIntoLayers: Bool { get }

    /// Why the study cannot have it, or nil if it can.
    func obstacle(in study: Study) -> StudyObstacle?

    /// Nothing counted yet.
    func emptyTotal(in study: Study) throws -> Total

    /// Looks at a batch.
    ///
    /// - Returns: one note for each of its items, in their order.
    func observe(_ batch: StudyBatch, _ total: inout Total) throws -> [Note]

    /// The names of the columns that it adds to the table of pictures.
    var columns: [String] { get }

    /// What stands in these columns for a picture: one row, or several, each of which repeats what other analyses say of the
    /// picture.
    func rows(_ note: Note, in study: StudyDescription) -> [[FindingTable.Cell]]

    /// One finding of each form, about pictures that there are not: what it says has to be translated.
    var examples: [Finding] { get throws }

    /// What the notes of all pictures come to. Costs no pass through the network.
    func finding(_ notes: Notes<Note, Total>) throws -> Finding
}

/// What is counted over all pictures of a study.
public protocol StudyTotal: Codable, Sendable {
    /// Adds what another part of the study counted; in whichever order, the sum is the same to the last bit.
    mutating func add(_ other: Self)
}

/// Nothing is counted.
public struct NoTotal: StudyTotal {
    public init() {}
    public mutating func add(_ other: NoTotal) {}
}

extension SetAnalysis where Total == NoTotal {
    public func emptyTotal(in study: Study) -> NoTotal { NoTotal() }
}

/// Nothing is noted of single pictures.
public struct NoNote: Codable, Sendable {
    public init() {}
}

extension SetAnalysis {
    public var columns: [String] { [] }

    public func rows(_ note: Note, in study: StudyDescription) -> [[FindingTable.Cell]] { [[]] }
}
