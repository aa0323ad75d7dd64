/// One of several parts into which a study is divided: batches are dealt out in turn, so that parts are of one size within a batch,
/// have no picture in common, and are the same each time.
public struct Shard: Sendable, Equatable, Codable {
    /// From 1.
    public let number: Int
    public let count: Int

    public static let whole = Shard(number: 1, count: 1)

    /// Parts at most.
    private static let limit = 1 << 20

    private init(number: Int, count: Int) {
        self.number = number
        self.count = count
    }

    /// - Parameter text: `2/8`.
    /// - Throws: ``StudyObstacle/shard(_:)``.
    public init(_ text: String) throws(StudyObstacle) {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let number = numbers[0], let count = numbers[1],
            (1...Self.limit).contains(count), (1...count).contains(number)
        else { throw .shard(text) }
        self.init(number: number, count: count)
    }

    /// Whether a batch belongs to it.
    public func contains(_ batch: Int) -> Bool { batch % count == number - 1 }

    /// The part that a scheduler's array job is, or nil outside of one: Slurm, a Kubernetes indexed job, AWS Batch, PBS and Grid
    /// Engine.
    ///
    /// - Throws: ``StudyObstacle/shard(_:)`` where the numbers do not fit together.
    public init?(environment: [String: String]) throws(StudyObstacle) {
        for scheduler in Self.schedulers {
            guard let index = environment[scheduler.index], let number = Int(index) else { continue }
            guard let total = environment[scheduler.count].flatMap({ Int($0) }) else { continue }
            let first = scheduler.first.flatMap { environment[$0] }.flatMap { Int($0) } ?? scheduler.base
            let text = "\(number &- first &+ 1)/\(total)"
            self = try Shard(text)
            return
        }
        return nil
    }

    private static let schedulers: [(index: String, count: String, first: String?, base: Int)] = [
        ("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", 0),
        ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", nil, 0),
        ("AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", nil, 0),
        ("PBS_ARRAY_INDEX", "PBS_ARRAY_COUNT", nil, 1),
        ("SGE_TASK_ID", "SGE_TASK_LAST", "SGE_TASK_FIRST", 1),
    ]
}
