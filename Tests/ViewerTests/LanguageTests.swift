import Files
import Foundation
import Testing
import Words

@testable import Viewer

@Suite struct LanguageTests {
    /// A folder of resources with the languages given, which goes when the test ends.
    private final class Folder {
        let path = NSTemporaryDirectory() + "glassbox-\(UUID())"

        /// - Parameter files: contents by their paths in the folder.
        init(_ files: [String: String]) throws {
            for (name, text) in files {
                let file = URL(fileURLWithPath: path + "/" + name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private static let german = #"{"title": "Deutsch", "texts": {"Photo": "Foto"}}"#
    private static let korean = #"{"title": "한국어", "texts": {"Photo": "사진"}}"#

    private func state() throws -> ViewerState {
        ViewerState(options: ViewerOptions(language: nil), photos: try Viewer.samplePhotos(), modeIndex: nil)
    }

    private func receive(
        _ found: (languages: [Language], failure: (any Error)?), _ state: inout ViewerState
    ) -> ViewerState.Effect {
        state.receive(.languages(found.languages, failure: found.failure))
    }

    @Test func aThirdLanguageIsOneFile() throws {
        let folder = try Folder(["translations/de.json": Self.german, "translations/ko.json": Self.korean])
        let found = try Languages(folder: folder.path).all()
        #expect(found.failure == nil)
        #expect(found.languages.map(\.title) == ["English", "Deutsch", "한국어"])

        var state = try state()
        let consequence = state.perform(LanguageMenu.toggle)
        #expect(consequence == .look(.languages))
        #expect(receive(found, &state) == .redraw)
        guard let menu = state.card as? LanguageMenu else {
            Issue.record("no list")
            return
        }
        #expect(menu.languages == found.languages)
        #expect(menu.highlighted == 0)
        _ = state.perform(.step(1))
        let last = state.perform(.take(nil))
        #expect(last == .redraw)
        #expect(state.card == nil)
        #expect(state.language("Photo") == "Foto")
        #expect(state.language("Output") == "Output")
        #expect(state.preferences.language == "de")
    }

    @Test func theListClosesWithoutAChoice() throws {
        var state = try state()
        for close in [LanguageMenu.toggle, .closeOrCancel, .closeCard] {
            _ = state.perform(LanguageMenu.toggle)
            #expect(state.card is LanguageMenu)
            _ = state.perform(close)
            #expect(state.card == nil)
            #expect(state.language == .english)
            #expect(state.preferences.language == nil)
        }
    }

    @Test func theListStaysWithinItsEnds() throws {
        let folder = try Folder(["translations/de.json": Self.german, "translations/ko.json": Self.korean])
        let languages = try Languages(folder: folder.path).all().languages
        var menu = LanguageMenu(current: languages[2])
        menu.receive(languages)
        #expect(menu.highlighted == 2)
        menu.step(by: 5)
        #expect(menu.highlighted == 2)
        menu.step(by: -9)
        #expect(menu.highlighted == 0)
        menu.receive([])
        #expect(menu.languages == languages)
    }

    @Test(arguments: [
        (String?.none, String?.none, "English"), ("ko", nil, "한국어"), ("kok", nil, "English"),
        ("c", nil, "English"), ("en", "ko", "한국어"), ("ko", "en", "English"), ("ko", "xx", "English"),
        ("ko", "../translations/ko", "English"),
    ])
    func whatAPersonChoseComesBeforeTheDesktop(desktop: String?, chosen: String?, title: String) throws {
        var state = try state()
        state.preferences.language = chosen
        state.speak(desktop: desktop)
        #expect(state.language.title == title)
        #expect(state.notice == nil)
    }

    @Test func aBrokenFileIsLeftOutAndNamed() throws {
        let folder = try Folder(["translations/de.json": "[]", "translations/ko.json": Self.korean])
        let languages = try Languages(folder: folder.path)
        let found = languages.all()
        #expect(found.languages.map(\.code) == ["en", "ko"])
        #expect(found.failure as? LanguageError == .notTexts(folder.path + "/translations/de.json"))
        #expect(throws: LanguageError.self) { try languages.language("de") }

        var state = try state()
        _ = state.perform(LanguageMenu.toggle)
        #expect(receive(found, &state) == .redraw)
        #expect(
            state.notice?.english
                == "\(folder.path)/translations/de.json is not a list of translations in JSON, so the window stays English; install Glassbox again."
        )
    }

    @Test func classNamesAreAsManyAsTheEnglishOnes() throws {
        var files = [
            "translations/ko.json": Self.korean, "labels/imagenet-en.txt": "cat\ndog\nmap\n",
            "labels/imagenet-ko.txt": "고양이\n\n지도\n",
        ]
        let whole = try Folder(files)
        let language = try #require(try Languages(folder: whole.path).language("ko"))
        #expect(["cat", "dog", "map"].map { language(Words(className: $0)) } == ["고양이", "dog", "지도"])
        files["labels/imagenet-ko.txt"] = "고양이\n"
        let short = try Folder(files)
        let path = short.path + "/labels/imagenet-ko.txt"
        #expect(throws: LanguageError.classCount(path, expected: 3, found: 1)) {
            try Languages(folder: short.path).language("ko")
        }
    }
}
