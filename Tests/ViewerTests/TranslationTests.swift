import Explanations
import Files
import Foundation
import ModelFormats
import NeuralNetwork
import Testing

@testable import Viewer

@Suite struct TranslationTests {
    private let korean: Translation

    init() throws { korean = try Translation(.korean) }

    private static func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("glassbox-\(UUID()).json")
            .path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func translation(_ texts: [String: String]) throws -> Translation {
        let path = try Self.file(String(decoding: JSONEncoder().encode(texts), as: UTF8.self))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try Translation(.korean, texts: path, classes: nil)
    }

    // MARK: What has to be translated

    @Test func everyMethodSpeaksKorean() {
        for method in ExplanationMethods.all {
            expectTranslated(method.title.english, in: method.name)
            expectTranslated(method.summary.english, in: method.name)
            for text in [method.guide.computes, method.guide.reading, method.guide.limits] {
                expectTranslated(text.english, in: "the guide to \(method.name)")
            }
            for option in method.options {
                expectTranslated(option.name, in: method.name)
                expectTranslated(option.summary.english, in: method.name)
                guard case .choice(let choices) = option.kind else { continue }
                for choice in choices { expectTranslated(choice, in: "\(method.name) --\(option.name)") }
            }
        }
    }

    @Test func everyMeasurementSpeaksKorean() {
        for metric in EvaluationMetrics.all {
            expectTranslated(metric.title.english, in: metric.name)
            expectTranslated(metric.summary.english, in: metric.name)
        }
    }

    @Test func everyKeyAndNetworkIsDescribedInKorean() {
        for binding in KeyBindings.all + KeyBindings.inModelMenu + KeyBindings.inTextField
            + KeyBindings.inBrowser
        {
            expectTranslated(binding.description.english, in: "the keys")
        }
        for entry in ModelCatalogue.entries { expectTranslated(entry.summary.english, in: entry.name) }
        for kind in LayerKind.allCases where kind != .input {
            expectTranslated(Strings.kind(kind).english, in: "the legend")
        }
    }

    @Test func everyChoiceOnACardIsTranslated() {
        for export in Export.allCases {
            expectTranslated(Strings.words(of: export).title.english, in: "\(export)")
            expectTranslated(Strings.words(of: export).description.english, in: "\(export)")
        }
        for subject in Comparison.Subject.allCases {
            expectTranslated(Strings.words(of: subject).title.english, in: "\(subject)")
            expectTranslated(Strings.words(of: subject).description.english, in: "\(subject)")
        }
    }

    /// The constants of `Strings` as its source file has them, so that none can be forgotten.
    @Test func everyTextOfTheWindowIsTranslated() throws {
        let source = try String(
            contentsOfFile: #filePath.replacingOccurrences(
                of: "Tests/ViewerTests/TranslationTests.swift", with: "Sources/Viewer/Model/Strings.swift"),
            encoding: .utf8)
        let constant = #/static let \w+: Words\s*=\s*"((?:[^"\\]|\\.)*)"/#
        let texts = source.matches(of: constant).map { String($0.output.1) }
        #expect(texts.count > 40)
        for text in texts where text != Strings.windowTitle.english { expectTranslated(text, in: "Strings") }
    }

    /// Names such as SHAP stand in the file, too, as themselves.
    private func expectTranslated(_ english: String, in place: String) {
        #expect(Self.entries[english] != nil, "\(place): \(english)")
    }

    private static let entries: [String: String] = {
        guard let path = try? ResourceFolder.path("Resources/translations/ko.json"),
            let data = FileManager.default.contents(atPath: path)
        else { return [:] }
        return (try? JSONDecoder().decode([String: String].self, from: data)) ?? [:]
    }()

    // MARK: The file that ships

    @Test func everyKeyStandsThereOnce() throws {
        let text = try String(
            contentsOfFile: ResourceFolder.path("Resources/translations/ko.json"), encoding: .utf8)
        let keys = text.matches(of: #/(?m)^  "((?:[^"\\]|\\.)*)": "/#).map { String($0.output.1) }
        #expect(keys.count == Self.entries.count)
        #expect(Set(keys).count == keys.count)
    }

    @Test func everyPlaceholderOfAKeyOccursInItsTranslation() {
        #expect(Self.entries.count > 300)
        for (english, translation) in Self.entries {
            let numbers = Set(english.matches(of: #/\{(\d+)#?\}/#).map { String($0.output.1) })
            let used = Set(translation.matches(of: #/\{(\d+)\*?\}/#).map { String($0.output.1) })
            #expect(numbers == used, "\(english)")
            #expect(!translation.isEmpty && translation == translation.trimmingCharacters(in: .whitespaces))
        }
    }

    @Test func aClassAndAPartOfTheWindowOfOneNameHaveOneTranslation() throws {
        let names = try ["en", "ko"].map { code in
            let path = try ResourceFolder.path("Resources/labels/imagenet-\(code).txt")
            return try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
        }
        for (english, translated) in zip(names[0], names[1]) where !english.isEmpty {
            #expect(Self.entries[english] == nil || Self.entries[english] == translated, "\(english)")
        }
    }

    @Test func mostClassesHaveAKoreanName() throws {
        let path = try ResourceFolder.path("Resources/labels/imagenet-ko.txt")
        let lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
        #expect(lines.count == 1001 && lines.last == "")
        #expect(lines.filter { !$0.isEmpty }.count > 900)
        for line in lines where !line.isEmpty {
            #expect(line == line.trimmingCharacters(in: .whitespaces), "\(line)")
            #expect(line.unicodeScalars.contains { ("\u{AC00}"..."\u{D7A3}").contains($0) }, "\(line)")
        }
        #expect(korean("goldfish") == "금붕어")
        #expect(korean("Samoyed") == "사모예드")
        #expect(korean("golden retriever") == "골든 리트리버")
        #expect(korean("toilet tissue") == "화장지")
    }

    // MARK: Finding a translation

    @Test(arguments: [
        ("Loading …", "불러오는 중 …"),
        ("The result is saved as /tmp/a b.png.", "결과를 /tmp/a b.png에 저장했습니다."),
        ("channels 65–128 of 512", "채널 65–128 / 512"),
        ("Network: 12 ms   ·   Grad-CAM: 3.1 ms", "신경망: 12 ms   ·   Grad-CAM: 3.1 ms"),
        (
            "Network: 12 ms   ·   Feature map: 1.27 s   ·   Computing …",
            "신경망: 12 ms   ·   특징 맵: 1.27 s   ·   계산 중 …"
        ),
        ("Computing … 42 %, 2 min 5 s left   Esc stops", "계산 중 … 42 %, 2분 5초 남음   Esc로 중지"),
        (
            "goldfish: 93.1 %, score 12.345. A click shows where the network finds evidence for it.",
            "금붕어: 93.1 %, 점수 12.345. 클릭하면 신경망이 근거를 찾은 곳을 보여 줍니다."
        ),
        (
            "640×480 pixels. The network sees all of it. A click shows the next photo.",
            "640×480 픽셀. 신경망은 사진 전체를 봅니다. 클릭하면 다음 사진을 보여 줍니다."
        ),
        ("Convolution 3×3, stride 2, dilation 4, relu", "합성곱 3×3, 스트라이드 2, 팽창 4, relu"),
        ("Batch normalisation  1152×7×7", "배치 정규화  1152×7×7"),
        ("Depthwise convolution 3×3, stride 2  96×56×56", "깊이별 합성곱 3×3, 스트라이드 2  96×56×56"),
        ("goldfish, 97.1 %", "금붕어, 97.1 %"), ("Grad-CAM: goldfish", "Grad-CAM: 금붕어"),
        ("4\u{202F}694\u{202F}024 parameters", "매개변수 4\u{202F}694\u{202F}024개"),
        ("53 layers, 4\u{202F}694\u{202F}024 parameters", "레이어 53개, 매개변수 4\u{202F}694\u{202F}024개"),
        ("12.3 MB of 46.8 MB, 3.2 MB/s, 11 s left", "12.3 / 46.8 MB, 3.2 MB/s, 11초 남음"),
        (
            "/tmp/x.jpg holds a web page, not a picture; use a PNG, JPEG, BMP, GIF or WebP file.",
            "/tmp/x.jpg은(는) 그림이 아니라 웹 페이지입니다. PNG, JPEG, BMP, GIF, WebP 파일을 쓰세요."
        ),
        ("사진 3.npy is a folder; name a file in it.", "사진 3.npy은(는) 폴더입니다. 그 안의 파일을 고르세요."),
        ("/집/사진 is a folder; name a file in it.", "/집/사진은 폴더입니다. 그 안의 파일을 고르세요."),
    ])
    func textsWithVaryingPartsAreTranslated(english: String, expected: String) {
        #expect(korean(english) == expected)
        #expect(korean(english) == expected)
        #expect(korean(expected) == expected)
        #expect(Translation.english(english) == english)
    }

    @Test(arguments: [
        "", " ", "Glassbox", "{1}", "{1*}", "The result is saved as .", "   ·   ", "●", "● ", ": 1 ms",
        "1 layers of many",
        "…", "\u{0}", "\u{FEFF}", "a\nb", "💡", "e\u{301}", ". . .", "? ", "channels 1–x of 3", "{", "}{",
        "{99999999999999999999}",
    ])
    func whatIsUnknownStaysAsItIs(text: String) {
        #expect(korean(text) == text)
    }

    @Test func hugeAndRepetitiveTextsTakeNoTime() {
        let start = ContinuousClock.now
        for text in [
            String(repeating: "is ", count: 1_300), String(repeating: "a, ", count: 1_000) + "stride 2",
            String(repeating: "   ·   ", count: 500), String(repeating: "x", count: 1_000_000),
            String(repeating: ". ", count: 1_900), "● " + String(repeating: "● ", count: 1_000),
        ] { #expect(!korean(text).isEmpty) }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func theBestFittingPatternCounts() throws {
        let translation = try translation([
            "{1} of {2}": "일반 {1} {2}", "{1} of {2} kinds": "종류 {2} {1}", "{1#} of {2#}": "수 {1} {2}",
            "map": "맵", "see {1}": "보기 {1*}",
        ])
        #expect(translation("a of b") == "일반 a b")
        #expect(translation("a of b kinds") == "종류 b a")
        #expect(translation("a of  kinds") == "일반 a  kinds")
        #expect(translation("see map") == "보기 맵")
        #expect(translation("see see see map") == "보기 보기 보기 맵")
        #expect(translation("map. map. see map") == "map. map. see map")
    }

    @Test(arguments: [
        ("{1} and {2}", "{1}"), ("{1}", "{1}"), ("{1}{2} x", "{1}{2}"), ("{1} or {1}", "{1}"),
        ("{1} x", "{1}{2}"),
        ("{1} x", "x"),
    ])
    func placeholdersThatDoNotFitAreAnError(english: String, value: String) throws {
        let path = try Self.file(String(decoding: JSONEncoder().encode([english: value]), as: UTF8.self))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: TranslationError.placeholders(path, english: english)) {
            try Translation(.korean, texts: path, classes: nil)
        }
    }

    @Test(arguments: ["[]", "{", "{\"a\": 1}", "{\"a\": null}", "nonsense", "{\"a\": {\"b\": \"c\"}}"])
    func aBrokenFileIsAnErrorInOneSentence(text: String) throws {
        let path = try Self.file(text)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: TranslationError.notTexts(path)) {
            try Translation(.korean, texts: path, classes: nil)
        }
        #expect(
            "\(try #require(error))"
                == "\(path) is not a list of translations in JSON, so the window stays English; install Glassbox again."
        )
    }

    @Test func classNamesAreAsManyAsTheEnglishOnes() throws {
        let files = try ["{}", "cat\ndog\nmap\n", "고양이\n\n지도\n", "고양이\n"].map(Self.file)
        defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
        let translation = try Translation(.korean, texts: files[0], classes: (files[1], files[2]))
        #expect(["cat", "dog", "map"].map { translation($0) } == ["고양이", "dog", "지도"])
        #expect(throws: TranslationError.classCount(files[3], expected: 3, found: 1)) {
            try Translation(.korean, texts: files[0], classes: (files[1], files[3]))
        }
    }
}
