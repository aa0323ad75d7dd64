import Datasets
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
    private let watched = Mutex<FolderWatch?>(nil)
    private let deliver: @Sendable (FileFinding) -> Void
    private let found: @Sendable (_ folder: String, [Film.Frame]) -> Void

    /// - Parameters:
    ///   - deliver: called on this reader's queues.
    ///   - found: the same, for the networks of the watched folder each time that they change.
    init(
        deliver: @escaping @Sendable (FileFinding) -> Void,
        found: @escaping @Sendable (_ folder: String, [Film.Frame]) -> Void = { _, _ in }
    ) {
        self.deliver = deliver
        self.found = found
    }

    /// Tells of the networks that come into a folder, in place of the one before.
    func watch(_ folder: String) {
        let watch = FolderWatch(folder, on: folders) { [found] in
            if let frames = try? Film.frames(in: folder) { found(folder, frames) }
        }
        watched.withLock { $0 = watch }
    }

    /// One question after the other.
    func answer(_ question: FileQuestion) {
        folders.async { [self] in
            switch question {
            case .folder(let folder):
                do {
                    deliver(.listing(try FileListing(of: folder)))
                } catch {
                    deliver(.noListing(folder, error))
                }
            case .open(let paths, let origin):
                let found = OpenedFiles(at: paths, origin)
                if case .film(let folder, _) = found { watch(folder) }
                deliver(.opened(found))
            case .examples(let paths, let box):
                do {
                    deliver(.examples(try FoundExamples(at: paths), to: box))
                } catch {
                    deliver(.noExamples(error))
                }
            case .set(let paths): deliver(.opened(OpenedFiles(set: paths)))
            case .keptSet(let path):
                let dataset = try? Dataset(path)
                deliver(.opened(.keptSet(path, dataset?.filePath(at: 0) == nil ? nil : dataset)))
            case .film(let folder):
                watch(folder)
                do {
                    deliver(.opened(.film(folder, try Film.frames(in: folder))))
                } catch {
                    deliver(.opened(.failed(error)))
                }
            case .inventory: deliver(.inventory(.taken()))
            case .facts(let question): deliver(.facts(LayerFacts(question.node)))
            case .fonts(let letters):
                deliver(
                    .fonts(
                        Dictionary(
                            letters.map { ($0, SystemFonts.font(for: $0)) },
                            uniquingKeysWith: { first, _ in first })))
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
        watched.withLock { $0 = nil }
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
        // Two programs cannot use one camera.
        guard !VideoSource(path).isCamera else { return nil }
        if let crop = CroppedPhoto(named: path), !FileManager.default.fileExists(atPath: path) {
            guard let photo = try? ImageFile.read(crop.path) else { return nil }
            let part = crop.part.intersection(photo.bounds)
            guard part.width > 0, part.height > 0 else { return nil }
            return photo.cropped(to: part).scaledForDisplay(width: thumbnailSide, height: thumbnailSide)
        }
        guard let picture = try? ImageFile.read(path) else { return nil }
        return picture.scaledToFit(width: thumbnailSide, height: thumbnailSide)
    }
}
