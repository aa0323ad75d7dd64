import Words

extension ModelCatalogue {
    /// One network of the catalogue: an architecture with its published weights.
    public struct Entry: Sendable {
        public let architecture: Architecture
        private let published: PublishedWeights

        /// Nil where nobody publishes weights that the program knows of.
        init?(_ architecture: Architecture) {
            guard let published = architecture.published else { return nil }
            self.architecture = architecture
            self.published = published
        }

        /// The spelling on the command line, for example `resnet50`.
        public var name: String { architecture.name }
        /// What it is called by people, for example `ResNet-50`.
        public var title: String { published.title ?? architecture.title }
        /// One sentence.
        public var summary: Words { published.summary }
        /// Nil for a network without a classifier.
        public var classCount: Int? { published.classCount }
        /// What the weights may be used for, for example `MIT`.
        public var licence: String { published.licence }
        /// The publisher of the weights.
        public var publisher: String { published.publisher }
        public var place: PublishedWeights.Place { published.place }
        /// What to do about a missing classifier, one sentence; nil where there is one.
        public var advice: Words? { published.advice }

        /// Whether the trained weights ship with the program.
        public var isEmbedded: Bool { remoteFile == nil }

        /// Nil for what ships with the program.
        public var remoteFile: RemoteFile? {
            if case .remote(let file) = place { file } else { nil }
        }
    }
}
