import Tensors

/// One matrix product with the layouts that its operands are seen in, by the code that is fastest on this processor.
final class MatrixStackProduct {
    private enum Code {
        case own(PackedProduct)
        case library(MatrixProductPrimitive)
    }

    private let code: Code

    /// - Parameters:
    ///   - left, right: of equally many axes.
    ///   - tail: with a bias only for a single right factor.
    ///   - batch: the extents before the matrices that the result has; nil for those of the product.
    ///   - fixedRight: a right factor of two axes that is a constant of the network; it is kept a second time, in the layout that
    ///     the product likes best.
    init(
        _ left: MatrixStack, _ right: MatrixStack, _ tail: MatrixProductTail = MatrixProductTail(),
        sumsTo batch: [Int]? = nil, fixedRight: Tensor? = nil, in context: ComputeContext
    ) throws(EngineError) {
        let isWhole = batch == nil || batch == left.batch(times: right)
        if isWhole, let own = try PackedProduct(left, right, tail, fixedRight: fixedRight, in: context) {
            code = .own(own)
        } else {
            code = .library(
                try MatrixProductPrimitive(
                    left, right, tail, sumsTo: batch, fixedRight: fixedRight, in: context))
        }
    }

    /// - Parameters:
    ///   - other: what is added, row-major.
    ///   - result: row-major, overwritten.
    func run(
        _ first: Memory, _ second: Memory, adding other: Memory? = nil, into result: Memory
    ) throws(EngineError) {
        switch code {
        case .own(let product): try product.run(first, second, adding: other, into: result)
        case .library(let product): try product.run(first, second, adding: other, into: result)
        }
    }
}
