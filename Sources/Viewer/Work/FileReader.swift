import Dispatch
import Foundation
import Imaging
import Synchronization
import Tensors

/// Lists folders and makes thumbnails beside all other work, the latest wish first.
///
/// `@unchecked Sendable`: everything that changes is behind a mutex.
final class FileReader: @unchecked Sendable {
    enum Finding: Sendable {
        case listing(FileListing)
        /// What was asked for, and why it cannot be listed.
        case noListing(String, any Error)
        /// Nil where the file is no picture.
        case thumbnail(String, Picture?)
        /// Photos of folders that were opened, in place of the folders.
        case photos([String])
    }

    /// The longer side of a thumbnail in pixels.
    static let thumbnailSide = 160

    private struct Wishes {
        var thumbnails: [String] = []
        var isWorking = false
    }

    private let folders = DispatchQueue(label: "glassbox.folders", qos: .userInitiated)
    private let pictures = DispatchQueue(label: "glassbox.thumbnails", qos: .utility)
    private let wishes = Mutex(Wishes())
    private let deliver: @Sendable (Finding) -> Void

    init(deliver: @escaping @Sendable (Finding) -> Void) {
        self.deliver = deliver
    }

    func list(_ folder: String) {
        folders.async { [deliver] in
            do { deliver(.listing(try FileListing(of: folder))) } catch { deliver(.noListing(folder, error)) }
        }
    }

    /// Finds the photos in folders.
    func gather(_ paths: [String]) {
        folders.async { [deliver] in
            deliver(.photos(paths.flatMap { FileListing.photos(in: $0) }))
        }
    }

    /// Makes thumbnails, these before all that were wished for earlier.
    func makeThumbnails(of paths: [String]) {
        let mustStart = wishes.withLock { wishes in
            wishes.thumbnails.removeAll { paths.contains($0) }
            wishes.thumbnails += paths.reversed()
            defer { wishes.isWorking = true }
            return !wishes.isWorking && !wishes.thumbnails.isEmpty
        }
        if mustStart { pictures.async { [weak self] in self?.work() } }
    }

    func stop() {
        wishes.withLock { $0.thumbnails = [] }
        pictures.sync {}
    }

    private func work() {
        while let path = wishes.withLock({ wishes -> String? in
            guard let path = wishes.thumbnails.popLast() else {
                wishes.isWorking = false
                return nil
            }
            return path
        }) {
            deliver(.thumbnail(path, Self.thumbnail(of: path)))
        }
    }

    private static func thumbnail(of path: String) -> Picture? {
        guard let picture = try? ImageFile.read(path) else { return nil }
        return picture.scaledToFit(width: thumbnailSide, height: thumbnailSide)
    }
}
