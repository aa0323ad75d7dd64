import Tensors

/// A tensor as a TensorFlow Lite file describes it.
struct TFLiteTensor {
    let name: String
    /// Outermost axis first: N×H×W×C for pictures.
    let shape: [Int]
    /// The same with −1 for what may vary; empty where the file does not say it.
    let signature: [Int]
    /// The schema's number, also of a type that is not known.
    let typeNumber: Int
    /// Where the elements of a constant lie in the file.
    let elements: Range<Int>?
    let quantization: TFLiteQuantization?
    let isSparse: Bool

    var type: TFLiteElementType? { TFLiteElementType(rawValue: typeNumber) }
}

/// How numbers of few bits stand for real ones: scale·(element − zero point).
struct TFLiteQuantization: Equatable {
    /// One for the tensor, or one for each position along `axis`.
    let scales: [Float]
    let zeroPoints: [Int]
    let axis: Int

    /// The real number of an element.
    func real(_ element: Float) -> Float { scales[0] * (element - Float(zeroPoints.first ?? 0)) }
}
