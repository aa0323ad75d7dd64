import Files
import Foundation
import Synchronization
import Tensors

/// Tensors that an ONNX file keeps in files of its own folder.
///
/// A model could name any file of the machine, so a location is taken only if it is a regular file with a single name
/// and a canonical path inside the model's folder.
final class ONNXExternalData: Sendable {
    private let model: String
    private let files = Mutex<[String: MappedFile]>([:])
    private let budget: MemoryBudget

    /// - Parameter budget: grows with every file that is opened.
    init(model: String, budget: MemoryBudget) {
        self.model = model
        self.budget = budget
    }

    /// The file and the byte at which a tensor's values start.
    func range(of tensor: Onnx_TensorProto, byteCount: Int) throws -> (MappedFile, offset: Int) {
        var location = ""
        var offset = 0
        var length = byteCount
        func problem(_ problem: ONNXError.ExternalProblem) -> ONNXError {
            ONNXError(model, .external(tensor: tensor.name, location: location, problem: problem))
        }
        location = tensor.externalData.last { $0.key == "location" }?.value ?? ""
        for entry in tensor.externalData where entry.key == "offset" || entry.key == "length" {
            guard let value = Int(entry.value), value >= 0 else {
                throw problem(.number(entry: entry.key, value: entry.value))
            }
            if entry.key == "offset" { offset = value } else { length = value }
        }
        guard length == byteCount else {
            throw problem(.length(length, needed: byteCount))
        }
        let file = try file(at: location, problem: problem)
        guard offset <= file.byteCount, byteCount <= file.byteCount - offset else {
            throw problem(.tooShort)
        }
        return (file, offset)
    }

    private func file(at location: String, problem: (ONNXError.ExternalProblem) -> ONNXError) throws
        -> MappedFile
    {
        guard !location.isEmpty else { throw problem(.noName) }
        let folder = URL(fileURLWithPath: model).deletingLastPathComponent().path
        guard !location.hasPrefix("/"), !location.split(separator: "/").contains(".."),
            !location.utf8.contains(0)
        else { throw problem(.outside) }
        let path = "\(folder)/\(location)"
        var status = stat()
        guard lstat(path, &status) == 0 else { throw problem(.missing) }
        guard let root = Self.canonical(folder), let target = Self.canonical(path),
            target.hasPrefix(root.hasSuffix("/") ? root : root + "/")
        else { throw problem(.outside) }
        if let known = files.withLock({ $0[target] }) { return known }
        guard stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw problem(.notRegular)
        }
        guard status.st_nlink == 1 else { throw problem(.hardLink) }
        let file: MappedFile
        do {
            file = try MappedFile(path: target)
        } catch {
            throw problem(.cannotOpen)
        }
        files.withLock { $0[target] = file }
        budget.extend(fileSize: file.byteCount)
        return file
    }

    private static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
