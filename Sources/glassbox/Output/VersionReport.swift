import Figures
import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// What `glassbox --version` says: the program, the commit that it was built from, and the libraries as they are loaded.
struct VersionReport {
    /// The program's version (Semantic Versioning 2.0.0). `CHANGELOG.md` says what changed.
    static let program = "0.1.0"

    var build: BuildRecord?
    /// Names and versions.
    var libraries: [(name: String, version: String)]

    static var current: VersionReport {
        VersionReport(
            build: .current,
            libraries: [("oneDNN", OneDNN.version), ("OpenBLAS", OpenBLAS.version)] + SDLLibraries.versions
                + DrawingLibraries.versions + [("HDF5", HDF5Library.version ?? "unknown")]
                + DownloadLibraries.versions
                + [("zlib", Zlib.version)])
    }

    /// Three lines: `glassbox VERSION`, `commit NAME of DAY`, `libraries NAME VERSION, …`.
    var text: String {
        """
        glassbox \(Self.program)
        commit \(build.map { "\($0.commit) of \($0.day)" } ?? "unknown: built from a checkout")
        libraries \(libraries.map { "\($0.name) \($0.version)" }.joined(separator: ", "))
        """
    }
}
