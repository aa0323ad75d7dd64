import Dispatch
import Foundation
import Imaging
import ModelFormats
import Synchronization

/// Answers what the window wants to know of the disk, and makes thumbnails, beside all other work.
///
/// `@unchecked Sendable`: everything that changes is behind a mutex.
final class FileReader: @unchecked Sendable {
    /// The longer side of a thumbnail in pixels.
    static let thumbnailSide = 160

    private struct Wishes {
        var thumbnails: [String] = []
        var isWorking = false
    }

    private let folders = DispatchQueue(label: "glassbox.folders", qos: .userInitiated)
    private let pictures = DispatchQueue(label: "glassbox.thumbnails", qos: .utility)
    private let wishes = Mutex(Wishes())
    private let deliver: @Sendable (FileFinding) -> Void

    /// - Parameter deliver: called on this reader's queues.
    init(deliver: @escaping @Sendable (FileFinding) -> Void) {
        self.deliver = deliver
    }

    /// One question after the other.
    func answer(_ question: FileQuestion) {
        folders.async { [deliver] in
            switch question {
            case .folder(let folder):
                do {
                    deliver(.listing(try FileListing(of: folder)))
                } catch {
                    deliver(.noListing(folder, error))
                }
            case .open(let paths, let origin): deliver(.opened(OpenedFiles(at: paths, origin)))
            case .inventory: deliver(.inventory(.taken()))
            case .languages: deliver(Languages.found())
            case .lessons: deliver(LessonFolder.found())
            }
        }
    }

    /// Makes thumbnails, the latest wish first.
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
