import Foundation
import Testing

@testable import Words

@Suite struct LanguageTests {
    private func language(_ json: String, code: String = "ko", classNames: [String: String] = [:]) throws
        -> Language
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glassbox-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("\(code).json").path
        try Data(json.utf8).write(to: URL(fileURLWithPath: path))
        return try Language(contentsOf: path, classNames: classNames)
    }

    @Test func aLanguageIsOneFile() throws {
        let language = try language(
            #"{"title": "Deutsch", "texts": {"Open": "Öffnen", "{1} of {2}": "von {2} {1}"}}"#, code: "de")
        #expect(language.code == "de")
        #expect(language.title == "Deutsch")
        #expect(language("Open") == "Öffnen")
        #expect(language("\(3) of \(5)") == "von 5 3")
        #expect(language("Close") == "Close")
        #expect(Language.english("\(3) of \(5)") == "3 of 5")
    }

    @Test func argumentsAreSaidInTheLanguage() throws {
        let language = try language(
            #"{"title": "한국어", "texts": {"The {1} is open.": "{1}이(가) 열려 있습니다.", "box": "상자"}}"#,
            classNames: ["cat": "고양이"])
        let box: Words = "box"
        #expect(language("The \(box) is open.") == "상자가 열려 있습니다.")
        #expect(language("The \(className: "cat") is open.") == "고양이가 열려 있습니다.")
        #expect(language("The \(className: "dog") is open.") == "dog이(가) 열려 있습니다.")
        // A name that happens to be a word stays a name.
        #expect(language("The \("box") is open.") == "box이(가) 열려 있습니다.")
        #expect(language(Words(["box", "box"])) == "상자 상자")
    }

    @Test func placeholdersMustFit() {
        #expect(throws: LanguageError.self) {
            _ = try language(#"{"title": "x", "texts": {"{1} of {2}": "{1}"}}"#)
        }
        #expect(throws: LanguageError.self) { _ = try language(#"["Open"]"#) }
        #expect(throws: LanguageError.notTexts("/nowhere/ko.json")) {
            _ = try Language(contentsOf: "/nowhere/ko.json")
        }
    }

    @Test func whatLooksLikeAPlaceholderInANameStays() throws {
        let language = try language(#"{"title": "x", "texts": {"{1} of {2}": "{2}: {1}"}}"#)
        #expect(language("\("{2}") of \("{1}")") == "{1}: {2}")
    }

    @Test(arguments: [
        (["LANG": "ko_KR.UTF-8"], "ko"), (["LC_ALL": "", "LC_MESSAGES": "de_DE", "LANG": "ko_KR"], "de"),
        (["LANG": "C"], "c"), ([:], nil),
    ])
    func theLocaleNamesIt(environment: [String: String], code: String?) {
        #expect(Language.code(environment: environment) == code)
    }
}
