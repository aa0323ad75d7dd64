import Tensors

/// How fast matrices are multiplied here by the code that is fastest: the limit of what a network can reach.
public enum MatrixProductSpeed {
    /// - Parameter side: rows and columns of both matrices.
    /// - Returns: 32-bit multiplications and additions in a second, in the fastest of 20 products.
    public static func measured(side: Int) throws(EngineError) -> Double {
        let context = try ComputeContext()
        let matrix = MatrixStack(batch: [], rows: side, columns: side)
        let product = try MatrixStackProduct(matrix, matrix, in: context)
        let factor = try context.memory(Tensor([side, side], repeating: 0.5))
        let result = try context.allocate(context.plainLayout([side, side]))
        var best = Double.infinity
        for _ in 0..<20 {
            let start = ContinuousClock.now
            try product.run(factor, factor, into: result)
            best = min(best, (ContinuousClock.now - start) / .seconds(1))
        }
        return 2 * Double(side * side * side) / best
    }
}
