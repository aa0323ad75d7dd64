import Files
import Imaging
import NeuralNetwork
import Tensors
import Words

/// An input of a network that is not the photo's, with what it is given.
struct OtherInput: Sendable {
    let name: String
    /// Its extents with the batch, as the file says them.
    let shape: Shape
    let value: InputValue
    /// The layer that puts the value out, in ``shape``; nil for a constant, which photos do not become.
    var layer: Int?
    /// Whether its last axis is that of the colours.
    var isChannelsLast = false

    /// The most elements of one.
    private static let limit = 1 << 28

    /// - Parameters:
    ///   - extents: nil for those that the file leaves open.
    ///   - given: what a person says; nil for zeros.
    ///   - picture: of the photo's input, N×C×H×W, which open extents of a picture follow; other open ones are 1.
    /// - Throws: ``OtherInputError``.
    init(
        _ name: String, extents: [Int?], given: InputValue?, picture: [Int], path: String
    ) throws(OtherInputError) {
        self.name = name
        value = given ?? .zeros
        let isPicture = extents.count == 4
        isChannelsLast = isPicture && [1, 3].contains(extents[3]) && ![1, 3].contains(extents[1])
        let like = isChannelsLast ? [picture[0], picture[2], picture[3], picture[1]] : picture
        var shape = extents.enumerated().map { axis, extent in
            extent ?? (isPicture ? like[axis] : axis == 0 ? picture[0] : 1)
        }
        if case .file(let file) = value, let array = Self.array(file) {
            let found = array.shape.dimensions
            guard found.count == extents.count, zip(found, extents).allSatisfy({ $1 == nil || $0 == $1 })
            else {
                throw OtherInputError(
                    path: path, problem: .shape(file, input: name, expected: Shape(shape), found: array.shape)
                )
            }
            shape = found
        }
        var count = 1
        for extent in shape {
            guard extent >= 0, extent <= Self.limit, count * max(extent, 1) <= Self.limit else {
                throw OtherInputError(path: path, problem: .tooLarge(name))
            }
            count *= max(extent, 1)
        }
        if case .numbers(let numbers) = value, numbers.count > 1, numbers.count != shape.reduce(1, *) {
            throw OtherInputError(
                path: path, problem: .count(numbers.count, input: name, expected: Shape(shape)))
        }
        self.shape = Shape(shape)
    }

    /// One of which the file says no extents: an array has its own, numbers are a row, and a photo or zeros are as large as the picture.
    ///
    /// - Throws: ``OtherInputError``.
    init(
        _ name: String, ofAnySize given: InputValue?, picture: [Int], path: String
    ) throws(OtherInputError) {
        let extents: [Int] =
            switch given {
            case .numbers(let numbers)?: [1, numbers.count]
            case .file(let file)?: Self.array(file)?.shape.dimensions ?? picture
            case .zeros?, nil: picture
            }
        try self.init(name, extents: extents, given: given, picture: picture, path: path)
    }

    /// - Throws: ``OtherInputError`` for a name among those given that no input has.
    static func check(
        _ given: [String: InputValue], among known: [String], path: String
    ) throws(OtherInputError) {
        if let unknown = given.keys.sorted().first(where: { !known.contains($0) }) {
            throw OtherInputError(path: path, problem: .unknown(unknown, known: known))
        }
    }

    private static func array(_ file: String) -> Tensor? {
        guard let mapped = try? MappedFile(path: file), NPYFile.matches(mapped.bytes) else { return nil }
        return try? NPYFile.read(mapped)
    }

    /// The value where it takes no photo.
    ///
    /// - Returns: nil for a photo.
    /// - Throws: ``FileError``, `NPYError`.
    func tensor() throws -> Tensor? {
        switch value {
        case .zeros: return Tensor(shape, repeating: 0)
        case .numbers(let numbers):
            return numbers.count == 1
                ? Tensor(shape, repeating: numbers[0]) : Tensor(shape, numbers)
        case .file(let path):
            let file = try MappedFile(path: path)
            return NPYFile.matches(file.bytes) ? try NPYFile.read(file) : nil
        }
    }

    /// The photo of its file as the network's input, in ``shape``.
    ///
    /// - Parameter preprocessing: that of the first photo.
    /// - Throws: `ImageError`, ``FileError``, ``OtherInputError`` for an input that takes none.
    func photo(_ preprocessing: Preprocessing, path: String) throws -> Tensor {
        guard case .file(let file) = value else { return Tensor(shape, repeating: 0) }
        let rows = isChannelsLast ? 1 : 2
        guard layer != nil, shape.rank == 4, shape[0] == 1 else {
            throw OtherInputError(path: path, problem: .noPhoto(file, input: name, shape: shape))
        }
        let channels = shape[isChannelsLast ? 3 : 1]
        let fitted = preprocessing.fitted(to: [channels, shape[rows], shape[rows + 1]])
        guard fitted.takesPhotos else {
            throw OtherInputError(path: path, problem: .noPhoto(file, input: name, shape: shape))
        }
        let tensor = fitted.tensor(of: try ImageFile.read(file))
        return isChannelsLast ? tensor.channelsLast : tensor
    }
}

extension Tensor {
    /// 1×C×H×W as 1×H×W×C.
    fileprivate var channelsLast: Tensor {
        let (channels, plane) = (shape[1], shape[2] * shape[3])
        return Tensor([1, shape[2], shape[3], channels]) { target in
            withUnsafeBufferPointer { source in
                for channel in 0..<channels {
                    for place in 0..<plane {
                        target[place * channels + channel] = source[channel * plane + place]
                    }
                }
            }
        }
    }
}

/// Why an input of a network does not get what a person says.
struct OtherInputError: ModelFileError, Equatable {
    enum Problem: Equatable {
        case unknown(String, known: [String])
        case shape(String, input: String, expected: Shape, found: Shape)
        case count(Int, input: String, expected: Shape)
        case noPhoto(String, input: String, shape: Shape)
        case tooLarge(String)
        /// Every input that takes a picture is given something.
        case nothingLeft
    }

    let path: String
    let problem: Problem

    static let examples: [OtherInputError] = [
        .unknown("mask", known: ["left", "right"]),
        .shape("a.npy", input: "mask", expected: [1, 8], found: [2]),
        .count(2, input: "mask", expected: [1, 8]), .noPhoto("cat.jpg", input: "mask", shape: [1, 8]),
        .tooLarge("mask"), .nothingLeft,
    ].map { OtherInputError(path: "net.onnx", problem: $0) }

    var kind: RefusalKind { .usage }

    var words: Words {
        switch problem {
        case .unknown(let name, let known):
            "\(path) has no input called \(name); its inputs are \(known.joined(separator: ", "))."
        case .shape(let file, let input, let expected, let found):
            "\(file) holds an array of \(found); the input \(input) takes \(expected)."
        case .count(let count, let input, let expected):
            "The input \(input) takes \(expected): one number for all of it, or one for each element, not \(count)."
        case .noPhoto(let file, let input, let shape):
            "\(file) is a photo, which the input \(input), \(shape), does not take; give it numbers or a .npy file."
        case .tooLarge(let input): "The input \(input) of \(path) is too large."
        case .nothingLeft:
            "\(path) has no input left for the photo: all that take a picture are given something."
        }
    }
}
