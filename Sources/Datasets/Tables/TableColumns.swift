/// What the columns of a table of pictures are: as its first line says, or file, label, box and part in this order.
struct TableColumns: Equatable {
    let file: Int
    let label: Int?
    /// One column with four numbers, or four.
    let box: [Int]
    let part: Int?
    /// Whether the first line says it.
    let isHeader: Bool

    private static let files: Set<String> = [
        "file", "path", "image", "filename", "file_name", "filepath", "image_path", "picture", "photo",
    ]
    private static let labels: Set<String> = ["label", "class", "category", "target", "y", "class_name"]
    private static let boxes: Set<String> = ["box", "bbox", "bounding_box"]
    private static let parts: Set<String> = ["split", "part", "subset", "set"]
    private static let sides = [["x", "y", "width", "height"], ["x", "y", "w", "h"]]

    /// - Parameter first: the cells of the first line. Columns that only later lines have count, too.
    init(first: [String]) {
        let names = first.map { $0.lowercased() }
        guard let file = names.firstIndex(where: Self.files.contains) else {
            self.file = 0
            label = 1
            box = [2]
            part = 3
            isHeader = false
            return
        }
        self.file = file
        part = names.firstIndex(where: Self.parts.contains)
        if let box = names.firstIndex(where: Self.boxes.contains) {
            self.box = [box]
            label = names.firstIndex(where: Self.labels.contains)
        } else {
            box = Self.sides.lazy.map { $0.compactMap(names.firstIndex) }.first { $0.count == 4 } ?? []
            let taken = Set(box)
            label = names.indices.first { !taken.contains($0) && Self.labels.contains(names[$0]) }
        }
        isHeader = true
    }
}
