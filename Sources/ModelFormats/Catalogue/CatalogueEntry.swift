import Words

extension ModelCatalogue {
    /// One network of the catalogue.
    public struct Entry: Sendable, Equatable {
        /// The spelling on the command line, for example `resnet50`.
        public let name: String
        /// For people, for example `ResNet-50`.
        public let title: String
        /// One sentence.
        public let summary: String
        /// The name of its layers' plan among the architectures, which also says how photos become inputs.
        public let architecture: String
        /// Nil for a network without a classifier.
        public let classCount: Int?
        /// What the weights may be used for, for example `MIT`.
        public let licence: String
        /// Who publishes the weights.
        public let publisher: String
        public let file: File
        /// What to do about a missing classifier, one sentence.
        public let advice: String?

        init(
            name: String, title: String, summary: String, architecture: String? = nil,
            classCount: Int? = 1000, licence: String, publisher: String, file: File, advice: String? = nil
        ) {
            self.name = name
            self.title = title
            self.summary = summary
            self.architecture = architecture ?? name
            self.classCount = classCount
            self.licence = licence
            self.publisher = publisher
            self.file = file
            self.advice = advice
        }

        /// Its layers' plan; nil where the program cannot build it.
        public var plan: Architecture? {
            (Architecture.all + KerasArchitectures.all).first { $0.name == architecture }
        }

        /// Whether the trained weights ship with the program.
        public var isEmbedded: Bool { remoteFile == nil }

        /// Nil for what ships with the program.
        public var remoteFile: RemoteFile? {
            if case .remote(let file) = file { file } else { nil }
        }
    }

    /// Where an entry's weights are.
    public enum File: Sendable, Equatable {
        /// A safetensors file that ships with the program, by its path in the ``ResourceFolder``.
        case embedded(String)
        case remote(RemoteFile)
    }
}

/// A file that its publisher offers for download.
public struct RemoteFile: Sendable, Equatable {
    /// An https address.
    public let address: String
    public let size: Size
    public let checksum: Checksum

    /// How many bytes a file has.
    public enum Size: Sendable, Equatable {
        case exactly(Int)
        /// As its publisher rounds it.
        case about(Int)

        public var byteCount: Int {
            switch self {
            case .exactly(let count), .about(let count): count
            }
        }

        /// For people: `46.8 MB`, or `about 46.8 MB` where the publisher rounds.
        public var text: String {
            switch self {
            case .exactly(let count): count.asMegabytes
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
