import ArgumentParser
import Files
import Foundation
import Tensors

/// The program: a window to look inside a convolutional network, and the same engine without one.
@main
struct Glassbox: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "glassbox",
        abstract:
            "Look inside a convolutional network: what each layer makes of a photo, and why it answers as it does.",
        usage: """
            glassbox [<image> ...] [--model <name>] [--layer <name>] [--mode <method>]
            glassbox <command> [--help]
            """,
        discussion: """
            Without a command it opens the window. Photos are PNG, JPEG, BMP, GIF, WebP, TIFF or AVIF files; a .npy file is taken \
            as an input that is preprocessed already (32-bit floats, 1×3×H×W).

            Exit codes: 0 done, 64 wrong usage, 65 bad data, 66 no such input, 69 not available, 70 internal error, \
            73 output cannot be written, 74 standard output full or closed, 130 cancelled.
            """,
        version: VersionReport.program,
        subcommands: Subcommands.all,
        defaultSubcommand: View.self)

    static func main() {
        StandardStreams.occupy()
        LibrarySettings.apply()
        MemorySettings.apply()
        Interruption.begin()
        do {
            try LowMemory.check()
            var command = try parseAsRoot()
            try command.run()
            if let path = MappedFile.shortened.min() { throw FileError.shortened(path) }
            try StandardStreams.check()
        } catch {
            ExitStatus.end(after: error)
        }
        ExitStatus.success.end()
    }
}
