import Words

/// A file that its publisher offers for download.
public struct RemoteFile: Sendable, Equatable {
    /// An https address.
    public let address: String
    public let size: Size
    public let checksum: Checksum

    /// How many bytes a file has.
    public enum Size: Sendable, Equatable {
        case exactly(Int)
        /// The size as its publisher rounds it.
        case about(Int)

        public var byteCount: Int {
            switch self {
            case .exactly(let count), .about(let count): count
            }
        }

        /// The most bytes that are taken from a server: where the publisher rounds, a twentieth more.
        var most: Int {
            switch self {
            case .exactly(let count): count
            case .about(let count): count + count / 20 + 1 << 16
            }
        }

        /// The size as a person reads it: `46.8 MB`, or `about 46.8 MB` where the publisher rounds.
        public var text: Words {
            switch self {
            case .exactly(let count): "\(count.asMegabytes)"
            case .about(let count): "about \(count.asMegabytes)"
            }
        }
    }

    public init(address: String, size: Size, checksum: Checksum) {
        self.address = address
        self.size = size
        self.checksum = checksum
    }

    /// The last part of the address, under which the file is kept.
    public var name: String { String(address[address.lastIndex(of: "/").map(address.index(after:))!...]) }
}
