import Datasets
import Foundation

/// The parts of a study as one: what one run would have come to.
public enum StudyMerge {
    /// - Parameter paths: of the parts' files, in any order.
    /// - Throws: ``StudyObstacle`` where they are not all the parts of one study; `FileError`.
    public static func results(of paths: [String]) throws -> StudyResults {
        var readers: [Int: (path: String, reader: PartReader)] = [:]
        var first: Lines.Start?
        for path in paths {
            let reader = try PartReader(path)
            guard let start = reader.start else { throw StudyObstacle.notAPart(path, line: 1) }
            guard reader.isWhole else { throw StudyObstacle.unfinished(path) }
            if let first {
                guard first.study.isSameStudy(as: start.study), first.shard.count == start.shard.count else {
                    throw StudyObstacle.otherParts(path, paths[0])
                }
            }
            first = first ?? start
            if let other = readers[start.shard.number] { throw StudyObstacle.twice(other.path, path) }
            readers[start.shard.number] = (path, reader)
        }
        guard let first else { throw StudyObstacle.missingParts([1], of: 1) }
        let missing = (1...first.shard.count).filter { readers[$0] == nil }
        guard missing.isEmpty else {
            throw StudyObstacle.missingParts(Array(missing.prefix(20)), of: first.shard.count)
        }
        let results = try StudyResults(first.study, photos: nil)
        for number in 1...first.shard.count {
            try results.read(readers[number]!.reader)
        }
        guard results.all.count == first.study.pictureCount else { throw StudyObstacle.unfinished(paths[0]) }
        return results
    }
}
