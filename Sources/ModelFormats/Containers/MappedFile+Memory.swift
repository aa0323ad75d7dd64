import CLinux
import Files
import Foundation

extension MappedFile {
    /// A file in memory.
    ///
    /// - Parameter path: what errors call it.
    /// - Throws: ``FileError``.
    convenience init(contents: [UInt8], path: String) throws(FileError) {
        let descriptor = try Self.memoryFile(of: contents, path: path)
        defer { close(descriptor) }
        try self.init(descriptor: descriptor, path: path)
    }

    /// A file in memory that nobody can change.
    static func memoryFile(of contents: [UInt8], path: String) throws(FileError) -> Int32 {
        let memory = linux_memory_file("glassbox-weights")
        guard memory >= 0 else { throw .cannotRead(path, reason: FileError.reason()) }
        var written = 0
        while written < contents.count {
            let count = contents.withUnsafeBytes {
                write(memory, $0.baseAddress! + written, contents.count - written)
            }
            guard count > 0 else { break }
            written += count
        }
        guard written == contents.count, linux_seal(memory) == 0 else {
            close(memory)
            throw .cannotRead(path, reason: FileError.reason())
        }
        return memory
    }
}
