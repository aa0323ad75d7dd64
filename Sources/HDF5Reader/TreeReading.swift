import CHDF5
import CLinux
import Glibc
import HDF5Report

/// A walk over a file's groups and arrays.
struct TreeReading {
    private(set) var contents = HDF5Contents()
    private let fileSize: Int
    /// Bytes that may be decoded.
    private let limit: Int
    /// Groups at the root that are left out.
    private let omitted: Set<String>
    private var objectCount = 0
    private var textBytes = 0
    private var decodings: [(path: String, dataset: hid_t, offset: Int, byteCount: Int)] = []
    private var decodedBytes = 0

    init(fileSize: Int, limit: Int, omitted: Set<String>) {
        self.fileSize = fileSize
        self.limit = limit
        self.omitted = omitted
    }

    /// Notes every group's text attributes and every array.
    mutating func readTree(of file: hid_t) throws(HDF5Problem) {
        let root = hdf5_open_object(file, "/")
        guard root >= 0 else { throw .objectNotReadable("") }
        try read(group: root, path: "", depth: 0)
    }

    /// Decodes the arrays that cannot be read in place into the result, from its start.
    ///
    /// - Returns: where the last of them ends.
    func decode(into result: Int32) throws(HDF5Problem) -> Int {
        guard decodedBytes > 0 else { return 0 }
        let highest = UInt(HDF5Limits.addressSpace + fileSize)
        guard
            linux_limit_address_space(highest + UInt(decodedBytes), highest + UInt(HDF5Limits.declaredBytes))
                == 0,
            ftruncate(result, decodedBytes) == 0,
            let start = mmap(nil, decodedBytes, PROT_READ | PROT_WRITE, MAP_SHARED, result, 0),
            start != MAP_FAILED
        else { throw .notReadable }
        defer { munmap(start, decodedBytes) }
        for decoding in decodings {
            let destination = (start + decoding.offset).assumingMemoryBound(to: Float.self)
            guard hdf5_read_floats(decoding.dataset, destination) >= 0 else {
                throw .objectNotReadable(decoding.path)
            }
        }
        return decodedBytes
    }

    private mutating func read(group: hid_t, path: String, depth: Int) throws(HDF5Problem) {
        guard depth < HDF5Limits.depth else { throw .tooDeep(path) }
        contents.attributes[path] = try TextAttributes.read(of: group, path: path, textBytes: &textBytes)
        for link in try links(of: group, path: path) {
            if depth == 0, omitted.contains(link.name) { continue }
            let inner = path.isEmpty ? link.name : "\(path)/\(link.name)"
            switch link.kind {
            case 0: break
            case 1: throw .softLink(inner)
            default: throw .externalLink(inner)
            }
            objectCount += 1
            guard objectCount <= HDF5Limits.objects else { throw .tooManyObjects }
            let object = hdf5_open_object(group, link.name)
            guard object >= 0 else { throw .objectNotReadable(inner) }
            switch H5Iget_type(object) {
            case H5I_GROUP:
                try read(group: object, path: inner, depth: depth + 1)
                H5Oclose(object)
            case H5I_DATASET: try read(dataset: object, path: inner)
            default: H5Oclose(object)
            }
        }
    }

    private func links(of group: hid_t, path: String) throws(HDF5Problem) -> [(name: String, kind: Int32)] {
        let count = hdf5_link_count(group)
        guard count >= 0 else { throw .objectNotReadable(path) }
        guard count <= HDF5Limits.objects else { throw .tooManyObjects }
        var links: [(name: String, kind: Int32)] = []
        let status = withUnsafeMutablePointer(to: &links) { links in
            hdf5_visit_links(
                group,
                { name, kind, context in
                    let links = context!.assumingMemoryBound(to: [(name: String, kind: Int32)].self)
                    guard links.pointee.count < HDF5Limits.objects else { return -1 }
                    links.pointee.append((String(cString: name!), kind))
                    return 0
                }, links)
        }
        guard status >= 0 else { throw .objectNotReadable(path) }
        return links
    }

    private mutating func read(dataset: hid_t, path: String) throws(HDF5Problem) {
        let creation = H5Dget_create_plist(dataset)
        guard creation >= 0 else { throw .objectNotReadable(path) }
        defer { H5Pclose(creation) }
        let layout = H5Pget_layout(creation)
        if layout == H5D_VIRTUAL { throw .virtualStorage(path) }
        if layout == H5D_CONTIGUOUS, H5Pget_external_count(creation) != 0 { throw .externalStorage(path) }

        let type = H5Dget_type(dataset)
        guard type >= 0 else { throw .objectNotReadable(path) }
        defer { H5Tclose(type) }
        let shape = try shape(of: dataset, path: path)
        var values = HDF5Contents.Dataset.Values.other
        if H5Tget_class(type) == H5T_FLOAT {
            let byteCount = try byteCount(
                of: dataset, shape, elementSize: max(H5Tget_size(type), 4), path: path)
            let isPlain = layout == H5D_CONTIGUOUS && H5Tequal(type, hdf5_little_endian_float32()) > 0
            if isPlain, byteCount == 0 {
                values = .inFile(0)
            } else if isPlain {
                let address = H5Dget_offset(dataset)
                guard address != hdf5_no_address(), address <= UInt64(fileSize) else {
                    throw .objectNotReadable(path)
                }
                values = .inFile(Int(address))
            } else {
                let offset = (decodedBytes + 63) / 64 * 64
                decodedBytes = offset + shape.reduce(4, *)
                guard decodedBytes <= limit else {
                    throw .tooLarge(path, declared: decodedBytes, stored: fileSize)
                }
                decodings.append((path, dataset, offset, byteCount))
                contents.datasets[path] = HDF5Contents.Dataset(shape: shape, values: .decoded(offset))
                return
            }
        }
        contents.datasets[path] = HDF5Contents.Dataset(shape: shape, values: values)
        H5Dclose(dataset)
    }

    private func shape(of dataset: hid_t, path: String) throws(HDF5Problem) -> [Int] {
        let space = H5Dget_space(dataset)
        guard space >= 0 else { throw .objectNotReadable(path) }
        defer { H5Sclose(space) }
        let rank = H5Sget_simple_extent_ndims(space)
        guard rank >= 0, rank <= 32 else { throw .objectNotReadable(path) }
        var extents = [hsize_t](repeating: 0, count: Int(rank))
        guard H5Sget_simple_extent_dims(space, &extents, nil) == rank else { throw .objectNotReadable(path) }
        var shape: [Int] = []
        for extent in extents {
            guard let extent = Int(exactly: extent) else {
                throw .tooLarge(path, declared: .max, stored: fileSize)
            }
            shape.append(extent)
        }
        return shape
    }

    /// The bytes of an array with a declared size within the limits.
    private func byteCount(
        of dataset: hid_t, _ shape: [Int], elementSize: Int, path: String
    ) throws(HDF5Problem) -> Int {
        let stored = Int(clamping: H5Dget_storage_size(dataset))
        var byteCount = elementSize
        for extent in shape {
            let (product, overflow) = byteCount.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw .tooLarge(path, declared: .max, stored: stored) }
            byteCount = product
        }
        let most = min(stored, fileSize).multipliedReportingOverflow(by: HDF5Limits.expansion)
        guard byteCount <= HDF5Limits.declaredBytes, most.overflow || byteCount <= most.partialValue else {
            throw .tooLarge(path, declared: byteCount, stored: stored)
        }
        return byteCount
    }
}
