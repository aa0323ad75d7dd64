import Dispatch
import Tensors

extension Tensor {
    /// A tensor whose elements are computed by themselves, in parts at the same time.
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
}
