import Words

/// A sidecar file that says what it cannot mean.
public struct SidecarError: ModelFileError, Equatable {
    enum Problem: Sendable, Equatable {
        /// Values that are not of the kinds that ``ModelSidecar`` has.
        case values
        case version(Int)
        case preprocessing(String)
        case size(Int)
        case fit(String)
    }

    public let path: String
    let problem: Problem

    public static let examples = [
        Problem.values, .version(2), .preprocessing("magic"), .size(1), .fit("magic"),
    ].map {
        SidecarError(path: "net.json", problem: $0)
    }

    public var words: Words { "\(path) cannot describe the network beside it: \(clause)." }

    private var clause: Words {
        switch problem {
        case .values: "its values are not of the kinds that are expected"
        case .version(let version): "it is of version \(version), this program knows 1"
        case .preprocessing(let name):
            "its preprocessing is \(name), not one of \(Preprocessing.Scaling.allCases.map(\.rawValue).joined(separator: ", "))"
        case .fit(let name):
            "its fit is \(name), not one of \(Preprocessing.Fit.allCases.map(\.rawValue).joined(separator: ", "))"
        case .size(let size): "its size is \(size), and \(InputSize.allowedClause)"
        }
    }
}
