import Files
import Imaging
import Words

/// MNIST's IDX files, and those of Fashion-MNIST, KMNIST and EMNIST, which have the same form, compressed by gzip or not: bytes in
/// N × rows × columns, grey, or N × rows × columns × 3, and a file with N labels. http://yann.lecun.com/exdb/mnist/
struct IDXFormat: DatasetFormat {
    let titles: [Words] = ["IDX files (MNIST)"]

    /// Bytes that a file may become.
    private static let byteLimit = 1 << 30

    /// A file of bytes: its extents and where they begin.
    private struct ByteArray {
        let name: String
        let bytes: RecordFiles.Bytes
        let extents: [Int]
        let start: Int
    }

    func read(_ location: Location) throws -> Dataset? {
        let arrays = try location.dataFiles.compactMap { try Self.array($0, location) }
        let pictures = arrays.filter { $0.extents.count == 3 || $0.extents.count == 4 }
        guard !pictures.isEmpty else { return nil }
        var files: [RecordFiles.File] = []
        var entries: [Dataset.Entry] = []
        var classCount = 0
        for array in pictures {
            let file = try Self.file(array, location)
            let labels = try Self.labels(of: array, among: arrays, location)
            let part = Dataset.Part(fileName: array.name)
            for (record, label) in labels.enumerated() {
                entries.append(
                    Dataset.Entry(name: "\(array.name)#\(record)", label: Int(label), part: part))
            }
            classCount = max(classCount, labels.max().map { Int($0) + 1 } ?? 0)
            files.append(file)
        }
        return Dataset(
            path: location.path, title: titles[0], classNames: (0..<classCount).map(String.init),
            entries: entries, source: RecordFiles(files))
    }

    /// Reads a file's header; nil for one that is no IDX file of bytes.
    private static func array(_ name: String, _ location: Location) throws -> ByteArray? {
        let file = try location.map(name)
        var bytes = RecordFiles.Bytes.mapped(file)
        let isCompressed = Gzip.matches(file.bytes)
        if isCompressed {
            guard name.lowercased().contains("ubyte") || !location.isFolder else { return nil }
            do throws(Gzip.Fault) {
                bytes = .memory(try inflated(file))
            } catch {
                let fault: DatasetFault = error == .damaged ? .compression : .tooLarge
                throw DatasetError.damaged(file.path, reason: fault.words)
            }
        }
        return try bytes.read { content -> ByteArray? in
            // Two zeros, 8 for unsigned bytes, the number of axes.
            guard content.count >= 4, content[0] == 0, content[1] == 0, content[2] == 8,
                [1, 3, 4].contains(content[3])
            else { return nil }
            var extents: [Int] = []
            var count = 1
            for axis in 0..<Int(content[3]) {
                guard let extent: UInt32 = content.number(at: 4 + 4 * axis, order: .big) else { return nil }
                extents.append(Int(extent))
                let (product, overflow) = count.multipliedReportingOverflow(by: Int(extent))
                guard !overflow else {
                    throw DatasetError.damaged(file.path, reason: DatasetFault.size.words)
                }
                count = product
            }
            let start = 4 + 4 * extents.count
            guard count == content.count - start else {
                throw DatasetError.damaged(file.path, reason: DatasetFault.size.words)
            }
            return ByteArray(name: name, bytes: bytes, extents: extents, start: start)
        }
    }

    private static func inflated(_ file: MappedFile) throws(Gzip.Fault) -> [UInt8] {
        defer { withExtendedLifetime(file) {} }
        return try Gzip.bytes(of: file.bytes, limit: byteLimit)
    }

    private static func file(_ array: ByteArray, _ location: Location) throws -> RecordFiles.File {
        let (height, width) = (array.extents[1], array.extents[2])
        let samples = array.extents.count == 4 ? array.extents[3] : 1
        let sides = 1...ImageFile.maximumSide
        guard array.extents[0] <= Dataset.maximumCount, sides.contains(height), sides.contains(width),
            width * height <= ImageFile.maximumPixelCount, [1, 3].contains(samples)
        else {
            throw DatasetError.damaged(
                "\(location.folder)/\(array.name)", reason: DatasetFault.dimensions.words)
        }
        return RecordFiles.File(
            name: array.name, bytes: array.bytes, count: array.extents[0], start: array.start,
            stride: height * width * samples,
            layout: RecordFiles.PlaneLayout(
                width: width, height: height, column: samples, row: width * samples,
                colour: samples == 1 ? 0 : 1))
    }

    /// The labels of a file of pictures: those of the file that is called as it is, else of the only one with as many.
    private static func labels(of pictures: ByteArray, among arrays: [ByteArray], _ location: Location) throws
        -> [UInt8]
    {
        let path = "\(location.folder)/\(pictures.name)"
        let name = pictures.name.replacing("images", with: "labels").replacing("idx3", with: "idx1")
            .replacing("idx4", with: "idx1")
        let others = [name, name + ".gz", name.hasSuffix(".gz") ? String(name.dropLast(3)) : name]
        let lists = arrays.filter { $0.extents.count == 1 }
        var list = lists.first { others.contains($0.name) }
        if list == nil {
            // A file that was named by itself has its labels beside it.
            for other in others where other != pictures.name && list == nil {
                guard (try? location.map(other)) != nil else { continue }
                list = try array(other, location).flatMap { $0.extents.count == 1 ? $0 : nil }
            }
        }
        let fitting = lists.filter { $0.extents[0] == pictures.extents[0] }
        if list == nil, fitting.count == 1 { list = fitting[0] }
        guard let list else { throw DatasetError.damaged(path, reason: DatasetFault.noLabelFile.words) }
        guard list.extents[0] == pictures.extents[0] else {
            throw DatasetError.damaged(
                "\(location.folder)/\(list.name)", reason: DatasetFault.labelCount.words)
        }
        return list.bytes.read { [UInt8]($0[list.start...]) }
    }
}
