/// The pictures that excite each channel of a layer most, and by how much each class does.
public struct FilterTotals: StudyTotal {
    /// A picture that excites a channel.
    public struct Top: Codable, Sendable, Equatable {
        public let value: Float
        /// The picture's place in the study.
        public let place: Int
        /// What the channel sees of it: x, y, width, height, in pixels of the picture.
        public let part: [Int]

        func isBefore(_ other: Top) -> Bool { (-value, place) < (-other.value, other.place) }
    }

    /// For each channel the greatest, from the greatest.
    private(set) var tops: [[Top]]
    /// Sums of maxima in 65536ths, for each channel and class: whole numbers, in which the order leaves no trace.
    private var sums: [[Int]]
    /// Pictures of each class.
    private var counts: [[Int]]

    private static let unit: Double = 65536
    private static let greatest = Double(1 << 40)
    private static let topCount = 9

    init(channelCount: Int, classCount: Int) {
        tops = [[Top]](repeating: [], count: channelCount)
        sums = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: channelCount)
        counts = sums
    }

    public var channelCount: Int { tops.count }

    /// The mean of a channel's maxima over the pictures of each class; nil for a class without any.
    func means(of channel: Int) -> [Double?] {
        zip(sums[channel], counts[channel]).map { sum, count in
            count > 0 ? Double(sum) / Double(count) / Self.unit : nil
        }
    }

    mutating func add(_ channel: Int, _ value: Float, _ place: Int, label: Int, part: () -> [Int]) {
        sums[channel][label] += Int(
            min(max(Double(value) * Self.unit, -Self.greatest), Self.greatest).rounded())
        counts[channel][label] += 1
        if let last = tops[channel].last, tops[channel].count == Self.topCount,
            (-value, place) >= (-last.value, last.place)
        {
            return
        }
        insert(Top(value: value, place: place, part: part()), channel)
    }

    private mutating func insert(_ top: Top, _ channel: Int) {
        let index = tops[channel].firstIndex { top.isBefore($0) } ?? tops[channel].count
        tops[channel].insert(top, at: index)
        if tops[channel].count > Self.topCount { tops[channel].removeLast() }
    }

    public mutating func add(_ other: FilterTotals) {
        guard other.channelCount == channelCount else { return }
        for channel in tops.indices {
            for top in other.tops[channel] { insert(top, channel) }
            for label in sums[channel].indices where other.sums[channel].indices.contains(label) {
                sums[channel][label] += other.sums[channel][label]
                counts[channel][label] += other.counts[channel][label]
            }
        }
    }

    /// The class with the greatest mean maximum, and by how much of the range it lies above the mean of the others, 0…1 (class
    /// selectivity, Morcos et al. 2018); nil for a channel that nothing excites.
    func selectivity(of channel: Int) -> (label: Int, value: Double)? {
        let means = sums[channel].indices.filter { counts[channel][$0] > 0 }.map { label in
            (label: label, mean: Double(sums[channel][label]) / Double(counts[channel][label]))
        }
        guard let best = means.max(by: { ($0.mean, -$0.label) < ($1.mean, -$1.label) }), best.mean > 0 else {
            return nil
        }
        let others = means.filter { $0.label != best.label }
        guard !others.isEmpty else { return (best.label, 0) }
        let rest = others.reduce(0) { $0 + max($1.mean, 0) } / Double(others.count)
        return (best.label, (best.mean - rest) / (best.mean + rest))
    }
}
