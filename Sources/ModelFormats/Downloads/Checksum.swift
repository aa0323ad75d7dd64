import CCrypto
import Files
import Foundation
import NeuralNetwork
import Tensors

/// What a publisher says of a file's content, in lower-case hexadecimal digits.
public enum Checksum: Sendable, Equatable {
    case sha256(String)
    /// The first digits of the SHA-256 sum.
    case sha256Prefix(String)
    case md5(String)

    /// The published digits.
    public var digits: String {
        switch self {
        case .sha256(let digits), .sha256Prefix(let digits), .md5(let digits): digits
        }
    }

    /// Whether nobody else can make a file with this sum. Of MD5 two files with the same sum can be made, but none with a given
    /// one; 32 bits of SHA-256 are met in minutes.
    public var provesOrigin: Bool {
        if case .sha256Prefix(let digits) = self { digits.count >= 32 } else { true }
    }

    /// For people: `SHA-256` or `MD5`.
    public var algorithm: String {
        if case .md5 = self { "MD5" } else { "SHA-256" }
    }

    /// The sum of a file's bytes, as many digits as were published.
    ///
    /// - Parameter cancellation: heeded every few milliseconds.
    /// - Throws: ``FileError``, `CancellationError`.
    func digits(of file: MappedFile, cancellation: Cancellation?) throws -> String {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var isComputed = EVP_DigestInit_ex(context, algorithm == "MD5" ? EVP_md5() : EVP_sha256(), nil) == 1
        var rest = file.bytes[...]
        while !rest.isEmpty, isComputed {
            try cancellation?.check()
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 22))
            isComputed = EVP_DigestUpdate(context, part.baseAddress, part.count) == 1
            rest = rest.dropFirst(part.count)
        }
        var sum = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard isComputed, EVP_DigestFinal_ex(context, &sum, &count) == 1 else {
            throw FileError.cannotRead(file.path, reason: "this system computes no \(algorithm)")
        }
        let text = sum.prefix(Int(count)).map { String(format: "%02x", $0) }.joined()
        return String(text.prefix(digits.count))
    }
}
