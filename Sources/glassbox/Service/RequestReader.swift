import Files
import Foundation
import Words

/// Takes requests apart as they come: a line of JSON, `{"id": …, "arguments": […], "folder": …, "files": [{"name": …, "bytes":
/// …}]}`, and the files' bytes right after it, one file after the other.
struct RequestReader {
    /// Bytes of a line.
    static let lineLimit = 1 << 20
    /// Files beside one request.
    static let fileLimit = 64
    /// Bytes of all files of a request: more than the largest picture has pixels.
    static let byteLimit = 256 << 20

    private let descriptor: Int32
    /// What was read and not yet taken.
    private var rest: [UInt8] = []
    private static let chunk = 1 << 16

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Whether something comes within a time, or the input ends.
    ///
    /// - Parameter seconds: at least 0.
    func hasMore(within seconds: Double) -> Bool {
        !rest.isEmpty || wait(milliseconds: Int32(seconds * 1000))
    }

    /// - Parameter milliseconds: −1 for any time.
    /// - Returns: whether there is something to read, or the end.
    private func wait(milliseconds: Int32) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, milliseconds) != 0
    }

    /// The next request's line, with the files that it announces; nil at the end of the input.
    ///
    /// - Throws: ``RequestError`` that ends the service.
    mutating func next() throws(RequestError) -> (head: JSONValue, files: [MappedFile])? {
        var line: [UInt8]
        repeat {
            guard let found = try nextLine() else { return nil }
            line = found
        } while line.allSatisfy { $0 == 0x0D || $0 == 0x20 }
        guard let head = JSONValue(parsing: line), head.record != nil else { throw .notJSON }
        var files: [MappedFile] = []
        for (name, count) in try Self.announced(in: head) {
            files.append(try file(called: name, byteCount: count))
        }
        return (head, files)
    }

    private static func announced(in head: JSONValue) throws(RequestError) -> [(name: String, count: Int)] {
        guard let list = head["files"], !list.isNull else { return [] }
        let error = RequestError.badFiles(countLimit: fileLimit, byteLimit: byteLimit)
        guard let entries = list.list, entries.count <= fileLimit else { throw error }
        var files: [(String, Int)] = []
        var total = 0
        for entry in entries {
            guard let name = entry["name"]?.text, let count = entry["bytes"]?.integer,
                (0...byteLimit - total).contains(count)
            else { throw error }
            total += count
            files.append((name, count))
        }
        return files
    }

    /// Without its end; what stands after the last line's end counts as a line.
    private mutating func nextLine() throws(RequestError) -> [UInt8]? {
        var searched = 0
        while true {
            if let end = rest[searched...].firstIndex(of: 0x0A) {
                guard end <= Self.lineLimit else { throw .lineTooLong(limit: Self.lineLimit) }
                defer { rest.removeFirst(end + 1) }
                return Array(rest[..<end])
            }
            searched = rest.count
            guard searched <= Self.lineLimit else { throw .lineTooLong(limit: Self.lineLimit) }
            if try read(atMost: Self.chunk) == 0 {
                defer { rest = [] }
                return rest.isEmpty ? nil : rest
            }
        }
    }

    private mutating func file(called name: String, byteCount: Int) throws(RequestError) -> MappedFile {
        while rest.count < byteCount {
            guard try read(atMost: byteCount - rest.count) > 0 else { throw .cutOff }
        }
        defer { rest.removeFirst(byteCount) }
        let contents = rest.count == byteCount ? rest : Array(rest[..<byteCount])
        do throws(FileError) {
            return try MappedFile(contents: contents, path: name)
        } catch {
            throw .cannotRead(reason: error.words)
        }
    }

    /// - Returns: how many bytes came; 0 at the end.
    private mutating func read(atMost limit: Int) throws(RequestError) -> Int {
        let limit = min(limit, 16 * Self.chunk)
        while true {
            var code: Int32 = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: limit) { bytes, count in
                let result = Foundation.read(descriptor, bytes.baseAddress, limit)
                code = result < 0 ? errno : 0
                count = max(result, 0)
            }
            switch code {
            case 0:
                rest += chunk
                return chunk.count
            case EINTR: continue
            // Whoever started the program made its end of the pipe one that does not wait.
            case EAGAIN: _ = wait(milliseconds: -1)
            default: throw .cannotRead(reason: FileError.reason(code))
            }
        }
    }
}
