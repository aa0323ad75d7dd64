import Tensors

/// Arithmetic with one constant for each channel, as the normalisation that it comes to.
struct ChannelConstants: Rewrite {
    var summary: String { "Constants of channels computed as a normalisation" }

    func apply(to program: inout Program) {
        for unit in program.units {
            guard let arithmetic = unit.operation(ElementwiseArithmetic.self), unit.inputs.count == 1,
                let normalization = BatchNormalization(arithmetic, of: program.shape(unit.inputs[0]))
            else { continue }
            program.merge([unit.output], into: normalization, reading: unit.inputs, by: self)
        }
    }
}

extension BatchNormalization {
    /// - Parameter shape: of the input for one picture.
    /// - Returns: nil where the constant differs within a channel, or the operation is of another kind.
    fileprivate init?(_ arithmetic: ElementwiseArithmetic, of shape: Shape) {
        guard let constant = arithmetic.constant, shape.rank == 3, constant.shape.rank <= 4 else {
            return nil
        }
        let channels = shape[0]
        let extents = [Int](repeating: 1, count: 4 - constant.shape.rank) + constant.shape.dimensions
        guard extents == [1, channels, 1, 1] || constant.count == 1 && extents == [1, 1, 1, 1] else {
            return nil
        }
        let values = (0..<channels).map { constant[constant.count == 1 ? 0 : $0] }
        let ones = [Float](repeating: 1, count: channels)
        let zeros = [Float](repeating: 0, count: channels)
        let (factors, shifts): ([Float], [Float])
        switch (arithmetic.operation, arithmetic.constantIsFirst) {
        case (.add, _): (factors, shifts) = (ones, values)
        case (.subtract, false): (factors, shifts) = (ones, values.map { -$0 })
        case (.subtract, true): (factors, shifts) = (ones.map { -$0 }, values)
        case (.multiply, _): (factors, shifts) = (values, zeros)
        default: return nil
        }
        func tensor(_ values: [Float]) -> Tensor { Tensor([channels], values) }
        self.init(
            scale: tensor(factors), offset: tensor(shifts), mean: tensor(zeros), variance: tensor(ones),
            epsilon: 0)
    }
}
