import CLinux
import Foundation

extension MappedFile {
    /// A file in memory.
    ///
    /// - Parameter path: what errors call it.
    /// - Throws: ``FileError``.
    public convenience init(contents: [UInt8], path: String) throws(FileError) {
        let result = contents.withUnsafeBytes { contents in
            Result { () throws(FileError) in try Self.memoryFile(of: contents, path: path) }
        }
        let descriptor = try result.get()
        defer { close(descriptor) }
        try self.init(descriptor: descriptor, path: path)
    }

    /// A file in memory that nobody can change.
    public static func memoryFile(of contents: UnsafeRawBufferPointer, path: String) throws(FileError)
        -> Int32
    {
        let memory = linux_memory_file("glassbox-file")
        guard memory >= 0 else { throw .cannotRead(path, reason: FileError.reason()) }
        var written = 0
        while written < contents.count {
            let count = write(memory, contents.baseAddress! + written, contents.count - written)
            if count < 0, errno == EINTR { continue }
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
