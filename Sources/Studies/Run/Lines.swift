import Foundation

/// The lines of a part: JSON objects, one a line.
///
///     {"shard": {…}, "study": {…}}
///     {"notes": {"errors": {…}}, "picture": {…}}
///     {"totals": {"health": {…}}}
///     {"end": {"checksum": "…", "pictures": 128}}
enum Lines {
    struct Start: Codable {
        var study: StudyDescription
        var shard: Shard
    }

    struct PictureLine: Encodable {
        var picture: StudiedPicture
        var notes: NamedValues
    }

    struct TotalsLine: Encodable {
        var totals: NamedValues
    }

    /// What every line of a picture has.
    struct PictureHead: Decodable {
        var picture: StudiedPicture
    }

    struct End: Codable {
        struct Manifest: Codable {
            /// Pictures of the part, broken ones among them.
            var pictures: Int
            /// CRC-32 of all bytes before this line.
            var checksum: String
        }

        var end: Manifest
    }

    static func data(_ line: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try encoder.encode(line) + Data("\n".utf8)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from line: Data) throws -> Value {
        try decoder().decode(type, from: line)
    }

    /// Decodes `{key: {name: value}}`.
    static func decode<Value>(
        _ type: NamedValue<Value>.Type, from line: Data, key: String, name: String
    ) throws -> Value {
        let decoder = decoder()
        decoder.userInfo[.valueKey] = key
        decoder.userInfo[.valueName] = name
        return try decoder.decode(type, from: line).value
    }

    private static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return decoder
    }
}

extension CodingUserInfoKey {
    fileprivate static let valueKey = CodingUserInfoKey(rawValue: "key")!
    fileprivate static let valueName = CodingUserInfoKey(rawValue: "name")!
}

/// A key that is only known when it is written.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

/// Values of several types under their names.
struct NamedValues: Encodable {
    var values: [(name: String, value: any Encodable)]

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: AnyKey.self)
        for (name, value) in values { try container.encode(value, forKey: AnyKey(name)) }
    }
}

/// The value of one name out of a line.
struct NamedValue<Value: Decodable>: Decodable {
    let value: Value

    init(from decoder: any Decoder) throws {
        let key = decoder.userInfo[.valueKey] as? String ?? ""
        let name = decoder.userInfo[.valueName] as? String ?? ""
        value = try decoder.container(keyedBy: AnyKey.self)
            .nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey(key))
            .decode(Value.self, forKey: AnyKey(name))
    }
}
