import Foundation
import Words

/// The file browser: a folder's pictures, networks and sessions, or the photos that are open.
struct Browser: Equatable, Sendable {
    /// A place to go to, at the side.
    struct Place: Equatable, Sendable {
        let title: Words
        /// Nil for the photos that are open.
        let folder: String?
    }

    /// Nil for the photos that are open.
    private(set) var folder: String?
    private(set) var entries: [FileListing.Entry] = []
    private(set) var isListing = false
    private(set) var isCut = false
    private(set) var highlighted = 0
    /// What was typed: a path, or a part of a name.
    private(set) var text = ""
    /// Folders to go to.
    var folders: [Place]
    /// What else can be opened.
    var cameras: [Camera]
    static let columns = 7
    static let rows = 4
    private static let longestText = 1000

    /// Shows the photos that are open, the present one highlighted.
    ///
    /// - Parameters:
    ///   - places: folders to go to.
    ///   - cameras: those that there are.
    init(photos: [String], at index: Int, places: [Place], cameras: [Camera]) {
        folders = places
        self.cameras = cameras
        show(photos: photos, at: index)
    }

    /// Places to go to: the photos that are open, and folders.
    var places: [Place] { [Place(title: Strings.openPhotos, folder: nil)] + folders }

    mutating func show(photos: [String], at index: Int = 0) {
        folder = nil
        isListing = false
        isCut = false
        text = ""
        entries = photos.map { path in
            FileListing.Entry(name: (path as NSString).lastPathComponent, path: path, kind: .picture)
        }
        highlighted = min(max(index, 0), max(entries.count - 1, 0))
    }

    /// Waits for a folder's listing.
    mutating func go(to folder: String) {
        self.folder = folder
        entries = []
        highlighted = 0
        text = ""
        isListing = true
    }

    /// Shows a folder that was asked for; one that was asked for earlier does not matter any more.
    mutating func receive(_ listing: FileListing) {
        guard listing.folder == folder else { return }
        entries = listing.entries
        isCut = listing.isCut
        isListing = false
    }

    /// A folder that cannot be listed.
    mutating func fail(_ folder: String) {
        if folder == self.folder { isListing = false }
    }

    /// The folder around the present one.
    var parent: String? {
        guard let folder, folder != "/" else { return nil }
        let parent = (folder as NSString).deletingLastPathComponent
        return parent.isEmpty ? "/" : parent
    }

    /// A path that was typed, if it is one.
    var typedPath: String? { PathText.path(text) }

    /// The entries that have in their names what was typed.
    var matches: [FileListing.Entry] {
        let words = typedPath == nil ? text.lowercased().split(separator: " ") : []
        return entries.filter { entry in words.allSatisfy { entry.name.lowercased().contains($0) } }
    }

    var choice: FileListing.Entry? {
        let matches = matches
        return matches.indices.contains(highlighted) ? matches[highlighted] : nil
    }

    mutating func type(_ more: String) { edit(String((text + more).prefix(Self.longestText))) }

    mutating func deleteBackwards() { edit(String(text.dropLast())) }

    private mutating func edit(_ text: String) {
        self.text = text
        highlighted = 0
    }

    mutating func step(by distance: Int) {
        highlighted = min(max(highlighted + distance, 0), max(matches.count - 1, 0))
    }

    /// The entries to show: whole rows, the highlighted one among them.
    var visible: Range<Int> {
        let count = matches.count
        let row = highlighted / Self.columns
        let rowCount = (count + Self.columns - 1) / Self.columns
        let first = min(max(row - Self.rows / 2, 0), max(rowCount - Self.rows, 0)) * Self.columns
        return first..<min(first + Self.rows * Self.columns, count)
    }
}
