import CHDF5
import Glibc
import HDF5Report

/// Attributes of one or many texts, of fixed or variable length; others are left out.
enum TextAttributes {
    /// - Parameter textBytes: counts what all groups hold.
    static func read(
        of object: hid_t, path: String, textBytes: inout Int
    ) throws(HDF5Problem) -> [String: [String]] {
        let count = hdf5_attribute_count(object)
        guard count >= 0 else { throw .objectNotReadable(path) }
        var attributes: [String: [String]] = [:]
        for index in 0..<UInt32(count) {
            let attribute = hdf5_open_attribute(object, index)
            guard attribute >= 0 else { throw .objectNotReadable(path) }
            defer { H5Aclose(attribute) }
            guard let name = name(of: attribute) else { throw .objectNotReadable(path) }
            guard let texts = try texts(of: attribute, path: "\(path)@\(name)", textBytes: &textBytes) else {
                continue
            }
            attributes[name] = texts
        }
        return attributes
    }

    private static func name(of attribute: hid_t) -> String? {
        let length = H5Aget_name(attribute, 0, nil)
        guard length >= 0, length < 1 << 16 else { return nil }
        var bytes = [CChar](repeating: 0, count: length + 1)
        guard H5Aget_name(attribute, bytes.count, &bytes) >= 0 else { return nil }
        return text(bytes.map { UInt8(bitPattern: $0) }[...])
    }

    /// - Returns: nil for an attribute that is no text.
    private static func texts(
        of attribute: hid_t, path: String, textBytes: inout Int
    ) throws(HDF5Problem) -> [String]? {
        let type = H5Aget_type(attribute)
        let space = H5Aget_space(attribute)
        guard type >= 0, space >= 0 else { throw .objectNotReadable(path) }
        defer {
            H5Tclose(type)
            H5Sclose(space)
        }
        guard H5Tget_class(type) == H5T_STRING else { return nil }
        let count = Int(H5Sget_simple_extent_npoints(space))
        guard count >= 0 else { throw .objectNotReadable(path) }
        guard count > 0 else { return [] }
        let isVariable = H5Tis_variable_str(type) > 0
        let size = isVariable ? MemoryLayout<UnsafePointer<CChar>?>.size : H5Tget_size(type)
        let (byteCount, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow, size > 0, byteCount <= HDF5Limits.textBytes - textBytes else {
            throw .tooLarge(path, declared: overflow ? .max : byteCount, stored: 0)
        }
        textBytes += byteCount
        return isVariable
            ? try variableTexts(of: attribute, type: type, space: space, count: count, path: path, &textBytes)
            : try fixedTexts(of: attribute, type: type, count: count, size: size, path: path)
    }

    private static func fixedTexts(
        of attribute: hid_t, type: hid_t, count: Int, size: Int, path: String
    ) throws(HDF5Problem) -> [String] {
        var bytes = [UInt8](repeating: 0, count: count * size)
        guard H5Aread(attribute, type, &bytes) >= 0 else { throw .objectNotReadable(path) }
        return (0..<count).map { text(bytes[$0 * size..<($0 + 1) * size]) }
    }

    private static func variableTexts(
        of attribute: hid_t, type: hid_t, space: hid_t, count: Int, path: String, _ textBytes: inout Int
    ) throws(HDF5Problem) -> [String] {
        var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        guard H5Aread(attribute, type, &pointers) >= 0 else { throw .objectNotReadable(path) }
        var texts: [String] = []
        for pointer in pointers {
            let length = pointer.map { strlen($0) } ?? 0
            textBytes += length
            guard textBytes <= HDF5Limits.textBytes else {
                throw .tooLarge(path, declared: textBytes, stored: 0)
            }
            texts.append(pointer.map { String(cString: $0) } ?? "")
        }
        _ = hdf5_reclaim_strings(type, space, &pointers)
        return texts
    }

    /// The text before the first zero byte.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
