import Files
import Foundation
import Synchronization
import Tensors

/// Tensors that an ONNX file keeps in files of its own folder.
///
/// A model could name any file of the machine, so a location is taken only if it is a regular file with one name whose
/// canonical path lies inside the model's folder.
final class ONNXExternalData: Sendable {
    private let model: String
    private let files = Mutex<[String: MappedFile]>([:])

    init(model: String) {
        self.model = model
    }

    /// The file and the byte at which a tensor's values start.
    func range(of tensor: Onnx_TensorProto, byteCount: Int) throws -> (MappedFile, offset: Int) {
        var location = ""
        var offset = 0
        var length = byteCount
        func problem(_ text: String) -> ONNXError {
            ONNXError(model, .external(tensor: tensor.name, location: location, problem: text))
        }
        location = tensor.externalData.last { $0.key == "location" }?.value ?? ""
        for entry in tensor.externalData where entry.key == "offset" || entry.key == "length" {
            guard let value = Int(entry.value), value >= 0 else {
                throw problem("with the \(entry.key) \(entry.value), which is no number of bytes")
            }
            if entry.key == "offset" { offset = value } else { length = value }
        }
        guard length == byteCount else {
            throw problem("with \(length) bytes where its shape needs \(byteCount)")
        }
        let file = try file(at: location, problem: problem)
        guard offset <= file.byteCount, byteCount <= file.byteCount - offset else {
            throw problem("which ends before its values do; copy it again")
        }
        return (file, offset)
    }

    private func file(at location: String, problem: (String) -> ONNXError) throws -> MappedFile {
        guard !location.isEmpty else { throw problem("which is no file name") }
        let folder = URL(fileURLWithPath: model).deletingLastPathComponent().path
        guard !location.hasPrefix("/"), !location.split(separator: "/").contains(".."),
            !location.utf8.contains(0)
        else { throw problem("which lies outside the network's folder") }
        let path = "\(folder)/\(location)"
        var status = stat()
        guard lstat(path, &status) == 0 else { throw problem("which is missing; put it beside the network") }
        guard let root = Self.canonical(folder), let target = Self.canonical(path),
            target.hasPrefix(root.hasSuffix("/") ? root : root + "/")
        else { throw problem("which lies outside the network's folder") }
        if let known = files.withLock({ $0[target] }) { return known }
        guard stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw problem("which is no regular file")
        }
        guard status.st_nlink == 1 else { throw problem("which has other names too (a hard link)") }
        let file: MappedFile
        do {
            file = try MappedFile(path: target)
        } catch {
            throw problem("which cannot be opened; check its permissions")
        }
        files.withLock { $0[target] = file }
        return file
    }

    private static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
