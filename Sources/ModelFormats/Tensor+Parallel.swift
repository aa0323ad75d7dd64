import Dispatch
import Files
import Synchronization
import Tensors

extension Tensor {
    /// A tensor of elements that are computed each by itself, in parts at the same time.
    @inline(__always)
    init(_ shape: Shape, inParallel element: @Sendable (_ position: Int) -> Float) {
        self.init(shape) { destination in
            // Each part of the work writes its own range of the destination.
            nonisolated(unsafe) let destination = destination
            let part = 1 << 18
            DispatchQueue.concurrentPerform(iterations: (destination.count + part - 1) / part) { index in
                for position in index * part..<min((index + 1) * part, destination.count) {
                    destination[position] = element(position)
                }
            }
        }
    }

    /// A copy of 32-bit floats that may lie at any offset of a file, made in parts at the same time.
    ///
    /// - Throws: ``FileError``.
    init(_ shape: Shape, copiedFrom file: MappedFile, byteOffset: Int) throws(FileError) {
        let failure = Mutex<FileError?>(nil)
        self.init(shape) { destination in
            // Each part of the work writes its own range of the destination.
            nonisolated(unsafe) let bytes = UnsafeMutableRawBufferPointer(destination)
            let part = 4 << 20
            DispatchQueue.concurrentPerform(iterations: (bytes.count + part - 1) / part) { index in
                let range = index * part..<min((index + 1) * part, bytes.count)
                do throws(FileError) {
                    try file.copy(
                        from: byteOffset + range.lowerBound,
                        into: UnsafeMutableRawBufferPointer(rebasing: bytes[range]))
                } catch {
                    failure.withLock { $0 = error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
