import Foundation
import Words

/// Where something that is taken out of the window goes, while a person says so.
struct Saving: Equatable, Sendable {
    enum Field: Int, CaseIterable, Sendable {
        case name, folder
    }

    let export: Export
    private(set) var fileName: String
    private(set) var folder: String
    var field = Field.name
    /// Whether the name is the program's own, which then takes one that is free.
    private(set) var isSuggested = true
    /// Whether there is a file of that name, which saving once more replaces.
    var isTaken = false

    init(_ export: Export, name: String, folder: String) {
        self.export = export
        fileName = name
        self.folder = folder
    }

    /// The file's path, with the right ending.
    var path: String {
        let isWhole = export.takes((fileName as NSString).pathExtension.lowercased())
        let whole = isWhole ? fileName : export.ending.map { "\(fileName).\($0)" } ?? fileName
        return (place as NSString).appendingPathComponent(whole)
    }

    /// The folder's path.
    var place: String {
        PathText.path(folder)
            ?? (FileManager.default.currentDirectoryPath as NSString).appendingPathComponent(folder)
    }

    /// Whether the name is one for a file of that folder.
    var isNamed: Bool { !fileName.trimmingCharacters(in: .whitespaces).isEmpty && !fileName.contains("/") }

    mutating func edit(_ change: (inout String) -> Void) {
        switch field {
        case .name:
            change(&fileName)
            isSuggested = false
        case .folder: change(&folder)
        }
        isTaken = false
    }
}
