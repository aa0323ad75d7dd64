/// How often each label is predicted as each class, as far as both fit into a picture: where there are more classes than can be told
/// apart, those with most mistakes, and all others together.
struct ConfusionMatrix: Sendable, Equatable {
    /// A row or a column.
    enum Group: Hashable, Sendable {
        /// A class of the network.
        case of(Int)
        case others
    }

    /// Rows and columns that can be told apart.
    static let limit = 20

    /// Classes with a row and a column, rising.
    let classes: [Int]
    let rows, columns: [Group]
    /// How many classes the labels mean.
    let labelCount: Int
    let total, right: Int
    private let counts: [Pair: Int]

    private struct Pair: Hashable {
        let row, column: Group
    }

    init() { self.init([], targets: []) }

    /// - Parameter targets: classes of the network that labels mean.
    init(_ answers: [PictureSet.Answer], targets: [Int]) {
        var mistakes: [Int: Int] = [:]
        for answer in answers {
            guard let target = answer.target, target != answer.predicted else { continue }
            mistakes[target, default: 0] += 1
            mistakes[answer.predicted, default: 0] += 1
        }
        let all = Set(targets)
        let ranked = all.sorted { (mistakes[$1] ?? 0, $0) < (mistakes[$0] ?? 0, $1) }
        let classes = ranked.prefix(Self.limit).sorted()
        let known = Set(classes)
        var counts: [Pair: Int] = [:]
        var (total, right) = (0, 0)
        for answer in answers {
            guard let target = answer.target else { continue }
            total += 1
            if target == answer.predicted { right += 1 }
            let row = known.contains(target) ? Group.of(target) : .others
            let column = known.contains(answer.predicted) ? Group.of(answer.predicted) : .others
            counts[Pair(row: row, column: column), default: 0] += 1
        }
        let own = classes.map { Group.of($0) }
        self.classes = classes
        rows = counts.keys.contains { $0.row == .others } ? own + [.others] : own
        columns = counts.keys.contains { $0.column == .others } ? own + [.others] : own
        (labelCount, self.total, self.right, self.counts) = (all.count, total, right, counts)
    }

    func count(_ row: Group, _ column: Group) -> Int { counts[Pair(row: row, column: column)] ?? 0 }

    /// Pictures with a row's label.
    func support(_ row: Group) -> Int { columns.reduce(0) { $0 + count(row, $1) } }

    /// The row or column of a class.
    func group(of index: Int) -> Group { classes.contains(index) ? .of(index) : .others }
}
