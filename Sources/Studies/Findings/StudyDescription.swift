import Datasets
import Imaging

/// What a study is about, in full: with the same description the same numbers come out, on whichever machine and in however many
/// parts. It is the first line of every part.
public struct StudyDescription: Codable, Sendable, Equatable {
    /// The version of this form.
    public var glassboxStudy = 1
    /// The program's version.
    public var program: String
    /// The set as a person named it; another machine may have it elsewhere, so it does not tell studies apart.
    public var set: String
    /// Tells names, labels and parts of its pictures apart.
    public var setFingerprint: String
    /// Pictures that are studied.
    public var pictureCount: Int
    /// What the set's labels are called.
    public var setClasses: [String]
    /// For each of them a class of the network.
    public var targets: [Int?]
    /// How they were matched, and what is odd about the set, one sentence each.
    public var remarks: [String]
    /// The network as a person named it.
    public var network: String
    public var networkTitle: String
    /// Tells layers and weights apart.
    public var networkFingerprint: String
    /// What the network's classes are called.
    public var networkClasses: [String]
    public var layer: String
    /// Names of analyses, in their order.
    public var analyses: [String]
    public var methods: [String]
    public var metrics: [String]
    public var seeds: [UInt64]
    /// Pictures that go through the network at once: the last bits of numbers depend on it.
    public var batchSize: Int

    /// Whether parts of both belong together.
    public func isSameStudy(as other: StudyDescription) -> Bool {
        var (one, two) = (self, other)
        (one.set, two.set) = ("", "")
        (one.network, two.network) = ("", "")
        return one == two
    }

    /// The name of a class of the network.
    public func className(_ index: Int) -> String {
        networkClasses.indices.contains(index) ? networkClasses[index] : "class \(index)"
    }

    /// Pictures in groups that go through the network together.
    public var batchCount: Int { (pictureCount + batchSize - 1) / batchSize }
}

/// One picture of a study, as far as every analysis has to know it.
public struct StudiedPicture: Codable, Sendable, Equatable {
    /// Its place in the study, from 0.
    public var place: Int
    /// Its name in the set.
    public var file: String
    /// What the set says that it shows.
    public var label: String?
    /// The class of the network that this means.
    public var target: Int?
    public var part: Dataset.Part?
    /// x, y, width and height, in pixels of the upright picture.
    public var box: [Int]?
    /// Why there is nothing of it, one sentence; nil for a picture that could be used.
    public var broken: String?
}
