import Files
import Foundation
import Tensors

extension ModelCatalogue.Entry {
    /// Where an entry's trained weights are.
    public enum State: String, Sendable, Codable {
        /// They ship with the program.
        case embedded
        case downloaded
        /// They can be downloaded.
        case available
    }

    public var state: State {
        switch place {
        case .embedded: .embedded
        case .remote(let file): ModelCache.path(of: file) == nil ? .available : .downloaded
        }
    }

    /// The file on this machine, or nil.
    public var path: String? {
        switch place {
        case .embedded(let resource): try? ResourceFolder.path(resource)
        case .remote(let file): ModelCache.path(of: file)
        }
    }

    /// Bytes of the file: of the one that is here, else as published.
    public var size: RemoteFile.Size? {
        if let path, let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let count = attributes[.size] as? Int
        {
            return .exactly(count)
        }
        return remoteFile?.size
    }
}
