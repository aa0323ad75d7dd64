import Foundation
import Tensors

/// Which pictures of a set a network learns from, and which show how well.
public struct Split: Sendable, Equatable {
    /// Positions in the set, rising.
    public let training: [Int]
    /// Positions in the set, rising, none of them in ``training``.
    public let validation: [Int]
}

extension Dataset {
    /// The split that the set states, or one that is drawn, with as many of each class as its share: labelled pictures only.
    ///
    /// A set that states parts keeps them: what is stated for validation, else for testing. Of each class the fraction is rounded
    /// down, and the pictures that are then missing come from the classes that lost most by it; a class keeps one picture to learn
    /// from.
    ///
    /// - Parameters:
    ///   - fraction: of the pictures, for validation, 0…1.
    ///   - seed: the same seed draws the same split of the same names.
    public func split(validation fraction: Double, seed: UInt64) -> Split {
        precondition((0...1).contains(fraction))
        let labelled = entries.indices.filter { entries[$0].label != nil }
        let stated = [Part.validation, .test].lazy.map { part in labelled.filter { entries[$0].part == part }
        }
        .first { !$0.isEmpty }
        if let stated {
            return Split(
                training: labelled.filter { entries[$0].part == .training || entries[$0].part == nil },
                validation: stated)
        }
        var members = [[Int]](repeating: [], count: classNames.count)
        for index in labelled { members[entries[index].label!].append(index) }
        let counts = Self.shares(members.map(\.count), fraction)
        var generator = PCG64(seed: seed)
        var validation: [Int] = []
        for (label, count) in counts.enumerated() {
            // Fisher and Yates, as far as it is needed; a class draws all its numbers, whatever the fraction.
            var order = members[label]
            for place in order.indices.dropLast() {
                let other = place + Int(generator.uniform() * Double(order.count - place))
                order.swapAt(place, other)
            }
            validation += order.prefix(count)
        }
        let chosen = Set(validation)
        return Split(training: labelled.filter { !chosen.contains($0) }, validation: validation.sorted())
    }

    /// How many of each class are taken.
    static func shares(_ counts: [Int], _ fraction: Double) -> [Int] {
        let exact = counts.map { Double($0) * fraction }
        var shares = zip(exact, counts).map { min(Int($0), max($1 - 1, 0)) }
        let wanted = Int((exact.reduce(0, +)).rounded())
        let byLoss = counts.indices.sorted {
            (exact[$1] - Double(shares[$1]), $0) < (exact[$0] - Double(shares[$0]), $1)
        }
        for label in byLoss where shares.reduce(0, +) < wanted && shares[label] < counts[label] - 1 {
            shares[label] += 1
        }
        return shares
    }

    /// A split as a table that is read as a set again: `file,label,split`, with whole paths where the table does not lie in the
    /// set's own folder.
    public func table(of split: Split) -> Data {
        let validation = Set(split.validation)
        var lines = [TableText.line(["file", "label", "split"])]
        for index in (split.training + split.validation).sorted() {
            let entry = entries[index]
            let path = filePath(at: index).map { URL(fileURLWithPath: $0).standardizedFileURL.path }
            lines.append(
                TableText.line([
                    path ?? entry.name, entry.label.map { classNames[$0] } ?? "",
                    (validation.contains(index) ? Part.validation : .training).rawValue,
                ]))
        }
        return Data((lines.joined(separator: "\n") + "\n").utf8)
    }
}
