import COpenBLAS
import Dispatch

/// Matrix products by OpenBLAS, on matrices that are read where they lie.
///
/// OpenBLAS runs on one thread and large products are divided here: its own threads go on spinning for some time
/// after each call, on cores that the next layer needs.
public enum MatrixProduct {
    /// out = x·Wᵀ, for a batch: the product of a dense layer with weights of outputs × inputs, or the gradient of one
    /// with weights of inputs × outputs.
    ///
    /// - Parameters:
    ///   - x: N × inputs, row-major.
    ///   - weights: outputs × inputs, row-major; may be memory-mapped.
    ///   - out: N × outputs; added to where `accumulates`, else overwritten.
    public static func transposed(
        _ x: UnsafePointer<Float>, count: Int, weights: Tensor, out: UnsafeMutablePointer<Float>,
        accumulates: Bool = false
    ) {
        let (outputs, inputs) = (weights.shape[0], weights.shape[1])
        let beta: Float = accumulates ? 1 : 0
        weights.withUnsafeBufferPointer { w in
            // Each part of the work writes its own outputs.
            nonisolated(unsafe) let (x, w, out) = (x, w.baseAddress!, out)
            divide(outputs, work: outputs * inputs * count) { part in
                let w = w + part.lowerBound * inputs
                let out = out + part.lowerBound
                if count == 1 {
                    cblas_sgemv(
                        CblasRowMajor, CblasNoTrans, Int32(part.count), Int32(inputs), 1, w, Int32(inputs), x,
                        1,
                        beta, out, 1)
                } else {
                    cblas_sgemm(
                        CblasRowMajor, CblasNoTrans, CblasTrans, Int32(count), Int32(part.count),
                        Int32(inputs), 1,
                        x, Int32(inputs), w, Int32(inputs), beta, out, Int32(outputs))
                }
            }
        }
    }

    /// out = g·W, for a batch: the gradient of a dense layer with weights of outputs × inputs with respect to its input,
    /// or the product of one with weights of inputs × outputs.
    ///
    /// - Parameters:
    ///   - g: N × outputs, row-major.
    ///   - weights: outputs × inputs, row-major; may be memory-mapped.
    ///   - out: N × inputs; added to where `accumulates`, else overwritten.
    public static func plain(
        _ g: UnsafePointer<Float>, count: Int, weights: Tensor, out: UnsafeMutablePointer<Float>,
        accumulates: Bool = false
    ) {
        let (outputs, inputs) = (weights.shape[0], weights.shape[1])
        let beta: Float = accumulates ? 1 : 0
        weights.withUnsafeBufferPointer { w in
            // Each part of the work writes its own columns.
            nonisolated(unsafe) let (g, w, out) = (g, w.baseAddress!, out)
            divide(inputs, work: outputs * inputs * count) { part in
                let w = w + part.lowerBound
                let out = out + part.lowerBound
                if count == 1 {
                    cblas_sgemv(
                        CblasRowMajor, CblasTrans, Int32(outputs), Int32(part.count), 1, w, Int32(inputs), g,
                        1, beta,
                        out, 1)
                } else {
                    cblas_sgemm(
                        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(count), Int32(part.count),
                        Int32(outputs),
                        1, g, Int32(outputs), w, Int32(inputs), beta, out, Int32(inputs))
                }
            }
        }
    }

    /// Multiplications below which waking another thread costs more than it saves.
    private static let divisionThreshold = 1 << 20

    /// Threads that OpenBLAS found to compute with, before it was kept to one.
    static let threads: Int = {
        let threads = Int(openblas_get_num_threads())
        openblas_set_num_threads(1)
        return max(threads, 1)
    }()

    /// Runs `body` on equal parts of 0..<`count`, at the same time where the work is worth it.
    private static func divide(_ count: Int, work: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let parts = threads
        guard parts > 1, work >= divisionThreshold, count >= parts else { return body(0..<count) }
        // Multiples of 16 keep the parts of a vector on separate cache lines.
        let size = ((count + parts - 1) / parts + 15) / 16 * 16
        DispatchQueue.concurrentPerform(iterations: parts) { index in
            let start = min(index * size, count)
            let end = min(start + size, count)
            if start < end { body(start..<end) }
        }
    }
}
