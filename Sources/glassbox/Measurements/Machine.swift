import Dispatch
import Foundation
import NeuralNetwork
import Tensors

/// The machine, and the limits that it sets to any program.
struct Machine: Codable, Equatable {
    var processor: String
    var cores: Int
    /// The widest vector instructions: `AVX-512`, `AVX2` or `none`.
    var vectors: String
    /// 32-bit multiplications and additions in 1e9 per second, in oneDNN's product of two 1024×1024 matrices.
    var gigaflopsPerSecond: Double
    /// Reading memory on all cores, in 1e9 bytes per second.
    var gigabytesPerSecond: Double

    /// Measures this machine, which takes about a second.
    static func measured() throws -> Machine {
        let processor = Processor.current
        return Machine(
            processor: processor.name, cores: processor.coreCount,
            vectors: processor.vectorInstructions.rawValue,
            gigaflopsPerSecond: try MatrixProductSpeed.measured(side: 1024) / 1e9,
            gigabytesPerSecond: readingSpeed())
    }

    private static func readingSpeed() -> Double {
        let byteCount = 256 << 20
        let memory = Tensor([byteCount / 4], repeating: 1)
        let parts = ProcessInfo.processInfo.activeProcessorCount * 4
        let partCount = byteCount / parts / 256 * 256
        var best = Double.infinity
        memory.withUnsafeBufferPointer { floats in
            // Every part of the work reads its own bytes, and nobody writes.
            nonisolated(unsafe) let bytes = UnsafeRawBufferPointer(floats)
            for _ in 0..<8 {
                let start = ContinuousClock.now
                DispatchQueue.concurrentPerform(iterations: parts) { part in
                    let range = bytes[part * partCount..<(part + 1) * partCount]
                    blackHole(mixed(UnsafeRawBufferPointer(rebasing: range)))
                }
                best = min(best, (ContinuousClock.now - start) / .seconds(1))
            }
        }
        return Double(parts * partCount) / best / 1e9
    }

    /// Something that depends on every byte; four vectors at a time keep the loads independent of each other.
    private static func mixed(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var sums = (SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>())
        var offset = 0
        while offset + 256 <= bytes.count {
            sums.0 ^= bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self)
            sums.1 ^= bytes.loadUnaligned(fromByteOffset: offset + 64, as: SIMD8<UInt64>.self)
            sums.2 ^= bytes.loadUnaligned(fromByteOffset: offset + 128, as: SIMD8<UInt64>.self)
            sums.3 ^= bytes.loadUnaligned(fromByteOffset: offset + 192, as: SIMD8<UInt64>.self)
            offset += 256
        }
        return ((sums.0 ^ sums.1) ^ (sums.2 ^ sums.3)).wrappedSum()
    }

    /// Keeps the optimiser from leaving out work with a result that nobody reads.
    @inline(never) private static func blackHole(_ value: UInt64) {
        withExtendedLifetime(value) {}
    }
}

/// The most memory that this process has held, in bytes (VmHWM of proc(5)).
func peakMemoryByteCount() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    return (kibibytes ?? 0) << 10
}
