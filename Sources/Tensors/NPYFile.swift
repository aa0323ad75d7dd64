import Files
import Foundation

/// Arrays in NumPy's `.npy` format, version 1.0 (NEP 1), little-endian 32-bit floats in C order.
public enum NPYFile {
    /// Whether the bytes start with the format's magic string.
    public static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.starts(with: magic) }

    /// Reads an array.
    ///
    /// - Throws: ``FileError`` or ``NPYError``.
    public static func read(_ path: String) throws -> Tensor { try read(MappedFile(path: path)) }

    /// Reads an array out of a file that is open already.
    ///
    /// - Throws: as ``read(_:)-(String)``.
    public static func read(_ file: MappedFile) throws -> Tensor {
        guard file.byteCount > 0 else { throw FileError.empty(file.path) }
        let (shape, start) = try header(of: file)
        let (byteCount, overflow) = shape.count.multipliedReportingOverflow(by: 4)
        guard !overflow, file.byteCount - start >= byteCount else {
            throw NPYError.truncated(file.path, expected: shape)
        }
        return Tensor(shape) { destination in
            UnsafeMutableRawBufferPointer(destination).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + byteCount]))
        }
    }

    /// Writes an array; the file appears under its name only once it is whole.
    ///
    /// - Throws: ``FileError``.
    public static func write(_ tensor: Tensor, to path: String) throws(FileError) {
        try WholeFile.write(data(for: tensor), to: path)
    }

    /// The array as the bytes of a `.npy` file.
    public static func data(for tensor: Tensor) -> Data {
        let dimensions = tensor.shape.dimensions
        let tuple =
            dimensions.count == 1 ? "\(dimensions[0])," : dimensions.map(String.init).joined(separator: ", ")
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(tuple)), }"
        let unpadded = magic.count + 4 + header.utf8.count + 1
        header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        var data = Data(magic)
        data.append(contentsOf: [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)])
        data.append(contentsOf: header.utf8)
        tensor.withUnsafeBufferPointer { data.append(contentsOf: UnsafeRawBufferPointer($0)) }
        return data
    }

    private static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

    private static func header(of file: MappedFile) throws -> (shape: Shape, start: Int) {
        let bytes = file.bytes
        guard matches(bytes), bytes.count >= 12 else { throw NPYError.notNPY(file.path) }
        let lengthSize = bytes[6] == 1 ? 2 : 4
        let length = (0..<lengthSize).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
        let start = 8 + lengthSize + length
        guard start <= bytes.count else { throw NPYError.notNPY(file.path) }
        let text = String(decoding: bytes[8 + lengthSize..<start], as: UTF8.self)
        guard text.contains("'<f4'") else { throw NPYError.notFloat32(file.path) }
        guard text.contains("'fortran_order': False") else { throw NPYError.fortranOrder(file.path) }
        guard let open = text.firstIndex(of: "("), let close = text[open...].firstIndex(of: ")") else {
            throw NPYError.notNPY(file.path)
        }
        var dimensions: [Int] = []
        var count = 1
        for item in text[text.index(after: open)..<close].split(separator: ",") {
            let word = item.trimmingCharacters(in: .whitespaces)
            if word.isEmpty { continue }
            guard let extent = Int(word), extent >= 0 else { throw NPYError.notNPY(file.path) }
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw NPYError.notNPY(file.path) }
            dimensions.append(extent)
            count = product
        }
        return (Shape(dimensions), start)
    }
}
