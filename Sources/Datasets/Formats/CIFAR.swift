import Files
import Words

/// CIFAR-10 and CIFAR-100 in their binary versions: records of one label (or a coarse and a fine one) and 3 × 32 × 32 samples,
/// colour by colour, row by row. https://www.cs.toronto.edu/~kriz/cifar.html
struct CIFARFormat: DatasetFormat {
    var titles: [Words] { [Kind.ten, .hundred].map(\.title) }

    private static let side = 32
    private static let sampleCount = 3 * side * side

    private enum Kind: Int {
        case ten = 10
        case hundred = 100

        /// Bytes before a picture's samples; the last one is the label.
        var labelBytes: Int { self == .ten ? 1 : 2 }
        var stride: Int { labelBytes + CIFARFormat.sampleCount }
        var nameFile: String { self == .ten ? "batches.meta.txt" : "fine_label_names.txt" }
        var title: Words { self == .ten ? "CIFAR-10" : "CIFAR-100" }
        /// The names that its authors give the classes.
        var names: [String] {
            self == .ten
                ? ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
                : (0..<100).map(String.init)
        }
    }

    func read(_ location: Location) throws -> Dataset? {
        var files: [RecordFiles.File] = []
        var entries: [Dataset.Entry] = []
        var found: Kind?
        for name in location.dataFiles where PictureNames.ending(of: name) == "bin" {
            guard let file = try? location.map(name), let kind = Self.kind(of: file) else { continue }
            guard found == nil || found == kind else { continue }
            found = kind
            let count = file.byteCount / kind.stride
            let part = Dataset.Part(fileName: name)
            files.append(
                RecordFiles.File(
                    name: name, bytes: .mapped(file), count: count, start: kind.labelBytes,
                    stride: kind.stride,
                    layout: RecordFiles.PlaneLayout(
                        width: Self.side, height: Self.side, column: 1, row: Self.side,
                        colour: Self.side * Self.side)))
            for record in 0..<count {
                let label = Int(file.bytes[record * kind.stride + kind.labelBytes - 1])
                guard label < kind.rawValue else {
                    throw DatasetError.damaged(file.path, reason: DatasetFault.label.words)
                }
                entries.append(Dataset.Entry(name: "\(name)#\(record)", label: label, part: part))
            }
        }
        guard let kind = found else { return nil }
        return Dataset(
            path: location.path, title: kind.title,
            classNames: location.names(in: kind.nameFile, count: kind.rawValue) ?? kind.names,
            entries: entries, source: RecordFiles(files))
    }

    /// By the size and the labels of the first records.
    private static func kind(of file: MappedFile) -> Kind? {
        [Kind.ten, .hundred].first { kind in
            guard file.byteCount > 0, file.byteCount % kind.stride == 0 else { return false }
            return (0..<min(file.byteCount / kind.stride, 64)).allSatisfy { record in
                let start = record * kind.stride
                return file.bytes[start + kind.labelBytes - 1] < kind.rawValue
                    && (kind == .ten || file.bytes[start] < 20)
            }
        }
    }
}
