import CLinux
import Dispatch
import Foundation

/// Says each time something in a folder has been written, renamed or removed (inotify).
///
/// Sendable: it is made, used and cancelled through its source, which Dispatch guards.
final class FolderWatch: @unchecked Sendable {
    let folder: String
    private let source: any DispatchSourceRead

    /// - Parameters:
    ///   - queue: on which `changed` is called.
    ///   - changed: called after changes; several that come together are told once.
    /// - Returns: nil where the folder cannot be watched.
    init?(_ folder: String, on queue: DispatchQueue, changed: @escaping @Sendable () -> Void) {
        let descriptor = linux_watch_folder(folder)
        guard descriptor >= 0 else { return nil }
        self.folder = folder
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler {
            var events = [UInt8](repeating: 0, count: 1 << 16)
            while read(descriptor, &events, events.count) > 0 {}
            changed()
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
    }

    deinit { source.cancel() }
}
