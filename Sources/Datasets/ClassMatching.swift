import Words

/// Which class of a network each label of a set means.
public struct ClassMatching: Sendable, Equatable {
    /// How they were matched.
    public enum Rule: Sendable, Equatable {
        /// As a file says.
        case mapping
        /// By what both are called, whatever the case, and whatever stands between words.
        case names
        /// The labels are the classes' numbers, from 0.
        case numbers
        /// One after the other: as many labels as classes, none of which is called alike.
        case order
    }

    public let rule: Rule
    /// For each class of the set its position among the network's scores, or nil where the network has none like it.
    public let targets: [Int?]
    /// The set's labels that are no class of the network.
    public let unmatched: [String]
    /// Classes of the network, with those that no label means.
    public let classCount: Int

    /// - Parameters:
    ///   - names: the set's labels.
    ///   - classes: the network's names; nil where it has none.
    ///   - classCount: how many scores it gives.
    ///   - mapping: what a person says of some of the labels.
    /// - Throws: ``DatasetError/noCommonClass(set:network:)`` where nothing matches.
    public init(
        _ names: [String], to classes: [String]?, classCount: Int, mapping: LabelMapping? = nil
    ) throws(DatasetError) {
        self.classCount = classCount
        let known = KnownClasses(classes ?? [], count: classCount)
        let byName = names.map(known.index)
        let byNumber = names.map { known.number($0) }
        if let mapping {
            rule = .mapping
            targets = zip(names, byName).map { mapping.targets[$0] ?? $1 }
        } else if byName.contains(where: { $0 != nil }) {
            rule = .names
            targets = byName
        } else if !names.isEmpty, byNumber.allSatisfy({ $0 != nil }) {
            rule = .numbers
            targets = byNumber
        } else if names.count == classCount {
            rule = .order
            targets = names.indices.map { $0 }
        } else {
            throw .noCommonClass(set: Array(names.prefix(4)), network: Array((classes ?? []).prefix(4)))
        }
        unmatched = zip(names, targets).filter { $1 == nil }.map(\.0)
        guard targets.contains(where: { $0 != nil }) else {
            throw .noCommonClass(set: Array(names.prefix(4)), network: Array((classes ?? []).prefix(4)))
        }
    }

    /// What was done, a sentence or two.
    public var words: Words {
        let matched = targets.count - unmatched.count
        let first: Words =
            switch rule {
            case .mapping:
                "Labels are mapped to the network's classes by a file: \(matched) of \(targets.count)."
            case .names:
                "Labels are matched to the network's classes by name: \(matched) of \(targets.count)."
            case .numbers: "Labels are the numbers of the network's classes: \(matched) of \(targets.count)."
            case .order:
                "No label is called as a class of the network is; there are as many, so they are matched one after the other: \(targets.count)."
            }
        guard !unmatched.isEmpty else { return first }
        return first.followed(
            by: "Labels that are no class of the network: \(DatasetRemark.list(unmatched)).")
    }

    /// One of each form that ``words`` takes.
    public static let examples: [ClassMatching] = [.mapping, .names, .numbers, .order].map {
        ClassMatching(rule: $0, targets: [0, nil], unmatched: ["cat"], classCount: 2)
    }

    private init(rule: Rule, targets: [Int?], unmatched: [String], classCount: Int) {
        self.rule = rule
        self.targets = targets
        self.unmatched = unmatched
        self.classCount = classCount
    }
}

/// A network's classes, to be looked up.
struct KnownClasses {
    private let count: Int
    private var places: [String: Int] = [:]

    init(_ names: [String], count: Int) {
        self.count = count
        for (place, name) in names.prefix(count).enumerated() {
            // Of "tench, Tinca tinca" the first word counts, too; of equals the first class.
            for key in [Self.key(name), Self.key(name.prefix { $0 != "," })] where places[key] == nil {
                places[key] = place
            }
        }
    }

    /// The class of that name; of a name with commas the first word counts, too.
    func index(_ name: String) -> Int? {
        places[Self.key(name)] ?? places[Self.key(name.prefix { $0 != "," })]
    }

    /// The class of that number.
    func number(_ text: String) -> Int? { Int(text).flatMap { (0..<count).contains($0) ? $0 : nil } }

    /// A name in small letters, with one space for whatever stands between words.
    private static func key(_ name: some StringProtocol) -> String {
        name.lowercased().split { $0 == " " || $0 == "_" || $0 == "-" }.joined(separator: " ")
    }
}
