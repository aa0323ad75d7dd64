import Foundation

/// `server.py`: a server that misbehaves on demand, until the last reference goes.
public final class LoopbackServer {
    /// Python or openssl is missing.
    public struct NotStarted: Error {}

    /// Bytes of the file that the server has.
    public static let byteCount = 2_000_000
    public static let sha256 = "dcbb9e9d784321894d23dda9701a48e57d22880bb5d6fbb264925063a7595017"
    public static let md5 = "5df66bfd3bb0210cbb498d06db2f340c"
    /// A network of the catalogue that is published with the prefix of the SHA-256 of the server's file.
    public static let name = "vgg19"

    /// Scheme, host and port.
    public let base: String
    /// The file to trust for https.
    public let authority: String
    private let folder: URL
    private let process = Process()
    private let input = Pipe()

    /// - Parameter isEncrypted: serves https for `localhost`, with a certificate of its own.
    public init(isEncrypted: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "glassbox-server-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let log = folder.appendingPathComponent("log").path
        authority = folder.appendingPathComponent("certificate.pem").path
        let key = folder.appendingPathComponent("key.pem").path
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "server.py")
        if isEncrypted { try Self.makeCertificate(authority, key: key) }
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script.path, log] + (isEncrypted ? [authority, key] : [])
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .newlines)) else { throw NotStarted() }
        base = isEncrypted ? "https://localhost:\(port)" : "http://127.0.0.1:\(port)"
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// What was asked for: paths, with the Range header where there was one.
    public func requests() throws -> [String] {
        try String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)
            .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func makeCertificate(_ certificate: String, key: String) throws {
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments =
            "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
            .split(separator: " ").map(String.init) + ["-keyout", key, "-out", certificate]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else { throw NotStarted() }
    }
}
