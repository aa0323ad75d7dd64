import Foundation

/// Pictures one after the other, written as an animated GIF (GIF89a, CompuServe 1990; it begins anew by Netscape's application
/// extension 2.0).
///
/// Each picture has a colour table of its own. Pictures of at most 256 colours keep them; of others, the colours of the cells of a
/// 32×32×32 grid are put into 256 boxes by median cut (Heckbert 1982), and a box has the mean of its pixels.
public enum GIFFile {
    /// One picture of the film.
    public struct Frame: Sendable {
        public let picture: Picture
        /// How long it is seen, in whole hundredths.
        public let seconds: Double

        public init(_ picture: Picture, seconds: Double) {
            self.picture = picture
            self.seconds = seconds
        }
    }

    /// The bytes of a file that shows the frames over and over.
    ///
    /// - Parameter frames: at least one; all of the same extent, at most 65,535 pixels each way.
    public static func data(of frames: [Frame]) -> Data {
        let (width, height) = (frames[0].picture.width, frames[0].picture.height)
        precondition(width <= Int(UInt16.max) && height <= Int(UInt16.max))
        precondition(frames.allSatisfy { ($0.picture.width, $0.picture.height) == (width, height) })
        var data = Data("GIF89a".utf8)
        data.append(littleEndian: width)
        data.append(littleEndian: height)
        // No global colour table, 8 bits a channel.
        data.append(contentsOf: [0x70, 0, 0])
        data.append(contentsOf: [0x21, 0xFF, 11])
        data.append(contentsOf: "NETSCAPE2.0".utf8)
        data.append(contentsOf: [3, 1, 0, 0, 0])
        for frame in frames { data.append(image(frame, width, height)) }
        data.append(0x3B)
        return data
    }

    private static func image(_ frame: Frame, _ width: Int, _ height: Int) -> Data {
        let quantised = GIFColours(of: frame.picture)
        let bits = quantised.bits
        var data = Data([0x21, 0xF9, 4, 0])
        data.append(littleEndian: min(max(Int((frame.seconds * 100).rounded()), 2), Int(UInt16.max)))
        data.append(contentsOf: [0, 0, 0x2C, 0, 0, 0, 0])
        data.append(littleEndian: width)
        data.append(littleEndian: height)
        data.append(0x80 | UInt8(bits - 1))
        for place in 0..<1 << bits {
            let colour = place < quantised.table.count ? quantised.table[place] : .black
            data.append(contentsOf: [colour.red, colour.green, colour.blue])
        }
        data.append(UInt8(max(2, bits)))
        data.append(blocks(GIFCompression.compress(quantised.indexes, bits: max(2, bits))))
        return data
    }

    /// Bytes in blocks of at most 255, each after its length, and an empty one.
    private static func blocks(_ bytes: [UInt8]) -> Data {
        var data = Data(capacity: bytes.count + bytes.count / 255 + 2)
        for start in stride(from: 0, to: bytes.count, by: 255) {
            let block = bytes[start..<min(start + 255, bytes.count)]
            data.append(UInt8(block.count))
            data.append(contentsOf: block)
        }
        data.append(0)
        return data
    }
}

extension Data {
    /// Two bytes, the lower first.
    fileprivate mutating func append(littleEndian value: Int) {
        append(contentsOf: [UInt8(value & 0xFF), UInt8(value >> 8)])
    }
}

/// Lempel, Ziv and Welch's compression with codes of growing length, as GIF has it.
enum GIFCompression {
    private static let mostCodes = 4096

    /// - Parameters:
    ///   - indexes: each below 1 << bits.
    ///   - bits: 2…8.
    static func compress(_ indexes: [UInt8], bits: Int) -> [UInt8] {
        let (clear, end) = (1 << bits, 1 << bits + 1)
        var output = Output()
        // By a code and the index after it: the code of both together, or 0.
        var codes = [UInt16](repeating: 0, count: mostCodes << 8)
        var (next, length) = (end + 1, bits + 1)
        output.put(clear, length)
        guard var present = indexes.first.map(Int.init) else {
            output.put(end, length)
            return output.finished
        }
        for index in indexes.dropFirst() {
            let key = present << 8 | Int(index)
            if codes[key] != 0 {
                present = Int(codes[key])
                continue
            }
            output.put(present, length)
            if next < mostCodes {
                codes[key] = UInt16(next)
                // The reader knows a code one step later than it is made.
                if next == 1 << length { length += 1 }
                next += 1
            } else {
                output.put(clear, length)
                codes = [UInt16](repeating: 0, count: mostCodes << 8)
                (next, length) = (end + 1, bits + 1)
            }
            present = Int(index)
        }
        output.put(present, length)
        // The last code may have been the one at which codes grow.
        if next == 1 << length, length < 12 { length += 1 }
        output.put(end, length)
        return output.finished
    }

    /// Bits in bytes, the lowest first.
    private struct Output {
        private var bytes: [UInt8] = []
        private var rest = 0
        private var count = 0

        mutating func put(_ code: Int, _ length: Int) {
            rest |= code << count
            count += length
            while count >= 8 {
                bytes.append(UInt8(rest & 0xFF))
                rest >>= 8
                count -= 8
            }
        }

        var finished: [UInt8] { count > 0 ? bytes + [UInt8(rest & 0xFF)] : bytes }
    }
}
