import ArgumentParser
import Foundation
import ModelFormats

/// `glassbox models get`: downloads a network.
struct GetModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Download a network of the catalogue; a download that broke off goes on.")

    @Argument(help: ArgumentHelp("The network's name.", valueName: "name"))
    var name: String

    func run() throws {
        let entry = try ModelCatalogue.entry(named: name)
        guard let file = entry.remoteFile else {
            return print("\(name) ships with the program; --model \(name) uses it.")
        }
        if let path = entry.path {
            return print("\(name) is here already: \(path)")
        }
        // A limit on the size of files is an error like a full disk, not the program's end.
        signal(SIGXFSZ, SIG_IGN)
        print("\(entry.title), \(file.size.text.english), published by \(entry.publisher)")
        print("Licence: \(entry.licence)")
        if !file.checksum.provesOrigin {
            print(
                "Its publisher gives only \(file.checksum.digits.count) of the 64 digits of its SHA-256: they show that it arrives whole, not where it is from."
            )
        }
        // What is being downloaded is said before the progress, also where output goes to a file.
        fflush(nil)
        let display = ProgressDisplay(of: name)
        let path: String
        do {
            defer { display.end() }
            path = try Download(file, named: name).run(
                cancellation: Interruption.cancellation, progress: display.show)
        }
        print("Saved as \(path)")
    }
}
