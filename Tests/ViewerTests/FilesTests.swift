import Foundation
import ModelFormats
import Testing

@testable import Viewer

@Suite struct FilesTests {
    @Test(arguments: [
        ("/a/b.png", "/a/b.png"), ("  /a/b.png ", "/a/b.png"), ("\"/a/b c.png\"", "/a/b c.png"),
        ("'/a'", "/a"), ("~/x.png", "/home/me/x.png"), ("~", "/home/me"),
        ("file:///a/b%20c.png", "/a/b c.png"),
        ("file://localhost/a.png", "/a.png"), ("/a/", "/a"), ("/", "/"),
    ])
    func readsPathsAsPeopleWriteThem(text: String, path: String) {
        #expect(PathText.path(text, home: "/home/me") == path)
    }

    @Test(arguments: [
        "", "a.png", "https://example.org/a.png", "file://elsewhere.test/a.png", "\"", "/a\u{0}b",
    ])
    func anythingElseIsNoPath(_ text: String) {
        #expect(PathText.path(text, home: "/home/me") == nil)
    }

    @Test func severalLinesAreSeveralPaths() {
        #expect(PathText.paths(in: "/a.png\r\nfile:///b.png\n\nnothing", home: "/h") == ["/a.png", "/b.png"])
    }

    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "glassbox-files-" + UUID().uuidString
        for name in ["b", "A", ".hidden", "b/deep"] {
            try FileManager.default.createDirectory(
                atPath: path + "/" + name, withIntermediateDirectories: true)
        }
        for name in [
            "z.png", "Photo.JPG", "net.onnx", "notes.txt", "lesson.glassbox", ".x.png", "b/deep/in.png",
        ] {
            try Data().write(to: URL(fileURLWithPath: path + "/" + name))
        }
        return path
    }

    @Test func listsWhatCanBeOpened() throws {
        let listing = try FileListing(of: folder())
        #expect(
            listing.entries.map(\.name) == ["A", "b", "lesson.glassbox", "net.onnx", "Photo.JPG", "z.png"])
        #expect(listing.entries.map(\.kind) == [.folder, .folder, .session, .network, .picture, .picture])
        #expect(!listing.isCut)
    }

    @Test func findsPhotosInFolders() throws {
        let folder = try folder()
        #expect(
            FileListing.photos(in: folder)
                == ["b/deep/in.png", "Photo.JPG", "z.png"].map { folder + "/" + $0 })
        #expect(FileListing.photos(in: folder, limit: 2).count == 2)
        #expect(FileListing.photos(in: folder, depth: 1).count == 2)
        #expect(FileListing.photos(in: folder + "/nowhere").isEmpty)
    }

    @Test func aFolderThatCannotBeReadSaysSo() {
        #expect(throws: FileListingError(folder: "/nowhere")) { try FileListing(of: "/nowhere") }
    }

    @Test func theBrowserGoesDownAndUp() throws {
        let folder = try folder()
        var browser = Browser(photos: ["/x/one.png", "/x/two.png"], at: 1, places: [], cameras: [])
        #expect(browser.choice?.path == "/x/two.png")
        #expect(browser.parent == nil)
        browser.go(to: folder)
        #expect(browser.isListing)
        #expect(browser.entries.isEmpty)
        browser.receive(try FileListing(of: folder + "/b"))
        #expect(browser.isListing)
        browser.receive(try FileListing(of: folder))
        #expect(!browser.isListing)
        #expect(browser.parent == (folder as NSString).deletingLastPathComponent)
        browser.type("o")
        #expect(browser.matches.map(\.name) == ["lesson.glassbox", "net.onnx", "Photo.JPG"])
        browser.type("nn")
        #expect(browser.choice?.kind == .network)
        for _ in 0..<3 { browser.deleteBackwards() }
        browser.type("/tmp")
        #expect(browser.typedPath == "/tmp")
        #expect(browser.matches.count == 6)
        browser.step(by: 100)
        #expect(browser.highlighted == 5)
    }

    @Test func foldersThatAreDroppedStandForTheirPhotos() throws {
        let folder = try folder()
        var state = try Viewer.initialState(ViewerOptions())
        let count = state.photos.count
        #expect(state.open([folder, folder + "/z.png"]) == .request)
        #expect(state.photos.count == count + 3)
        #expect(state.path == folder + "/b/deep/in.png")
        #expect(state.notice?.english == "3 other photos joined the list; N shows the next one.")
        _ = state.perform(.undo)
        #expect(state.photos.count == count)
        #expect(state.open([folder + "/A"]) == .redraw)
        #expect(state.notice?.english == "There are no pictures in that folder.")
        #expect(state.photos.count == count)
    }

    @Test func pastedPathsAreOpened() throws {
        let folder = try folder()
        var state = try Viewer.initialState(ViewerOptions())
        #expect(state.paste("hello") == .redraw)
        #expect(state.notice?.english == "The clipboard does not hold the path of a file.")
        #expect(state.paste("/nowhere/a.png") == .look(.open(["/nowhere/a.png"], .pasted)))
        #expect(state.receive(OpenedFiles(at: ["/nowhere/a.png"], .pasted)) == .redraw)
        #expect(state.notice?.english == "There is no file /nowhere/a.png that can be opened.")
        #expect(state.paste("file://\(folder)/z.png") == .look(.open([folder + "/z.png"], .pasted)))
        #expect(state.receive(OpenedFiles(at: [folder + "/z.png"], .pasted)) == .request)
        #expect(state.path == folder + "/z.png")
    }

    @Test func aDroppedModelAndSessionAreTakenAsSuch() throws {
        let folder = try folder()
        var state = try Viewer.initialState(ViewerOptions())
        #expect(state.open([folder + "/net.onnx"]) == .request)
        #expect(state.modelChoice.name == folder + "/net.onnx")
        #expect(state.open([folder + "/lesson.glassbox"]) == .redraw)
        #expect(state.notice?.english == "\(folder)/lesson.glassbox is not a session of Glassbox.")
        let photos = Array(state.photos.prefix(2))
        var choices = state.choices
        choices.photos = photos + ["/nowhere/a.png"]
        choices.modelChoice = ModelChoice()
        try Session(choices: choices, preferences: Preferences()).write(to: folder + "/good.glassbox")
        #expect(state.open([folder + "/z.png", folder + "/good.glassbox"]) == .request)
        #expect(state.photos == photos)
        #expect(state.notice?.english == "One file of the session is gone and was left out.")
    }

    @Test func aTypedPathIsLookedUpBeforeItIsOpened() throws {
        let folder = try folder()
        var state = try Viewer.initialState(ViewerOptions())
        func take(_ path: String) -> ViewerState.Effect {
            _ = state.perform(.type(path))
            guard case .look(.open(let paths, let origin)) = state.perform(.take(nil)) else {
                return .nothing
            }
            return state.receive(OpenedFiles(at: paths, origin))
        }
        #expect(state.perform(Browser.toggle) == .look(.inventory))
        #expect(take(folder) == .redraw)
        guard let browser = state.card as? Browser else {
            Issue.record("the browser is closed")
            return
        }
        #expect(browser.folder == folder && browser.entries.count == 6 && !browser.isListing)
        #expect(state.preferences.folder == folder)
        #expect(take("/nowhere/a.png") == .redraw)
        #expect(state.notice?.english == "There is no file /nowhere/a.png that can be opened.")
        for _ in "/nowhere/a.png" { _ = state.perform(.deleteBackwards) }
        #expect(take(folder + "/z.png") == .request)
        #expect(state.path == folder + "/z.png" && state.card == nil)
    }

    @Test(arguments: [
        ("plain-1.png", "plain-1.png"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("", "''"), ("#1", "'#1'"),
        ("고양이.png", "'고양이.png'"),
    ])
    func wordsOfTheCommandLineAreQuoted(word: String, quoted: String) {
        #expect(ExportWriter.quoted(word) == quoted)
    }
}
