import Files
import Imaging

/// What a TensorFlow Lite file says of its input and its classes, apart from the network.
///
/// Specification: `metadata_schema.fbs` of tflite-support 0.4; files that belong to it, such as the names of the classes,
/// are a zip archive behind the network.
struct TFLiteMetadata {
    /// How photos become the input's values; nil where nothing is said.
    let scaling: Preprocessing.Scaling?
    let labels: ClassLabels?

    private static let labelsLimit = 16 << 20

    /// - Throws: ``TFLiteError``, ``ZipError``.
    init(_ source: TFLiteFile) throws {
        let bytes = try source.metadata(named: "TFLITE_METADATA")
        scaling = bytes.flatMap { try? Self.scaling(in: $0) }
        labels = try Self.labels(source.file)
    }

    /// The normalisation of the first subgraph's first input: (x − mean) / deviation for x in 0…255.
    private static func scaling(in bytes: UnsafeRawBufferPointer) throws -> Preprocessing.Scaling? {
        let subgraphs = try FlatTable(root: bytes).tables(3)
        guard subgraphs.count > 0 else { return nil }
        let inputs = try subgraphs.table(0).tables(2)
        guard inputs.count > 0 else { return nil }
        let units = try inputs.table(0).tables(4)
        for index in 0..<units.count {
            let unit = try units.table(index)
            guard try unit.number(0, UInt8(0)) == 1, let options = try unit.table(1) else { continue }
            return scaling(
                means: try options.floats(0, limit: 16), deviations: try options.floats(1, limit: 16))
        }
        return nil
    }

    /// The rule that does the same.
    static func scaling(means: [Float], deviations: [Float]) -> Preprocessing.Scaling? {
        func three(_ values: [Float]) -> [Float]? {
            guard values.allSatisfy(\.isFinite) else { return nil }
            return values.count == 1 ? [values[0], values[0], values[0]] : values.count == 3 ? values : nil
        }
        guard let means = three(means), let deviations = three(deviations), !deviations.contains(0) else {
            return nil
        }
        return Preprocessing.Scaling(divisor: 1, means: means, deviations: deviations).named
    }

    /// What the quantisation of the input says: its least and its largest value are those of black and white.
    static func scaling(of input: TFLiteTensor) -> Preprocessing.Scaling? {
        guard let rounding = TFLiteRounding(input), input.type == .uint8 || input.type == .int8 else {
            // Integers that are not quantised are the picture's own.
            return input.type == .uint8 && input.quantization == nil ? Preprocessing.Scaling.none : nil
        }
        return scaling(from: rounding.bounds.lowerBound, to: rounding.bounds.upperBound)
    }

    private static func scaling(from black: Float, to white: Float) -> Preprocessing.Scaling? {
        func isNear(_ low: Float, _ high: Float) -> Bool {
            let tolerance = 0.006 * (high - low)
            return abs(black - low) <= tolerance && abs(white - high) <= tolerance
        }
        if black == -127.0 / 128, white == 1 { return .lite }
        if isNear(-1, 1) { return .tf }
        if isNear(0, 1) { return .unit }
        return isNear(0, 255) ? Preprocessing.Scaling.none : nil
    }

    /// The first text of the archive behind the network whose name speaks of labels, or its only text.
    private static func labels(_ file: MappedFile) throws -> ClassLabels? {
        guard let archive = try? ZipArchive(file) else { return nil }
        let texts = archive.entries.filter { $0.name.lowercased().hasSuffix(".txt") }
        let named =
            texts.first { $0.name.lowercased().contains("label") } ?? (texts.count == 1 ? texts[0] : nil)
        return try named.map { ClassLabels(text: try archive.contents(of: $0, limit: labelsLimit)) }
    }
}
