/// The analyses, in the order in which they are shown. The command line, the window and the tests read this list.
public enum Analyses {
    public static let all: [any SetAnalysis] = [
        Errors(),
        LooksAt(),
        Shortcuts(),
        FilterHealth(),
        FilterPictures(),
        PreprocessingCheck(),
        Twins(),
        MethodScores(),
    ]

    /// - Throws: ``StudyObstacle/unknownAnalysis(_:known:)``.
    public static func named(_ name: String) throws(StudyObstacle) -> any SetAnalysis {
        if let analysis = all.first(where: { $0.name == name }) { return analysis }
        throw .unknownAnalysis(name, known: all.map(\.name))
    }
}
