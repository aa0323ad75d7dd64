import Files
import Words

/// STL-10's binary files: `train_X.bin` with 3 × 96 × 96 samples a picture, colour by colour and column by column, and
/// `train_y.bin` with a label from 1 to 10 each; the pictures of `unlabeled_X.bin` have none. https://cs.stanford.edu/~acoates/stl10/
struct STLFormat: DatasetFormat {
    let titles: [Words] = ["STL-10"]

    private static let side = 96
    private static let sampleCount = 3 * side * side
    private static let names = [
        "airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck",
    ]

    func read(_ location: Location) throws -> Dataset? {
        var files: [RecordFiles.File] = []
        var entries: [Dataset.Entry] = []
        for name in location.dataFiles where name.lowercased().hasSuffix("_x.bin") {
            let file = try location.map(name)
            guard file.byteCount > 0 else { throw FileError.empty(file.path) }
            guard file.byteCount % Self.sampleCount == 0 else {
                throw DatasetError.damaged(file.path, reason: DatasetFault.size.words)
            }
            let count = file.byteCount / Self.sampleCount
            let labels = try Self.labels(of: name, count: count, location)
            files.append(
                RecordFiles.File(
                    name: name, bytes: .mapped(file), count: count, start: 0, stride: Self.sampleCount,
                    layout: RecordFiles.PlaneLayout(
                        width: Self.side, height: Self.side, column: Self.side, row: 1,
                        colour: Self.side * Self.side)))
            let part = labels == nil ? nil : Dataset.Part(fileName: name)
            for record in 0..<count {
                entries.append(
                    Dataset.Entry(name: "\(name)#\(record)", label: labels?[record], part: part))
            }
        }
        guard !files.isEmpty else { return nil }
        return Dataset(
            path: location.path, title: titles[0],
            classNames: location.names(in: "class_names.txt", count: Self.names.count) ?? Self.names,
            entries: entries, source: RecordFiles(files))
    }

    /// The labels of a file of pictures, from 0; nil where no file has them.
    private static func labels(of name: String, count: Int, _ location: Location) throws -> [Int]? {
        let ending = name.dropLast("X.bin".count)
        let sibling = ["y.bin", "Y.bin"].map { ending + $0 }.first { (try? location.map(String($0))) != nil }
        guard let sibling else { return nil }
        let file = try location.map(String(sibling))
        guard file.byteCount == count else {
            throw DatasetError.damaged(file.path, reason: DatasetFault.labelCount.words)
        }
        let labels = withExtendedLifetime(file) { file.bytes.map { Int($0) - 1 } }
        guard labels.allSatisfy(names.indices.contains) else {
            throw DatasetError.damaged(file.path, reason: DatasetFault.label.words)
        }
        return labels
    }
}
