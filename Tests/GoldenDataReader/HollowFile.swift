import CZlib
import Dispatch
import Foundation
import Tensors

/// A framework's file without its weights, and the rule by which they are put back; `GoldenData/reference/hollow.py` says
/// how it is made.
public struct HollowFile {
    /// A tensor in the whole file.
    private struct Part {
        let first, count: Int
        let index: UInt64
        let scale, offset: Float
    }

    public let byteCount: Int
    private let parts: [Part]
    /// The bytes around the tensors.
    private let outside: [UInt8]

    public enum Failure: Error {
        case damaged(String)
        case cannotWrite(String)
    }

    public init(_ path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard
            let head = try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any],
            let byteCount = head["bytes"] as? Int, let tensors = head["tensors"] as? [[NSNumber]]
        else { throw Failure.damaged(path) }
        self.byteCount = byteCount
        parts = tensors.map {
            Part(
                first: $0[0].intValue, count: $0[1].intValue, index: $0[2].uint64Value,
                scale: $0[3].floatValue, offset: $0[4].floatValue)
        }
        let count = byteCount - parts.reduce(0) { $0 + $1.count * 4 }
        let packed = Array(data[(8 + length)...])
        var outside = [UInt8](repeating: 0, count: count)
        var written = uLong(count)
        guard uncompress(&outside, &written, packed, uLong(packed.count)) == Z_OK, written == count else {
            throw Failure.damaged(path)
        }
        self.outside = outside
    }

    /// Writes the whole file.
    public func restore(to path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure.cannotWrite(path) }
        defer { close(descriptor) }
        guard ftruncate(descriptor, byteCount) == 0,
            let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            start != MAP_FAILED
        else { throw Failure.cannotWrite(path) }
        defer { munmap(start, byteCount) }
        var position = 0
        var taken = 0
        for first in parts.map(\.first) + [byteCount] {
            let length = first - position
            outside.withUnsafeBytes { bytes in
                (start + position).copyMemory(from: bytes.baseAddress! + taken, byteCount: length)
            }
            taken += length
            position = first
            if let part = parts.first(where: { $0.first == first }) { position += part.count * 4 }
        }
        // Each piece is a range of its own of the mapped file.
        nonisolated(unsafe) let target = start
        let pieces = parts.flatMap { part in
            stride(from: 0, to: part.count, by: 1 << 18).map { ($0, part) }
        }
        DispatchQueue.concurrentPerform(iterations: pieces.count) { piece in
            let (begin, part) = pieces[piece]
            let destination = target + part.first
            for position in begin..<min(begin + 1 << 18, part.count) {
                let fraction =
                    Float(SplitMix64.output(part.index << 40 &+ UInt64(position)) >> 40) * 0x1p-23 - 1
                let value = part.scale * fraction + part.offset
                destination.storeBytes(of: value.bitPattern, toByteOffset: position * 4, as: UInt32.self)
            }
        }
    }
}

/// Files restored for a test, removed when it is over.
public final class RestoredFiles {
    public let folder: String

    public init() throws {
        folder = NSTemporaryDirectory() + "glassbox-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Restores a hollow file of a golden folder under its name without `.hollow`.
    public func restore(_ name: String, of golden: GoldenFolder) throws -> String {
        let path = "\(folder)/\(name)"
        try HollowFile(golden.path("\(name).hollow")).restore(to: path)
        return path
    }
}
