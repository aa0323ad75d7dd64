import NeuralNetwork

/// A value of a TensorFlow Lite network while it is read.
struct TFLiteValue {
    let value: TranslatedValue
    /// Whether it is N×C×H×W here where the file has N×H×W×C.
    var isChannelsFirst = false

    /// The extents as the file has them.
    var dimensions: [Int]? {
        guard let dimensions = value.dimensions, isChannelsFirst else { return value.dimensions }
        return [dimensions[0], dimensions[2], dimensions[3], dimensions[1]]
    }
}

/// An operator of TensorFlow Lite: all that reading one of a file asks for.
///
/// An operator is one value in its family's file and one line in ``TFLiteOperators/all``. The numbers of its inputs and
/// outputs are checked before ``build`` sees it.
struct TFLiteOperator: Sendable {
    /// Adds the layers of an operator and says what its outputs stand for.
    typealias Build = @Sendable (TFLiteCall, inout TFLiteImporter) throws -> [TFLiteValue]

    /// The schema's name.
    let name: String
    /// How many inputs it takes; those before the lower bound may not be left out.
    let inputs: ClosedRange<Int>
    let outputs: ClosedRange<Int>
    /// Which table its options are; nil where they are not read.
    let options: UInt8?
    /// Which field of the options names an activation that follows.
    let activation: Int?
    let kind: LayerKind
    /// Whether its outputs hold values of its inputs only, so that rounding them again changes nothing.
    let keepsValues: Bool
    let build: Build

    init(
        _ name: String, inputs: ClosedRange<Int>, outputs: ClosedRange<Int> = 1...1, options: UInt8? = nil,
        activation: Int? = nil, kind: LayerKind, keepsValues: Bool = false, build: @escaping Build
    ) {
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self.options = options
        self.activation = activation
        self.kind = kind
        self.keepsValues = keepsValues
        self.build = build
    }
}

/// One use of an operator, with what its inputs stand for.
struct TFLiteCall {
    let operation: String
    /// The name of the layer whose output is the operator's, before any activation or rounding that follows.
    let name: String
    /// Nil for one that is left out.
    let inputs: [TFLiteValue?]
    let options: FlatTable?
    let outputs: [TFLiteTensor]

    /// An input whose presence has been checked.
    func input(_ index: Int) -> TFLiteValue { inputs[index]! }

    func optional(_ index: Int) -> TFLiteValue? { inputs.indices.contains(index) ? inputs[index] : nil }

    /// The extents of an input as the file has them.
    func dimensions(_ index: Int) throws -> [Int] {
        guard let dimensions = input(index).dimensions else { throw UnsupportedFeature.uncomputedInputs }
        return dimensions
    }

    /// An input that must be known without the picture.
    func constant(_ index: Int) throws -> ONNXValue {
        guard let value = optional(index)?.value.constant else {
            throw UnsupportedFeature.computedInput(index + 1)
        }
        return value
    }

    func integers(_ index: Int) throws -> [Int] { try constant(index).integers }

    /// Axes of an input, counted from the front.
    func axes(_ values: [Int], of index: Int) throws -> [Int] {
        let rank = try dimensions(index).count
        return try values.map { axis in
            guard axis >= -rank, axis < rank else { throw UnsupportedFeature.axis(axis) }
            return axis < 0 ? axis + rank : axis
        }
    }

    // MARK: Options

    func integer(_ field: Int, _ standard: Int = 0) throws -> Int {
        try options?.integer(field, standard) ?? standard
    }

    func flag(_ field: Int) throws -> Bool { try options?.flag(field) ?? false }

    func float(_ field: Int, _ standard: Float = 0) throws -> Float {
        try options?.float(field, standard) ?? standard
    }

    /// A number of one byte, as enumerations are kept.
    func choice(_ field: Int) throws -> Int { Int(try options?.number(field, Int8(0)) ?? 0) }
}
