import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// Patterns kept on disk, each as a small PNG file with a name that says what decided it: network, weights, layer, recipe and
/// filter.
///
/// Nothing here is needed: what cannot be read or written is as if it had never been kept.
struct PatternCache: Sendable {
    let folder: String
    /// The most that all files take together; those used longest ago go first.
    let byteLimit: Int

    init(folder: String, byteLimit: Int = 256 << 20) {
        self.folder = folder
        self.byteLimit = byteLimit
    }

    /// What a page of patterns is kept under.
    struct Key: Sendable {
        /// What its files' names begin with.
        let stem: String

        /// - Parameter graph: the part of the network up to the layer.
        init(model: Model, graph: Graph, recipe: PatternRecipe) {
            var network = Fingerprint()
            network.add(model.name)
            network.add("\(model.preprocessing.colourTransform)")
            for node in graph.nodes {
                network.add("\(node.inputs) \(node.summary.english)")
                for tensor in node.operation?.parameters ?? [] { network.add(tensor) }
            }
            var search = Fingerprint()
            search.add(graph.nodes.last!.name)
            search.add(recipe.identity)
            stem = "\(network.digits)-\(search.digits)"
        }

        fileprivate func name(_ filter: Int) -> String { "\(stem)-\(filter).png" }
    }

    /// The pattern of a filter, 3×H×W from 0 to 1, or nil.
    func pattern(_ filter: Int, of key: Key) -> Tensor? {
        let path = folder + "/" + key.name(filter)
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let picture = try? ImageFile.read(path)
        else { return nil }
        // The time of last use.
        utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW)
        return PatternPicture.colours(of: picture)
    }

    /// Keeps a pattern, 3×H×W from 0 to 1.
    func keep(_ pattern: Tensor, _ filter: Int, of key: Key) {
        guard Folders.make(folder) else { return }
        try? PNGFile.write(PatternPicture.picture(of: pattern), to: folder + "/" + key.name(filter))
    }

    /// Removes the files used longest ago until the rest is within ``byteLimit``.
    func trim(now: Date = Date()) {
        CachedFiles.trim(folder, ending: ".png", to: byteLimit, now: now, isOurs: Self.isOurs)
    }

    /// Whether a file's name is one that this cache gives, or gives while it writes.
    private static func isOurs(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].count == 16, parts[1].count == 16 else { return false }
        return (parts[0] + parts[1]).allSatisfy { $0.isHexDigit }
            && (name.hasSuffix(".png") || name.hasSuffix(".unfinished"))
    }
}

/// A pattern's colours as a picture and back.
enum PatternPicture {
    /// - Parameter colours: 3×H×W from 0 to 1, cut off after the eighth bit as Keras does.
    static func picture(of colours: Tensor) -> Picture {
        let plane = colours.shape[1] * colours.shape[2]
        var pixels = [UInt8](repeating: 0, count: 3 * plane)
        colours.withUnsafeBufferPointer { colours in
            for colour in 0..<3 {
                for position in 0..<plane {
                    let value = colours[colour * plane + position]
                    // A quarter of a level keeps what came from 8 bits as it was.
                    pixels[position * 3 + colour] =
                        value.isNaN ? 0 : UInt8(min(max(value * 255 + 0.25, 0), 255))
                }
            }
        }
        return Picture(width: colours.shape[2], height: colours.shape[1], pixels: pixels)
    }

    /// 3×H×W from 0 to 1.
    static func colours(of picture: Picture) -> Tensor {
        let plane = picture.width * picture.height
        return Tensor([3, picture.height, picture.width]) { colours in
            picture.withUnsafeBytes { pixels in
                for colour in 0..<3 {
                    for position in 0..<plane {
                        colours[colour * plane + position] = Float(pixels[position * 3 + colour]) / 255
                    }
                }
            }
        }
    }
}
