import CLinux
import Files
import Foundation

extension ZipArchive {
    /// An entry decompressed and checked, as a file in memory that nobody can change.
    ///
    /// - Parameter limit: the most bytes that the entry may have.
    /// - Returns: its descriptor, which the caller closes.
    /// - Throws: ``ZipError``, `FileError`.
    func memoryFile(of entry: Entry, limit: Int) throws -> Int32 {
        let contents = try contents(of: entry, limit: limit)
        let memory = linux_memory_file("glassbox-weights")
        guard memory >= 0 else { throw FileError.cannotRead(path, reason: FileError.reason()) }
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
            throw FileError.cannotRead(path, reason: FileError.reason())
        }
        return memory
    }
}
