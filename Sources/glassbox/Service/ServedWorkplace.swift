import Explanations
import Files
import Foundation
import Imaging
import ModelFormats

/// What ``Serve`` keeps from one request to the next, and what belongs to the request in hand.
final class ServedWorkplace: Workplace {
    private var networks = LoadedNetworks()
    /// The files that came with the request.
    private var photos: [String: MappedFile] = [:]
    /// What goes back with the answer.
    private(set) var written: [(name: String, data: Data)] = []
    private(set) var remarks: [String] = []
    private var folder = FileManager.default.currentDirectoryPath

    /// Bytes that passes have given back and the next one takes again.
    private static let freeMemory = 144 << 20

    /// Makes room for another request.
    ///
    /// - Throws: `FileError` where its folder is none.
    func begin(_ request: Request) throws {
        end()
        for file in request.files { photos[file.path] = file }
        guard let folder = request.folder, folder != self.folder else { return }
        guard chdir(folder) == 0 else { throw FileError(path: folder, errno: errno) }
        self.folder = folder
        // The same names mean other files there.
        networks = LoadedNetworks()
    }

    /// Forgets the request.
    func end() {
        photos = [:]
        written = []
        remarks = []
        networks.latest?.executor.trim(to: Self.freeMemory)
    }

    /// Gives back what only the next pass would need.
    func rest() { networks.latest?.executor.trim() }

    /// Forgets the networks, and with them what was read of files that another program has cut.
    func forgetNetworks() { networks = LoadedNetworks() }

    func model(_ choice: ModelChoice) throws -> Model { try network(choice).model }

    func network(_ choice: ModelChoice) throws -> LoadedNetwork {
        if let latest = networks.latest, latest.choice != choice { latest.executor.trim() }
        return try networks.network(choice, cancellation: Interruption.cancellation)
    }

    func subject(_ path: String, for model: Model) throws -> Subject {
        if let photo = photos[path] { return try Subject(photo, for: model) }
        if case .file(let file, let seconds?) = VideoSource(path), let video = photos[file] {
            return try Subject(video, at: seconds, for: model)
        }
        return try Subject(path: path, for: model)
    }

    /// Nothing is written to the disk.
    func check(_ path: String) {}

    func write(_ files: OutputFiles) throws {
        written = try files.files.map { ($0.path, try $0.data()) }
    }

    func remark(_ sentence: String) { remarks.append(sentence) }

    var progress: (String) -> Void { { _ in } }
}
