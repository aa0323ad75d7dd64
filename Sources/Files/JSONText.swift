import Foundation

/// JSON as the program writes it: keys in alphabetical order, so that two files can be compared. Numbers that are none are
/// texts: `"inf"`, `"-inf"`, `"nan"`.
public enum JSONText {
    private static let noNumbers = (positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")

    /// Indented.
    ///
    /// - Throws: `EncodingError`.
    public static func data(of value: some Encodable) throws -> Data {
        try data(of: value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }

    /// In one line, with its end.
    ///
    /// - Throws: `EncodingError`.
    public static func line(of value: some Encodable) throws -> Data {
        try data(of: value, [.sortedKeys, .withoutEscapingSlashes]) + Data("\n".utf8)
    }

    private static func data(of value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws
        -> Data
    {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: noNumbers.positiveInfinity, negativeInfinity: noNumbers.negativeInfinity,
            nan: noNumbers.nan)
        return try encoder.encode(value)
    }

    /// Reads what ``data(of:)`` writes. No text of a stranger may reach it but through ``JSONValue``.
    static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: noNumbers.positiveInfinity, negativeInfinity: noNumbers.negativeInfinity,
            nan: noNumbers.nan)
        return decoder
    }
}
