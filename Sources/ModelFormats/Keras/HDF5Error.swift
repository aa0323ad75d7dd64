import HDF5Report
import Words

/// Why an HDF5 file could not be used.
struct HDF5Error: ModelFileError, Equatable {
    enum Problem: Equatable, Sendable {
        /// What the reading process found in the file.
        case file(HDF5Problem)
        /// What became of the reading process.
        case reader(Failure)
        case missing(String)
        case notFloats(String)
        /// An array that would lie beyond the file's end.
        case outside(String)
    }

    enum Failure: Equatable, Sendable {
        case cannotStart(String)
        case ended
        /// It used more of the processor than a sound file needs.
        case timeLimit(seconds: Int)
        /// It was not done in time, whatever kept it.
        case late(seconds: Int)
        case badReport
    }

    let path: String
    let problem: Problem

    var kind: RefusalKind {
        if case .reader(.late) = problem { .unavailable } else { .badData }
    }

    init(_ path: String, _ problem: Problem) {
        self.path = path
        self.problem = problem
    }

    static let examples: [HDF5Error] = [
        .file(.notReadable), .file(.objectNotReadable("")), .file(.objectNotReadable("dense")),
        .file(.softLink("dense")), .file(.externalLink("dense")), .file(.externalStorage("dense")),
        .file(.virtualStorage("dense")), .file(.tooLarge("dense", declared: .max, stored: 1)),
        .file(.tooLarge("dense", declared: 1 << 40, stored: 1)), .file(.tooDeep("dense")),
        .file(.tooManyObjects), .reader(.cannotStart("glassbox-hdf5")), .reader(.ended),
        .reader(.timeLimit(seconds: 2)), .reader(.late(seconds: 60)), .reader(.badReport),
        .missing("dense/kernel"),
        .notFloats("dense/kernel"), .outside("dense/kernel"),
    ].map { (problem: Problem) in HDF5Error("net.h5", problem) }

    var words: Words {
        switch problem {
        case .file(let problem): describe(problem)
        case .reader(.cannotStart(let program)):
            "\(path) cannot be read: the program \(program), which reads HDF5 files, does not start; build Glassbox again."
        case .reader(.ended):
            "\(path) is damaged: reading it as HDF5 failed or took more memory or time than a sound file does."
        case .reader(.timeLimit(let seconds)):
            "\(path) is damaged: reading it as HDF5 took more than \(seconds) s of the processor."
        case .reader(.late(let seconds)):
            "\(path) was not read: reading it as HDF5 was not done after \(seconds) s; try again when the machine has less to do."
        case .reader(.badReport):
            "\(path) is damaged: reading it as HDF5 gave no sensible answer."
        case .missing(let name): "\(path) has no array \(name), which the network needs."
        case .notFloats(let name): "\(path): \(name) does not hold floating-point numbers."
        case .outside(let name): "\(path) is damaged: the array \(name) does not lie within the file."
        }
    }

    private func describe(_ problem: HDF5Problem) -> Words {
        switch problem {
        case .notReadable:
            "\(path) is damaged: it is no complete HDF5 file; was it copied or downloaded completely?"
        case .objectNotReadable(""): "\(path) is damaged: its root group cannot be read."
        case .objectNotReadable(let name): "\(path) is damaged: \(name) cannot be read."
        case .softLink(let name): "\(path) is refused: \(name) is a soft link, which no Keras file has."
        case .externalLink(let name): "\(path) is refused: \(name) is a link to another file."
        case .externalStorage(let name): "\(path) is refused: the values of \(name) lie in another file."
        case .virtualStorage(let name): "\(path) is refused: \(name) is put together from other files."
        case .tooLarge(let name, .max, _):
            "\(path) is refused: \(name) says that it holds more bytes than any memory does."
        case .tooLarge(let name, let declared, let stored):
            "\(path) is refused: \(name) says that it holds \(declared) bytes, of which \(stored) are stored."
        case .tooDeep(let name): "\(path) is refused: its groups are nested too deeply, as in \(name)."
        case .tooManyObjects:
            "\(path) is refused: it holds more than \(HDF5Limits.objects) groups and arrays."
        }
    }
}
