import Words

/// Why a network of the catalogue could not be downloaded.
public struct DownloadError: Refusal, Equatable {
    public enum Reason: Equatable, Sendable {
        case unknownHost
        case noConnection
        /// The server does not prove who it is.
        case certificate(String)
        case plainRedirect(to: String)
        /// An answer that brings no file.
        case status(Int, address: String)
        case brokenOff(received: Int, expected: Int)
        case stalled(seconds: Int, received: Int)
        /// The server sends, but less than the least rate.
        case slow(received: Int)
        /// The server's file has another size than the published one.
        case size(found: Int, published: Int)
        case checksum(algorithm: String, found: String, published: String)
        /// Another download of the same file is running.
        case inUse
        /// `GLASSBOX_MIRROR` is no address.
        case mirror(String)
        /// The server sends another part of the file than was asked for.
        case otherPart
        /// What the system says.
        case other(String)
    }

    /// The network's name in the catalogue.
    public let name: String
    /// The server.
    public let host: String
    public let reason: Reason

    public init(name: String, host: String, reason: Reason) {
        self.name = name
        self.host = host
        self.reason = reason
    }

    public static let examples: [DownloadError] = [
        .unknownHost, .noConnection, .certificate("expired"), .plainRedirect(to: "http://mirror.example.org"),
        .status(404, address: "https://example.org/net.pth"), .brokenOff(received: 1, expected: 2),
        .stalled(seconds: 1, received: 0), .stalled(seconds: 30, received: 0),
        .slow(received: 9), .stalled(seconds: 1, received: 9), .stalled(seconds: 30, received: 9),
        .size(found: 1, published: 2),
        .checksum(algorithm: "MD5", found: "0a", published: "0b"), .inUse, .mirror("mirror"),
        .otherPart, .other("out of memory"),
    ].map { (reason: Reason) in DownloadError(name: "vgg16", host: "example.org", reason: reason) }

    public var kind: RefusalKind {
        switch reason {
        case .size, .checksum: .badData
        case .mirror: .usage
        default: .unavailable
        }
    }

    public var words: Words {
        switch reason {
        case .unknownHost: "The server \(host) cannot be found; is this machine connected to the internet?"
        case .noConnection: "The server \(host) cannot be reached; is this machine connected to the internet?"
        case .certificate(let reason):
            "The server \(host) does not prove that it is \(host), so nothing was taken from it (\(reason))."
        case .plainRedirect(let address):
            "The server \(host) points to \(address), where the connection is not encrypted, so nothing was taken from there."
        case .status(let status, let address):
            "The server \(host) answers \(status) to \(address); the file may have moved, or the server may be busy."
        case .brokenOff(let received, let expected):
            "The connection to \(host) broke off after \(received.asMegabytes) of \(expected.asMegabytes); \(goOn)."
        case .stalled(1, 0): "The server \(host) sent nothing for 1 second; try again later."
        case .stalled(let seconds, 0):
            "The server \(host) sent nothing for \(seconds) seconds; try again later."
        case .stalled(1, let received):
            "The server \(host) sent nothing for 1 second after \(received.asMegabytes); \(goOn)."
        case .stalled(let seconds, let received):
            "The server \(host) sent nothing for \(seconds) seconds after \(received.asMegabytes); \(goOn)."
        case .slow(let received):
            "The server \(host) sends less than \(Transfer.leastRate) bytes a second, \(received.asMegabytes) so far; \(goOn)."
        case .size(let found, let published):
            "What \(host) offers as \(name) has \(found) bytes and the published file \(published), so it was not kept."
        case .checksum(let algorithm, let found, let published):
            "What \(host) sent as \(name) is not the published file (\(algorithm) \(found), not \(published)), so it was deleted."
        case .inUse: "Another download of \(name) is running; wait until it is done."
        case .mirror(let address):
            "GLASSBOX_MIRROR is no address of a server: \(address); it looks like https://mirror.example.org."
        case .otherPart:
            "\(name) cannot be downloaded from \(host): it sends another part of the file than was asked for."
        case .other(let reason): "\(name) cannot be downloaded from \(host): \(reason)."
        }
    }

    private var goOn: Words { "`glassbox models get \(name)` goes on from there" }
}
