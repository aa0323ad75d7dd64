import Files
import Foundation

/// Reads a part's file line by line, whole or not.
struct PartReader {
    private let file: MappedFile
    /// What the first line says; nil where there is no whole line, or it says nothing of a study.
    let start: Lines.Start?
    /// Bytes up to the end of the first line, and of the last whole line of a picture.
    let firstLineEnd: Int
    let pictureLinesEnd: Int
    /// The last line, where it says that the part is whole.
    let manifest: Lines.End.Manifest?
    let hasWholeLine: Bool

    var isWhole: Bool { manifest != nil }

    /// Bytes that a line may have.
    private static let lineLimit = 1 << 30

    /// - Throws: `FileError`.
    init(_ path: String) throws {
        let file = try MappedFile(path: path)
        self.file = file
        let end = Self.lineEnd(file.bytes, from: 0)
        hasWholeLine = end != nil
        firstLineEnd = end ?? 0
        start = end.flatMap { JSONValue.decode(Lines.Start.self, from: file.bytes[..<$0]) }
        var place = firstLineEnd
        var pictures = firstLineEnd
        var manifest: Lines.End.Manifest?
        while let end = Self.lineEnd(file.bytes, from: place) {
            if Self.isOfPicture(file.bytes, place) {
                pictures = end
            } else if let line = JSONValue.decode(Lines.End.self, from: file.bytes[place..<end]),
                end == file.byteCount,
                Self.checksum(UnsafeRawBufferPointer(rebasing: file.bytes[..<place])) == line.end.checksum
            {
                manifest = line.end
            }
            place = end
        }
        pictureLinesEnd = pictures
        self.manifest = manifest
    }

    static func checksum(_ bytes: UnsafeRawBufferPointer) -> String {
        String(format: "%08x", CRC32.value(of: bytes))
    }

    /// Whether the file is the beginning of some bytes.
    func isPrefix(of data: Data) -> Bool { data.starts(with: file.bytes) }

    /// The place after a line's break.
    private static func lineEnd(_ bytes: UnsafeRawBufferPointer, from place: Int) -> Int? {
        guard place < bytes.count, let start = bytes.baseAddress,
            let found = memchr(start + place, 10, bytes.count - place)
        else { return nil }
        return UnsafeRawPointer(found) - start + 1
    }

    private static let pictureStart = Data("{\"notes\":".utf8)

    private static func isOfPicture(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Bool {
        bytes[place...].starts(with: pictureStart)
    }

    /// Hands over every line between the first and the last.
    ///
    /// - Parameter take: is given the line, its number from 1, and whether it is one of a picture.
    /// - Throws: ``StudyObstacle/notAPart(_:line:)`` for what `take` cannot read.
    func forEachLine(_ take: (_ line: Data, _ isPicture: Bool) throws -> Void) throws {
        var place = firstLineEnd
        var number = 2
        while let end = Self.lineEnd(file.bytes, from: place) {
            let isPicture = Self.isOfPicture(file.bytes, place)
            guard end - place <= Self.lineLimit else { throw StudyObstacle.notAPart(file.path, line: number) }
            do {
                try take(Data(file.bytes[place..<end]), isPicture)
            } catch is DecodingError {
                throw StudyObstacle.notAPart(file.path, line: number)
            }
            place = end
            number += 1
        }
    }
}
