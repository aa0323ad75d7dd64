/// A picture's pixels by their places in a table of at most 256 colours.
struct GIFColours {
    static let most = 256

    let table: [RGB]
    /// One for each pixel, from the top left.
    let indexes: [UInt8]

    /// Bits with which each place of the table can be named, at least 1.
    var bits: Int {
        var bits = 1
        while 1 << bits < table.count { bits += 1 }
        return bits
    }

    init(of picture: Picture) {
        self = Self.exact(picture) ?? Self.reduced(picture)
    }

    private init(table: [RGB], indexes: [UInt8]) {
        self.table = table
        self.indexes = indexes
    }

    /// Nil for more colours than a table has.
    private static func exact(_ picture: Picture) -> GIFColours? {
        var table: [RGB] = []
        var places: [UInt32: UInt8] = [:]
        var indexes: [UInt8] = []
        indexes.reserveCapacity(picture.width * picture.height)
        var last: (key: UInt32, place: UInt8)?
        for start in stride(from: 0, to: picture.pixels.count, by: 3) {
            let colour = RGB(picture.pixels[start], picture.pixels[start + 1], picture.pixels[start + 2])
            let key = UInt32(colour.red) << 16 | UInt32(colour.green) << 8 | UInt32(colour.blue)
            if let last, last.key == key {
                indexes.append(last.place)
                continue
            }
            let place: UInt8
            if let known = places[key] {
                place = known
            } else {
                guard table.count < most else { return nil }
                place = UInt8(table.count)
                places[key] = place
                table.append(colour)
            }
            last = (key, place)
            indexes.append(place)
        }
        return GIFColours(table: table, indexes: indexes)
    }

    /// The pixels of a cell of the colour grid.
    private struct Cell {
        var count = 0
        var sums = [0, 0, 0]

        func mean(_ channel: Int) -> Double { Double(sums[channel]) / Double(count) }
    }

    private static func reduced(_ picture: Picture) -> GIFColours {
        var cells = [Cell?](repeating: nil, count: 1 << 15)
        var keys = [UInt16](repeating: 0, count: picture.width * picture.height)
        for pixel in keys.indices {
            let channels = (0..<3).map { Int(picture.pixels[pixel * 3 + $0]) }
            let key = (channels[0] >> 3) << 10 | (channels[1] >> 3) << 5 | channels[2] >> 3
            keys[pixel] = UInt16(key)
            var cell = cells[key] ?? Cell()
            cell.count += 1
            for channel in 0..<3 { cell.sums[channel] += channels[channel] }
            cells[key] = cell
        }
        var boxes = [Box(cells.indices.filter { cells[$0] != nil }, cells)]
        while boxes.count < most, let widest = boxes.indices.max(by: { boxes[$0].spread < boxes[$1].spread }),
            boxes[widest].spread > 0
        {
            let (lower, upper) = boxes[widest].halves(cells)
            boxes[widest] = lower
            boxes.append(upper)
        }
        var places = [UInt8](repeating: 0, count: cells.count)
        for (place, box) in boxes.enumerated() { for key in box.keys { places[key] = UInt8(place) } }
        return GIFColours(table: boxes.map(\.mean), indexes: keys.map { places[Int($0)] })
    }

    /// Cells that become one colour.
    private struct Box {
        let keys: [Int]
        let mean: RGB
        /// The channel in which its pixels differ most, and by how much all of them together.
        private let channel: Int
        let spread: Double

        init(_ keys: [Int], _ cells: [Cell?]) {
            self.keys = keys
            var (count, means, squares) = (0.0, [0.0, 0, 0], [0.0, 0, 0])
            for key in keys {
                let cell = cells[key]!
                count += Double(cell.count)
                for channel in 0..<3 {
                    means[channel] += Double(cell.sums[channel])
                    squares[channel] += cell.mean(channel) * cell.mean(channel) * Double(cell.count)
                }
            }
            means = means.map { $0 / max(count, 1) }
            let spreads = (0..<3).map { squares[$0] - means[$0] * means[$0] * count }
            mean = RGB(
                UInt8(means[0].rounded()), UInt8(means[1].rounded()), UInt8(means[2].rounded()))
            channel = (0..<3).max { spreads[$0] < spreads[$1] }!
            spread = keys.count > 1 ? max(spreads[channel], 0) : 0
        }

        /// Two boxes with about as many pixels each.
        func halves(_ cells: [Cell?]) -> (Box, Box) {
            let sorted = keys.sorted { (cells[$0]!.mean(channel), $0) < (cells[$1]!.mean(channel), $1) }
            let all = sorted.reduce(0) { $0 + cells[$1]!.count }
            var (count, middle) = (0, 0)
            while middle < sorted.count - 1, count * 2 < all {
                count += cells[sorted[middle]]!.count
                middle += 1
            }
            middle = max(middle, 1)
            return (Box(Array(sorted[..<middle]), cells), Box(Array(sorted[middle...]), cells))
        }
    }
}
