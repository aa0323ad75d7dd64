import Foundation
import Imaging
import ModelFormats
import Tensors

/// A photo, or an array in its place, as one network sees it.
public struct Subject: Sendable {
    /// Where it came from.
    public let path: String
    /// What is shown of it; for an array, the picture that its values mean.
    public let photo: Picture
    /// The part of the photo that the network sees.
    public let region: PixelRectangle
    /// 1×3×H×W, preprocessed.
    public let input: Tensor
    /// Whether it was read from a `.npy` array, which only fits the network it was made for.
    public let isArray: Bool

    /// The file's name without its folder.
    public var fileName: String { URL(fileURLWithPath: path).lastPathComponent }

    /// A photo that was read already.
    public init(path: String, photo: Picture, for model: Model) {
        self.path = path
        self.photo = photo
        region = model.preprocessing.region(of: photo)
        input = model.preprocessing.tensor(of: photo)
        isArray = false
    }

    /// Reads a photo, or a `.npy` array (recognised by its content) that is preprocessed already.
    ///
    /// - Throws: `ImageError`, `FileError`, `NPYError`, ``QuestionError/inputShape(path:expected:found:)``.
    public init(path: String, for model: Model) throws {
        if try Self.isArray(path) {
            let array = try NPYFile.read(path)
            let expected = Shape([1] + model.graph.inputShape.dimensions)
            guard array.shape == expected else {
                throw QuestionError.inputShape(
                    path: path, expected: expected.description, found: array.shape.description)
            }
            self.init(path: path, array: array, for: model)
        } else {
            self.init(path: path, photo: try ImageFile.read(path), for: model)
        }
    }

    private init(path: String, array: Tensor, for model: Model) {
        self.path = path
        photo = model.preprocessing.picture(of: array)
        region = photo.bounds
        input = array
        isArray = true
    }

    private static func isArray(_ path: String) throws -> Bool {
        guard let file = try? MappedFile(path: path) else { return false }
        return NPYFile.matches(file.bytes)
    }
}
