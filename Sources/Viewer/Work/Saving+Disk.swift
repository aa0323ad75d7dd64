import Files
import Foundation

extension Saving {
    /// Writes under the name that a person gave, or one of the program's own that is free.
    ///
    /// - Parameter write: writes a file under a path.
    func write(_ write: (String) throws -> Void) -> Delivery.Content {
        do {
            var path = path
            if isSuggested, let ending = export.ending {
                path = (place as NSString).appendingPathComponent(
                    WholeFile.freeName(fileName, ending: ending, in: place))
            } else if wouldReplace {
                return .nameTaken(self)
            }
            try write(path)
            return export == .network ? .networkSaved(path) : .saved(Strings.saved(path))
        } catch {
            return .notSaved(error)
        }
    }

    /// Whether a file would be replaced without a word.
    var wouldReplace: Bool { !isSuggested && !isTaken && FileManager.default.fileExists(atPath: path) }
}
