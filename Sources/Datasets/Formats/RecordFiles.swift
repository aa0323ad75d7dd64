import Files
import Imaging

/// Pictures of one size that lie one after the other in files.
struct RecordFiles: PictureSource {
    /// The bytes of a file, mapped or decompressed.
    enum Bytes: Sendable {
        case mapped(MappedFile)
        case memory([UInt8])

        func read<Answer>(_ body: (UnsafeRawBufferPointer) throws -> Answer) rethrows -> Answer {
            switch self {
            case .mapped(let file): try withExtendedLifetime(file) { try body(file.bytes) }
            case .memory(let bytes): try bytes.withUnsafeBytes(body)
            }
        }
    }

    /// One file's pictures.
    struct File: Sendable {
        let name: String
        let bytes: Bytes
        /// Pictures in it.
        let count: Int
        /// Bytes before the first.
        let start: Int
        /// Bytes from one picture's first to the next one's.
        let stride: Int
        let layout: PlaneLayout
    }

    /// How the samples of one picture lie: a sample's place is x·`column` + y·`row` + colour·`colour`.
    struct PlaneLayout: Sendable {
        let width, height: Int
        let column, row: Int
        /// 0 for a picture in grey.
        let colour: Int
    }

    /// The files, in the order of the set's entries.
    let files: [File]
    /// The position of each file's first picture in the set, and behind the last one that of its end.
    private let firsts: [Int]

    init(_ files: [File]) {
        self.files = files
        firsts = files.reduce(into: [0]) { $0.append($0.last! + $1.count) }
    }

    func picture(at index: Int, entry: Dataset.Entry) throws -> Picture {
        let number = (firsts.firstIndex { $0 > index } ?? firsts.count) - 1
        let file = files[number]
        let layout = file.layout
        let start = file.start + (index - firsts[number]) * file.stride
        return file.bytes.read { bytes in
            var pixels = [UInt8](repeating: 0, count: 3 * layout.width * layout.height)
            var target = 0
            for y in 0..<layout.height {
                for x in 0..<layout.width {
                    let sample = start + x * layout.column + y * layout.row
                    for colour in 0..<3 { pixels[target + colour] = bytes[sample + colour * layout.colour] }
                    target += 3
                }
            }
            return Picture(width: layout.width, height: layout.height, pixels: pixels)
        }
    }

    func filePath(of entry: Dataset.Entry) -> String? { nil }
}

extension Dataset.Part {
    /// The part that a file's name speaks of.
    init?(fileName: String) {
        let name = fileName.lowercased()
        if name.contains("train") || name.contains("data_batch") {
            self = .training
        } else if name.contains("test") || name.contains("t10k") {
            self = .test
        } else {
            return nil
        }
    }
}
