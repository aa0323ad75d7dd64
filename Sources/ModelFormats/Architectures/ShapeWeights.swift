import Tensors

/// Weights of a file's shapes without values: tensors over memory that nobody touches, so that the layers can be tried
/// without reading the file. What does not fit is remembered, so that the rest can be tried.
final class ShapeWeights: Weights {
    private let tensors: NamedTensors
    private(set) var asked: Set<String> = []
    private(set) var fitting = 0
    private(set) var misfit: BareWeightsError.Misfit?

    init(tensors: NamedTensors) {
        self.tensors = tensors
    }

    /// More elements than any known tensor has; a damaged file's shapes could ask for any number.
    private static let elementLimit = 1 << 28

    private struct TooLarge: Error {}

    func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
        asked.insert(name)
        let found = tensors.shape(of: name)
        if found == shape {
            fitting += 1
        } else if misfit == nil {
            misfit = found.map { .shape(name, expected: shape, found: $0) } ?? .missing(name)
        }
        var count = 1
        for extent in shape.dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= Self.elementLimit else {
                misfit = misfit ?? .tooLarge(name)
                throw TooLarge()
            }
            count = product
        }
        return Tensor(shape) { _ in }
    }

    func shape(of name: String) -> Shape? { tensors.shape(of: name) }
}
