import Foundation

/// What the command line asks for.
struct FuzzSettings: Sendable {
    var root = FileManager.default.currentDirectoryPath
    var seed: UInt64 = 1
    /// Inputs a format, and seconds for all together; the first that is reached ends it.
    var count: UInt64 = 20_000
    var seconds = 90.0
    /// Formats; empty for all.
    var only: [String] = []
    var usedPercent = 5
    var jobs = 2
    /// Whether findings are made small, which takes its time.
    var minimises = false
    /// A folder for inputs that reach edges which none before did, and are changed further; empty for none. The program has to
    /// count its edges.
    var corpus = ""
    /// Whether the kept files are read rather than new ones.
    var isRegression = false

    static let usage = """
        usage: glassbox-fuzz [--root FOLDER] [--seed N] [--count N] [--seconds N] [--only FORMAT]... [--use PERCENT]
                             [--jobs N] [--minimise] [--regressions] [--corpus FOLDER]
        """

    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--minimise": minimises = true
            case "--regressions": isRegression = true
            default:
                guard let value = rest.popFirst() else { return nil }
                switch (option, Double(value)) {
                case ("--root", _): root = value
                case ("--corpus", _): corpus = value
                case ("--only", _): only.append(value)
                case ("--seed", let number?): seed = UInt64(number)
                case ("--count", let number?): count = UInt64(number)
                case ("--seconds", let number?): seconds = number
                case ("--use", let number?): usedPercent = Int(number)
                case ("--jobs", let number?): jobs = max(1, Int(number))
                default: return nil
                }
            }
        }
    }
}
