import Files
import Foundation
import Imaging
import Words

/// A table in text, `file,label[,box[,part]]`: a file's path, relative to the table's folder, its label, where the thing lies (x, y,
/// width and height in pixels), and `train`, `val` or `test`. A first line may say which column is which.
struct TableFormat: DatasetFormat {
    let titles: [Words] = ["a table of files"]

    func read(_ location: Location) throws -> Dataset? {
        guard !location.isFolder, let name = location.dataFiles.first else { return nil }
        let file = try location.map(name)
        guard file.byteCount > 0 else { throw FileError.empty(location.path) }
        guard ForeignContent(file.bytes) == .text else { return nil }
        let rows = try withExtendedLifetime(file) { try Rows(file.bytes, path: location.path) }
        guard let first = rows.entries.first else { throw DatasetError.noPictures(location.path) }
        let pictures = PictureFiles(folder: location.folder)
        let path = pictures.filePath(of: first)!
        guard FileManager.default.fileExists(atPath: path) else {
            throw DatasetError.missingPicture(table: location.path, picture: first.name)
        }
        let (names, entries) = rows.labelled()
        return Dataset(
            path: location.path, title: titles[0], classNames: names, entries: entries,
            remarks: names.count == 1 ? [.oneClass(names[0])] : [], source: pictures)
    }

    /// What the rows say; labels are numbered as they are met.
    private struct Rows {
        private(set) var entries: [Dataset.Entry] = []
        private var labels: [String: Int] = [:]

        init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
            var text = TableText(bytes)
            var columns: TableColumns?
            while let row = try Self.next(&text, path) {
                guard let columns else {
                    let found = TableColumns(first: row.cells)
                    columns = found
                    if !found.isHeader { try add(row, found, path) }
                    continue
                }
                try add(row, columns, path)
            }
        }

        private static func next(_ text: inout TableText, _ path: String) throws -> TableText.Row? {
            do throws(TableText.Fault) {
                return try text.next()
            } catch {
                throw DatasetError.line(path, line: error.line, problem: .tooLong)
            }
        }

        private mutating func add(_ row: TableText.Row, _ columns: TableColumns, _ path: String) throws {
            func cell(_ column: Int?) -> String? {
                column.flatMap { row.cells.indices.contains($0) ? row.cells[$0] : nil }
                    .flatMap { $0.isEmpty ? nil : $0 }
            }
            func fail(_ problem: DatasetError.TableProblem) -> DatasetError {
                .line(path, line: row.line, problem: problem)
            }
            guard let name = cell(columns.file), !name.utf8.contains(0) else { throw fail(.noFile) }
            guard entries.count < Dataset.maximumCount else {
                throw DatasetError.tooMany(path, limit: Dataset.maximumCount)
            }
            var label: Int?
            if let text = cell(columns.label) {
                label = labels[text] ?? labels.count
                labels[text] = label
            }
            var box: PixelRectangle?
            let sides = columns.box.compactMap(cell)
            if !sides.isEmpty {
                let text = sides.joined(separator: " ")
                guard let found = Self.box(text) else { throw fail(.box(text)) }
                box = found
            }
            var part: Dataset.Part?
            if let text = cell(columns.part) {
                guard let found = Self.part(text) else { throw fail(.part(text)) }
                part = found
            }
            entries.append(Dataset.Entry(name: name, label: label, part: part, box: box))
        }

        /// x, y, width and height, which may have fractions; rounded outwards to whole pixels.
        private static func box(_ text: String) -> PixelRectangle? {
            let numbers = text.split { " ,;[]()".contains($0) }.map { Double($0) }
            guard numbers.count == 4 else { return nil }
            let sides = numbers.compactMap(\.self)
            let most = Double(ImageFile.maximumSide)
            guard sides.count == 4, sides.allSatisfy({ $0.isFinite && (0...most).contains($0) }),
                sides[2] > 0, sides[3] > 0
            else { return nil }
            let (left, top) = (Int(sides[0]), Int(sides[1]))
            return PixelRectangle(
                x: left, y: top, width: Int((sides[0] + sides[2]).rounded(.up)) - left,
                height: Int((sides[1] + sides[3]).rounded(.up)) - top)
        }

        private static func part(_ text: String) -> Dataset.Part? {
            switch text.lowercased() {
            case "train", "training": .training
            case "val", "valid", "validation": .validation
            case "test", "testing": .test
            default: nil
            }
        }

        /// Names in their order, by value where all are whole numbers, else by their bytes; and the entries, with
        /// labels in that order.
        func labelled() -> (names: [String], entries: [Dataset.Entry]) {
            let numbers = labels.keys.compactMap { Int($0) }
            let names =
                numbers.count == labels.count
                ? labels.keys.sorted { (Int($0)!, $0) < (Int($1)!, $1) }
                : labels.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            var places = [Int](repeating: 0, count: names.count)
            for (place, name) in names.enumerated() { places[labels[name]!] = place }
            return (
                names,
                entries.map {
                    Dataset.Entry(
                        name: $0.name, label: $0.label.map { places[$0] }, part: $0.part, box: $0.box)
                }
            )
        }
    }
}
