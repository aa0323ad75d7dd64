import ArgumentParser
import ModelFormats

/// `glassbox models remove`: deletes a downloaded network.
struct RemoveModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Delete a downloaded network, or what has arrived of one.")

    @Argument(help: ArgumentHelp("The network's name.", valueName: "name"))
    var name: String

    func run() throws {
        guard let file = try ModelCatalogue.entry(named: name).remoteFile else {
            throw UsageError.notRemovable(name)
        }
        guard !ModelCache.isBeingDownloaded(file) else {
            throw DownloadError(name: name, host: "", reason: .inUse)
        }
        print(
            try ModelCache.remove(file)
                ? "\(name) is removed; `glassbox models get \(name)` downloads it again."
                : "\(name) is not on this machine.")
    }
}
