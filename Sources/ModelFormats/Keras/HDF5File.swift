import Files
import HDF5Report
import NeuralNetwork
import Tensors

/// An HDF5 file (format specification 3.0): its groups' text attributes and its arrays of floats.
///
/// A process of its own reads the structure (``HDF5Process``). 32-bit floats that lie together are read in place
/// from the map of the file, others from the process's result.
package struct HDF5File: Sendable {
    /// What errors call the file.
    let path: String
    let contents: HDF5Contents
    private let file: MappedFile
    /// Where the HDF5 file lies in the mapped one.
    private let range: Range<Int>
    private let result: MappedFile

    /// Whether the bytes start as an HDF5 file does, without a block of the user's before it.
    static func matches(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])
    }

    /// - Parameters:
    ///   - file: mapped; the process reads it through `descriptor`.
    ///   - range: where the HDF5 file lies in it, nil for all of it.
    ///   - omitted: groups at the root that are not read.
    /// - Throws: ``HDF5Error``, `FileError`, `CancellationError`.
    package init(
        _ file: MappedFile, descriptor: Int32, range: Range<Int>? = nil, omitting omitted: [String],
        cancellation: Cancellation?
    ) throws {
        let range = range ?? 0..<file.byteCount
        path = file.path
        self.file = file
        self.range = range
        result = try HDF5Process.run(
            on: descriptor, range: range, path: file.path, omitting: omitted,
            cancellation: cancellation)
        switch HDF5Report(result.bytes) {
        case nil: throw HDF5Error(path, .reader(.badReport))
        case .problem(let problem): throw HDF5Error(path, .file(problem))
        case .contents(let contents):
            self.contents = contents
        }
        for (name, dataset) in contents.datasets { try check(dataset, name) }
    }

    /// The text attribute of a group; nil where there is none.
    func texts(_ name: String, of group: String) -> [String]? { contents.attributes[group]?[name] }

    /// A list of texts that h5py divides into `name0`, `name1` … where it is too long for one attribute.
    func list(_ name: String, of group: String) -> [String]? {
        if let texts = texts(name, of: group) { return texts }
        var texts: [String] = []
        var index = 0
        while let part = self.texts("\(name)\(index)", of: group) {
            texts += part
            index += 1
        }
        return index > 0 ? texts : nil
    }

    /// The shape of an array of floats; nil where there is none of that path.
    func shape(of name: String) -> Shape? {
        guard let dataset = contents.datasets[name], dataset.values != .other else { return nil }
        return Shape(dataset.shape)
    }

    /// An array of floats.
    ///
    /// - Throws: ``HDF5Error`` where there is none of that path.
    func tensor(_ name: String) throws -> Tensor {
        guard let dataset = contents.datasets[name] else { throw HDF5Error(path, .missing(name)) }
        let shape = Shape(dataset.shape)
        switch dataset.values {
        case .other: throw HDF5Error(path, .notFloats(name))
        case .decoded(let offset): return Tensor(shape, in: result, byteOffset: offset)
        case .inFile(let start):
            let offset = range.lowerBound + start
            if offset % 4 == 0 { return Tensor(shape, in: file, byteOffset: offset) }
            return Tensor(shape) { destination in
                UnsafeMutableRawBufferPointer(destination).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: file.bytes[offset..<offset + shape.count * 4]))
            }
        }
    }

    /// The process's word is not trusted: every array must lie within the file or the result.
    private func check(_ dataset: HDF5Contents.Dataset, _ name: String) throws {
        var byteCount = 4
        for extent in dataset.shape {
            let (product, overflow) = byteCount.multipliedReportingOverflow(by: extent)
            guard !overflow, extent >= 0 else { throw HDF5Error(path, .reader(.badReport)) }
            byteCount = product
        }
        let (offset, size, alignment) =
            switch dataset.values {
            case .other: (0, Int.max, 1)
            case .inFile(let offset): (offset, range.count, 1)
            case .decoded(let offset): (offset, result.byteCount, 4)
            }
        guard offset >= 0, offset % alignment == 0, offset <= size, byteCount <= size - offset else {
            throw HDF5Error(path, .outside(name))
        }
    }
}
