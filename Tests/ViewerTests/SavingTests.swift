import Explanations
import Files
import Foundation
import Testing

@testable import Viewer

@Suite(.serialized) struct SavingTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glassbox-\(UUID())")
        .path

    private func window() throws -> OffScreen {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let photo = try ResourceFolder.path("Resources/photos/cat.png")
        let window = try OffScreen(Start(ViewerOptions(images: [photo], mode: "grad-cam", language: "en")))
        window.complete()
        window.screen.state.preferences.saveFolder = folder
        return window
    }

    /// Saves as the loop does and waits until that is done.
    private func finish(_ window: OffScreen) throws {
        guard case .save(let saving) = window.screen.state.perform(.take(nil)) else {
            Issue.record("nothing is saved")
            return
        }
        let before = window.screen.state.announcements.count
        window.screen.save(saving)
        let end = ContinuousClock.now + .seconds(20)
        while window.screen.state.announcements.count < before + 2, window.screen.state.card == nil,
            ContinuousClock.now < end
        {
            Thread.sleep(forTimeInterval: 0.01)
            _ = window.screen.receive()
        }
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test func theSuggestedNameIsAlwaysFree() throws {
        let window = try window()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for count in 1...2 {
            window.perform(.export(.result))
            #expect(window.screen.state.card is Saving)
            try finish(window)
            #expect(try files().count == count)
            #expect(window.screen.state.notice?.english.hasPrefix("Saved as \(folder)/cat-grad-cam-") == true)
        }
    }

    /// The name's ending says what kind of file it is.
    @Test(arguments: [
        ("a.svg", "<svg"), ("a.PDF", "%PDF"), ("a.html", "<!DOCTYPE html>"), ("a.b", "\u{FFFD}PNG"),
    ])
    func figuresAreSavedByTheirEnding(_ name: String, _ beginning: String) throws {
        let window = try window()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        window.perform(.export(.result))
        while (window.screen.state.card as? Saving)?.fileName.isEmpty == false {
            window.perform(.deleteBackwards)
        }
        window.perform(.type(name))
        try finish(window)
        #expect(try files() == [name == "a.b" ? "a.b.png" : name])
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + files()[0]))
        #expect(String(decoding: data.prefix(40), as: UTF8.self).hasPrefix(beginning))
    }

    @Test func aNameThatIsTakenIsAskedAboutOnce() throws {
        let window = try window()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func save(_ name: String) throws {
            window.perform(.export(.parameters))
            while (window.screen.state.card as? Saving)?.fileName.isEmpty == false {
                window.perform(.deleteBackwards)
            }
            #expect(window.screen.state.perform(.take(nil)) == .redraw)
            window.perform(.type(name))
            try finish(window)
        }
        try save("facts")
        #expect(try files() == ["facts.json"])
        try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/facts.json"))
        try save("facts.json")
        let panel = try #require(window.screen.state.card as? Saving)
        #expect(panel.isTaken)
        #expect(try String(contentsOfFile: folder + "/facts.json", encoding: .utf8) == "mine")
        try finish(window)
        #expect(try String(contentsOfFile: folder + "/facts.json", encoding: .utf8) != "mine")
        #expect(try files() == ["facts.json"])
    }

    @Test func aFolderThatIsNotThereIsSaid() throws {
        let window = try window()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        window.perform(.export(.array))
        window.perform(.step(1))
        window.perform(.type("/nowhere"))
        try finish(window)
        #expect(window.screen.state.announcements.present?.kind == .error)
        #expect(window.screen.state.notice?.english.contains(folder + "/nowhere") == true)
        #expect(try files().isEmpty)
    }
}
