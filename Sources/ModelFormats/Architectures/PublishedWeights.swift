import Words

/// Trained weights of an architecture, which make it a network of the catalogue.
public struct PublishedWeights: Sendable {
    /// The network's title in the catalogue; nil for the architecture's own.
    let title: String?
    /// One sentence.
    let summary: Words
    /// Nil for a network without a classifier.
    let classCount: Int?
    /// What the weights may be used for, for example `MIT`.
    let licence: String
    let publisher: String
    let place: Place
    /// What to do about a missing classifier, one sentence; nil where there is one.
    let advice: Words?

    /// Where weights are.
    public enum Place: Sendable, Equatable {
        /// A safetensors file that ships with the program, by its path in the `ResourceFolder`; `NOTICE` says how it was made.
        case embedded(String)
        case remote(RemoteFile)
    }

    init(
        title: String? = nil, summary: Words, classCount: Int? = 1000, licence: String, publisher: String,
        place: Place, advice: Words? = nil
    ) {
        self.title = title
        self.summary = summary
        self.classCount = classCount
        self.licence = licence
        self.publisher = publisher
        self.place = place
        self.advice = advice
    }
}

extension PublishedWeights {
    /// A network of PyTorch's torchvision in its first published training on ImageNet, as torchvision 0.28 names it.
    ///
    /// - Parameters:
    ///   - file: its name without `.pth`, which ends in the first eight digits of its SHA-256.
    ///   - size: as torchvision rounds it, where nobody has counted.
    static func torchvision(
        _ summary: Words, file: String, _ size: RemoteFile.Size, sha256: String? = nil
    ) -> PublishedWeights {
        PublishedWeights(
            summary: summary, licence: "BSD 3-Clause", publisher: "PyTorch (torchvision)",
            place: .remote(
                RemoteFile(
                    address: "https://download.pytorch.org/models/\(file).pth", size: size,
                    checksum: sha256.map(Checksum.sha256) ?? .sha256Prefix(String(file.suffix(8))))))
    }

    /// A network of Keras Applications: the file and the MD5 sum that Keras names.
    ///
    /// - Parameter file: its path without what the files have in common.
    static func keras(
        title: String, _ summary: Words, licence: String, publisher: String, file: String,
        _ size: RemoteFile.Size, md5: String
    ) -> PublishedWeights {
        let base = "https://storage.googleapis.com/tensorflow/keras-applications/"
        return PublishedWeights(
            title: title, summary: summary, licence: licence, publisher: publisher,
            place: .remote(
                RemoteFile(
                    address: "\(base)\(file)_weights_tf_dim_ordering_tf_kernels.h5", size: size,
                    checksum: .md5(md5))))
    }
}
