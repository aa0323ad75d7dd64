import Files
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

    /// A picture's line.
    ///
    /// - Parameter notes: of every analysis, as JSON without a break; an empty record for a picture that is broken.
    static func picture(_ picture: StudiedPicture, notes: Data) throws -> Data {
        Data("{\"notes\":".utf8) + notes + Data(",\"picture\":".utf8)
            + (try JSONText.line(of: picture)).dropLast() + Data("}\n".utf8)
    }

    struct TotalsLine: Encodable {
        var totals: NamedValues
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

    /// What a line says.
    ///
    /// - Throws: `DecodingError` where it is none.
    static func value(_ line: some Collection<UInt8>) throws -> JSONValue {
        guard let value = JSONValue(parsing: line) else { throw damage("no JSON") }
        return value
    }

    static func damage(_ what: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: what))
    }
}

extension JSONValue {
    /// What a line says under some keys, one in another.
    ///
    /// - Throws: `DecodingError` where it says nothing, or something else.
    func decoded<Value: Decodable>(_ keys: String..., as type: Value.Type) throws -> Value {
        var value: JSONValue? = self
        for key in keys { value = value?[key] }
        guard let decoded = value?.decoded(as: type) else { throw Lines.damage(keys.joined(separator: ".")) }
        return decoded
    }
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
