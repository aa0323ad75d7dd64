import Tensors

/// What was counted of every channel of a network.
public struct ChannelTotals: StudyTotal {
    var layers: [LayerTotals]

    /// Pictures that were looked at.
    public var pictureCount: Int { layers.first?.pictureCount ?? 0 }

    public mutating func add(_ other: ChannelTotals) {
        for place in layers.indices where other.layers.indices.contains(place) {
            layers[place].add(other.layers[place])
        }
    }
}

/// What was counted of the channels of one layer: extremes and whole numbers, in which the order of pictures leaves no trace.
struct LayerTotals: Codable, Sendable {
    let id: Int
    let name: String
    /// The activation's bounds, an infinite one where there is none.
    private let low, high: PackedFloats
    private(set) var pictureCount = 0
    /// Of all places of all pictures.
    private var minimum: PackedFloats
    private var maximum: PackedFloats
    /// Places at a bound of the activation other than 0, places, and pictures with values that are not finite.
    private var atBound: [Int]
    private var places = 0
    private var notFinite: [Int]
    /// Values at some places of some pictures, by the pictures' places in the study: channels × places.
    private var samples: [Int: PackedHalves] = [:]

    /// Rows and columns of places that are sampled.
    private static let sampledSide = 3

    init(_ layer: ExaminedLayer) {
        let count = layer.node.map?.channels ?? layer.node.shape.count
        id = layer.node.id
        name = layer.node.name
        low = PackedFloats([layer.bounds.low])
        high = PackedFloats([layer.bounds.high])
        minimum = PackedFloats([Float](repeating: .infinity, count: count))
        maximum = PackedFloats([Float](repeating: -.infinity, count: count))
        atBound = [Int](repeating: 0, count: count)
        notFinite = [Int](repeating: 0, count: count)
    }

    var channelCount: Int { atBound.count }

    /// - Parameters:
    ///   - maps: of one picture, C×H×W.
    ///   - sample: the picture's place in the study where single values are kept.
    mutating func add(_ maps: Tensor, sampledAs sample: Int?) {
        let plane = maps.shape[1] * maps.shape[2]
        // Within a hundredth of the bound; 0 is no saturation of a rectifier.
        let (low, high) = (self.low.values[0], self.high.values[0])
        let upper = high.isFinite ? high - 0.01 * abs(high) : .infinity
        let lower = low.isFinite && low != 0 ? low + 0.01 * abs(low) : -.infinity
        let isSigmoid = low == 0 && high == 1
        maps.withUnsafeBufferPointer { values in
            for channel in 0..<channelCount {
                var least = Float.infinity
                var greatest = -Float.infinity
                var bounded = 0
                var exponents: UInt32 = 0
                for place in channel * plane..<(channel + 1) * plane {
                    let value = values[place]
                    least = min(least, value)
                    greatest = max(greatest, value)
                    bounded &+= value >= upper || value <= lower || (isSigmoid && value <= 0.01) ? 1 : 0
                    exponents = max(exponents, value.bitPattern & 0x7F80_0000)
                }
                if exponents == 0x7F80_0000 {
                    notFinite[channel] += 1
                } else {
                    minimum.values[channel] = min(minimum.values[channel], least)
                    maximum.values[channel] = max(maximum.values[channel], greatest)
                }
                atBound[channel] += bounded
            }
        }
        places += plane
        pictureCount += 1
        if let sample { samples[sample] = PackedHalves(sampled(maps)) }
    }

    private func sampled(_ maps: Tensor) -> [Float] {
        let (rows, columns) = (maps.shape[1], maps.shape[2])
        let side = Self.sampledSide
        return maps.withUnsafeBufferPointer { values in
            var found: [Float] = []
            found.reserveCapacity(channelCount * side * side)
            for channel in 0..<channelCount {
                for row in 0..<side {
                    for column in 0..<side {
                        let (y, x) = (
                            (2 * row + 1) * rows / (2 * side), (2 * column + 1) * columns / (2 * side)
                        )
                        let value = values[(channel * rows + y) * columns + x]
                        found.append(value.isFinite ? value : 0)
                    }
                }
            }
            return found
        }
    }

    mutating func add(_ other: LayerTotals) {
        guard other.id == id, other.channelCount == channelCount else { return }
        pictureCount += other.pictureCount
        places += other.places
        for channel in 0..<channelCount {
            minimum.values[channel] = min(minimum.values[channel], other.minimum.values[channel])
            maximum.values[channel] = max(maximum.values[channel], other.maximum.values[channel])
            atBound[channel] += other.atBound[channel]
            notFinite[channel] += other.notFinite[channel]
        }
        samples.merge(other.samples) { own, _ in own }
    }

    /// The part of a channel's values that lie at a bound from which on it is saturated.
    private static let saturation = 0.95

    /// Channels with a fault, rising; for doubles the first channel that is the same.
    func faults() -> [(channel: Int, fault: ChannelFault, other: Int?)] {
        guard pictureCount > 0 else { return [] }
        let rectifies = low.values[0] == 0
        let doubles = doubles()
        return (0..<channelCount).compactMap { channel in
            let (least, greatest) = (minimum.values[channel], maximum.values[channel])
            if notFinite[channel] > 0 { return (channel, .notFinite, nil) }
            if rectifies && greatest <= 0 || greatest - least <= 1e-6 * abs(greatest) {
                return (channel, .dead, nil)
            }
            if Double(atBound[channel]) >= Self.saturation * Double(places) {
                return (channel, .saturated, nil)
            }
            if rectifies, least > 0 { return (channel, .always, nil) }
            return doubles[channel].map { (channel, .double, $0) }
        }
    }

    /// The correlation from which on two channels do the same.
    private static let likeness: Float = 0.99
    /// Channels of one layer that are compared with each other.
    private static let comparedChannels = 4096

    /// For each channel that does the same as one before it, the first such.
    private func doubles() -> [Int: Int] {
        let side = Self.sampledSide * Self.sampledSide
        let pictures = samples.keys.sorted()
        let length = pictures.count * side
        guard length >= 2 * side, channelCount <= Self.comparedChannels else { return [:] }
        // Centred and of length 1, a row for each channel; a channel that does not vary is like no other.
        var rows = [Float](repeating: 0, count: channelCount * length)
        var varies = [Bool](repeating: false, count: channelCount)
        for channel in 0..<channelCount {
            let start = channel * length
            for (place, picture) in pictures.enumerated() {
                guard let values = samples[picture]?.values, values.count == channelCount * side else {
                    return [:]
                }
                for index in 0..<side { rows[start + place * side + index] = values[channel * side + index] }
            }
            let mean = rows[start..<start + length].reduce(0, +) / Float(length)
            var square: Float = 0
            for index in start..<start + length {
                rows[index] -= mean
                square += rows[index] * rows[index]
            }
            varies[channel] = square > 1e-12 * max(mean * mean * Float(length), 1e-20)
            if varies[channel] {
                let scale = 1 / square.squareRoot()
                for index in start..<start + length { rows[index] *= scale }
            }
        }
        let products = Products.pairs(above: Self.likeness, rows, count: channelCount, length: length)
        var first: [Int: Int] = [:]
        for (one, other) in products where varies[one] && varies[other] {
            first[other] = min(first[other] ?? one, one)
        }
        return first
    }
}
