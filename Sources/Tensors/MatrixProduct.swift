import COpenBLAS

/// Matrix products by OpenBLAS, on matrices that are read where they lie.
public enum MatrixProduct {
    /// out = x·Wᵀ: the dense layer's product, for a batch.
    ///
    /// - Parameters:
    ///   - x: N × inputs, row-major.
    ///   - weights: outputs × inputs, row-major; may be memory-mapped.
    ///   - out: N × outputs; added to where `accumulates`, else overwritten.
    public static func transposed(
        _ x: UnsafePointer<Float>, count: Int, weights: Tensor, out: UnsafeMutablePointer<Float>,
        accumulates: Bool = false
    ) {
        let outputs = Int32(weights.shape[0])
        let inputs = Int32(weights.shape[1])
        let beta: Float = accumulates ? 1 : 0
        weights.withUnsafeBufferPointer { w in
            if count == 1 {
                cblas_sgemv(
                    CblasRowMajor, CblasNoTrans, outputs, inputs, 1, w.baseAddress, inputs, x, 1, beta, out, 1
                )
            } else {
                cblas_sgemm(
                    CblasRowMajor, CblasNoTrans, CblasTrans, Int32(count), outputs, inputs, 1, x, inputs,
                    w.baseAddress, inputs, beta, out, outputs)
            }
        }
    }

    /// out = g·W: the gradient of the dense layer with respect to its input, for a batch.
    ///
    /// - Parameters:
    ///   - g: N × outputs, row-major.
    ///   - weights: outputs × inputs, row-major; may be memory-mapped.
    ///   - out: N × inputs, overwritten.
    public static func plain(
        _ g: UnsafePointer<Float>, count: Int, weights: Tensor, out: UnsafeMutablePointer<Float>
    ) {
        let outputs = Int32(weights.shape[0])
        let inputs = Int32(weights.shape[1])
        weights.withUnsafeBufferPointer { w in
            if count == 1 {
                cblas_sgemv(
                    CblasRowMajor, CblasTrans, outputs, inputs, 1, w.baseAddress, inputs, g, 1, 0, out, 1)
            } else {
                cblas_sgemm(
                    CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(count), inputs, outputs, 1, g, outputs,
                    w.baseAddress, inputs, 0, out, inputs)
            }
        }
    }
}
