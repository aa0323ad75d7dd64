import Tensors

/// Which input of a TensorFlow Lite network the picture goes to.
struct TFLitePicture {
    /// Its number among the tensors.
    let tensor: Int
    let asTaken: ONNXImporter.Picture
    /// Whether its extents are others than those that the file was written for.
    let isResized: Bool

    private static let extentLimit = 1 << 14

    /// The first input of four axes, whose last are the colours.
    ///
    /// - Parameters:
    ///   - size: rows and columns that a person asks for.
    ///   - given: the names of inputs that get something else than the photo.
    /// - Throws: ``TFLiteError/Fact/noPicture``.
    init(_ file: TFLiteFile, size: InputSize?, given: Set<String> = []) throws(TFLiteError) {
        let error = TFLiteError(file.file.path, .noPicture)
        let pictures = file.inputs.filter {
            file.tensors[$0].shape.count == 4 && !given.contains(file.tensors[$0].name)
        }
        guard let index = pictures.first else { throw error }
        let tensor = file.tensors[index]
        guard tensor.type?.stored != nil else { throw error }
        var extents = tensor.shape
        let open = tensor.signature.count == 4 ? tensor.signature.map { $0 < 0 } : extents.map { _ in false }
        // Extents that may vary are 1 in the file.
        for axis in 1...2 where open[axis] && extents[axis] == 1 { extents[axis] = 224 }
        if let size { extents.replaceSubrange(1...2, with: [size.rows, size.columns]) }
        guard extents.allSatisfy({ (1...Self.extentLimit).contains($0) }),
            extents.reduce(1, { min($0 * $1, 1 << 40) }) <= 1 << 28
        else { throw error }
        self.tensor = index
        isResized = extents != tensor.shape
        asTaken = ONNXImporter.Picture(
            name: tensor.name.isEmpty ? "input" : tensor.name,
            dimensions: [extents[0], extents[3], extents[1], extents[2]], isChannelsLast: true)
    }
}
