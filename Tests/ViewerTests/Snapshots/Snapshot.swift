import Foundation
import Imaging
import Testing

/// A picture in the tree that a view of the window has to look like.
///
/// `GLASSBOX_RENEW=1` in the environment writes the pictures anew where they are missing or differ too much.
/// What was found in place of a picture, and where it differs, lies in `.build/snapshots` after a failure.
enum Snapshot {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let folder = sources.appendingPathComponent("Pictures")
    private static let failures = sources.appendingPathComponent("../../../.build/snapshots").standardized
    private static let isRenewed = ProcessInfo.processInfo.environment["GLASSBOX_RENEW"] == "1"

    /// Compares a view with its picture in the tree.
    static func check(_ name: String, _ found: Picture, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        let path = folder.appendingPathComponent(name + ".png").path
        guard FileManager.default.fileExists(atPath: path) else {
            if isRenewed { return try PNGFile.write(found, to: path) }
            try keep(found, of: name, "found")
            Issue.record("\(name) has no picture: \(advice)", sourceLocation: sourceLocation)
            return
        }
        let difference = PictureDifference(try ImageFile.read(path), found)
        if difference?.isTolerable == true { return }
        if isRenewed { return try PNGFile.write(found, to: path) }
        try keep(found, of: name, "found")
        if let difference { try keep(difference.picture, of: name, "difference") }
        let extent =
            difference.map { "in \($0.pixels) pixels, by up to \($0.levels) levels" } ?? "in its extent"
        Issue.record("\(name) differs \(extent): \(advice)", sourceLocation: sourceLocation)
    }

    private static let advice = """
        look at .build/snapshots; if the window is to look like that, renew the pictures with Scripts/make-snapshots.sh
        """

    private static func keep(_ picture: Picture, of name: String, _ what: String) throws {
        try FileManager.default.createDirectory(at: failures, withIntermediateDirectories: true)
        try PNGFile.write(picture, to: failures.appendingPathComponent("\(name)-\(what).png").path)
    }
}
