import Words

/// Why something cannot be used as a set of pictures.
public enum DatasetError: Refusal, Equatable {
    /// A folder in which there are none, in its folders neither.
    case noPictures(String)
    /// A file that is none of those that are known.
    case unknown(String)
    case tooMany(String, limit: Int)
    /// A file of records whose size or numbers contradict its form, with what is wrong, a clause.
    case damaged(String, reason: Words)
    /// A line of a table.
    case line(String, line: Int, problem: TableProblem)
    /// The first picture that a table names is not there.
    case missingPicture(table: String, picture: String)
    /// Pictures without labels where labels are needed.
    case noLabels(String)
    /// No label of a set is a class of the network: some of each.
    case noCommonClass(set: [String], network: [String])

    /// What is wrong with a line of a table.
    public enum TableProblem: Sendable, Equatable {
        case box(String)
        case part(String)
        case noFile
        case tooLong
        /// A class that the network does not have.
        case unknownClass(String)
    }

    public static let examples: [DatasetError] =
        [
            .noPictures("photos"), .unknown("notes.pdf"), .tooMany("photos", limit: Dataset.maximumCount),
            .line("labels.csv", line: 7, problem: .box("1 2 x")),
            .line("labels.csv", line: 7, problem: .part("holdout")),
            .line("labels.csv", line: 7, problem: .noFile), .line("labels.csv", line: 7, problem: .tooLong),
            .line("mapping.csv", line: 7, problem: .unknownClass("caat")),
            .missingPicture(table: "labels.csv", picture: "a.jpg"), .noLabels("photos"),
            .noCommonClass(set: ["ok", "broken"], network: ["tench", "goldfish"]),
        ] + DatasetFault.allCases.map { .damaged("train.bin", reason: $0.words) }

    public var kind: RefusalKind {
        switch self {
        case .noPictures, .missingPicture: .noInput
        case .unknown, .tooMany, .damaged, .line: .badData
        case .noLabels, .noCommonClass: .unavailable
        }
    }

    public var words: Words {
        switch self {
        case .noPictures(let path):
            "There is no picture in \(path) that can be read; name a folder with PNG, JPEG, BMP, GIF, WebP, TIFF or AVIF files."
        case .unknown(let path):
            "\(path) is no set of pictures; name a folder, a table of files and labels (CSV), or a file of CIFAR, STL-10 or MNIST."
        case .tooMany(let path, let limit):
            "There are more than \(limit) pictures in \(path); name a part of them."
        case .damaged(let path, let reason): "\(path) cannot be used: \(clause: reason)."
        case .line(let path, let line, let problem):
            "Line \(line) of \(path) cannot be used: \(clause: problem.words)."
        case .missingPicture(let table, let picture):
            "\(table) names \(picture), which is not there; paths in a table are relative to its folder."
        case .noLabels(let path):
            "The pictures of \(path) have no labels; put them into one folder for each class, or name a table of files and labels."
        case .noCommonClass(let set, let network):
            "No label of the set (\(set.joined(separator: ", "))) is a class of the network (\(network.joined(separator: ", "))); name a file that maps them with --mapping."
        }
    }
}

extension DatasetError.TableProblem {
    var words: Words {
        switch self {
        case .box(let text):
            "“\(text)” is no box; write x, y, width and height in pixels, as in “10 20 64 48”"
        case .part(let text): "“\(text)” is no part of a set; write train, val or test"
        case .noFile: "it names no file"
        case .tooLong: "it is too long"
        case .unknownClass(let name): "the network has no class “\(name)”"
        }
    }
}

/// What is wrong with a file of records, a clause each.
enum DatasetFault: CaseIterable {
    case size, label, labelCount, dimensions, compression, tooLarge, noLabelFile

    var words: Words {
        switch self {
        case .size: "its size is not that of whole records"
        case .label: "it has a label beyond its classes"
        case .labelCount: "it has another number of labels than there are pictures"
        case .dimensions: "its pictures have no pixels or too many"
        case .compression: "its compressed data are damaged"
        case .tooLarge: "it is too large once it is decompressed"
        case .noLabelFile: "the file with its labels is not beside it"
        }
    }
}
