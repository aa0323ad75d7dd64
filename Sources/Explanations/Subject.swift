import Files
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
    /// The part of the photo that the network sees, in whole pixels; it reaches beyond the photo where that has bars around it.
    public let region: PixelRectangle
    /// The same to fractions of a pixel.
    let seen: Preprocessing.Extent
    /// 1×3×H×W, preprocessed.
    public let input: Tensor
    /// How the photo became the input.
    public let preprocessing: Preprocessing
    /// Whether it was read from a `.npy` array, which only fits the network it was made for.
    public let isArray: Bool
    /// What one has to know of the photo; nil as a rule.
    public let notice: Notice?

    /// The file's name without its folder.
    public var fileName: String { URL(fileURLWithPath: path).lastPathComponent }

    /// What the network sees, at its input's resolution.
    public var view: Picture { preprocessing.picture(of: input) }

    /// A photo that was read already.
    public init(path: String, photo: Picture, for model: Model) {
        self.init(path: path, photo: photo, notice: nil, for: model)
    }

    /// A photo that was read for another network, or changed since.
    ///
    /// - Parameter notice: of the subject that it was read as.
    /// - Throws: ``QuestionError/noPhoto(path:shape:)`` for a network whose input is no photo's.
    public init(path: String, photo: Picture, again notice: Notice?, for model: Model) throws {
        try Self.check(path, model)
        self.init(path: path, photo: photo, notice: notice, for: model)
    }

    private init(path: String, photo: Picture, notice: Notice?, for model: Model) {
        self.path = path
        self.photo = photo
        region = model.preprocessing.region(of: photo)
        seen = model.preprocessing.extent(in: photo)
        input = model.preprocessing.tensor(of: photo)
        preprocessing = model.preprocessing
        isArray = false
        self.notice = notice
    }

    /// Reads a photo, a frame of a video or a camera (see `VideoSource`), or a `.npy` array (recognised by its content) that is
    /// preprocessed already.
    ///
    /// - Throws: `ImageError`, `FileError`, `NPYError`, ``QuestionError``.
    public init(path: String, for model: Model) throws {
        if VideoSource.isWholeFile(path) {
            try self.init(ImageFile.open(path), for: model)
        } else {
            try Self.check(path, model)
            self.init(path: path, photo: try ImageFile.read(path), for: model)
        }
    }

    /// The frame that an open video shows at a time.
    ///
    /// - Parameter seconds: since the first frame.
    /// - Throws: `ImageError`, ``QuestionError``.
    public init(_ video: MappedFile, at seconds: Double, for model: Model) throws {
        try Self.check(video.path, model)
        let path = VideoSource.path(of: video.path, at: seconds)
        self.init(path: path, photo: try VideoFile.frame(of: video, at: seconds), for: model)
    }

    private static func check(_ path: String, _ model: Model) throws {
        guard model.preprocessing.takesPhotos else {
            throw QuestionError.noPhoto(
                path: path, shape: Shape([1] + model.graph.inputShape.dimensions).description)
        }
    }

    /// Reads a photo or an array out of a file that is open already.
    ///
    /// - Throws: as ``init(path:for:)``.
    public init(_ file: MappedFile, for model: Model) throws {
        let path = file.path
        if NPYFile.matches(file.bytes) {
            let array = try NPYFile.read(file)
            let expected = Shape([1] + model.graph.inputShape.dimensions)
            guard array.shape == expected else {
                throw QuestionError.inputShape(
                    path: path, expected: expected.description, found: array.shape.description)
            }
            self.init(
                path: path, photo: model.preprocessing.picture(of: array), input: array, for: model)
        } else {
            try Self.check(path, model)
            let (photo, whole) = try ImageFile.readWithExtent(file)
            let notice = whole.map {
                Notice.reducedPhoto(from: $0, to: ImageFile.Extent(width: photo.width, height: photo.height))
            }
            self.init(path: path, photo: photo, notice: notice, for: model)
        }
    }

    /// An input that was preprocessed already, and the picture that its values mean.
    init(path: String, photo: Picture, input: Tensor, for model: Model) {
        self.path = path
        self.photo = photo
        region = photo.bounds
        seen = Preprocessing.Extent(photo.bounds)
        self.input = input
        preprocessing = model.preprocessing
        isArray = true
        notice = nil
    }
}
