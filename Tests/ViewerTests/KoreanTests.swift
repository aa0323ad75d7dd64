import Datasets
import Explanations
import Figures
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import OperatorSamples
import Studies
import Tensors
import Testing
import Training
import Words

@testable import Viewer

/// The language that ships with the program.
@Suite struct KoreanTests {
    private let korean: Language
    private let entries: [String: String]

    private struct Contents: Decodable {
        let texts: [String: String]
    }

    init() throws {
        korean = try #require(try Languages().language("ko"))
        let data = try Data(
            contentsOf: URL(fileURLWithPath: ResourceFolder.path("Resources/translations/ko.json")))
        entries = try JSONDecoder().decode(Contents.self, from: data).texts
    }

    // MARK: What has to be translated

    /// Everything that the window may show, by where it comes from: what the parts in each registry say of themselves, and an
    /// example of every refusal.
    private static var shown: [(place: String, words: [Words])] {
        [("the window", Strings.all), ("the keys", keys), ("targets", Targets.all.map { $0.summary })]
            + methods + metrics + networks + pictures
            + layers + answers + files + sets + refusals
    }

    private static var keys: [Words] {
        KeyTable.commands.flatMap(\.texts) + (Panels.all + Panels.questions).flatMap { $0.texts }
    }

    private static var methods: [(String, [Words])] {
        ExplanationMethods.all.map { method in
            let guide = method.guide
            let options = method.options.flatMap { option in
                var words = [option.title, option.summary, option.allowed]
                if case .choice(let choices) = option.kind { words += choices.map(option.title) }
                return words
            }
            let own = [
                method.title, method.summary,
                guide.computes, guide.formula,
                guide.reading, guide.limits,
            ]
            return (method.name, own + options)
        }
    }

    private static var metrics: [(String, [Words])] {
        EvaluationMetrics.all.map { ($0.name, [$0.title, $0.summary]) }
    }

    private static var networks: [(String, [Words])] {
        ModelCatalogue.entries.map { entry in
            let advice = entry.advice.map { [$0] } ?? []
            let size = entry.size.map { [$0.text] } ?? []
            return (
                entry.name, [Strings.description(of: entry)] + advice + size
            )
        }
    }

    private static var pictures: [(String, [Words])] {
        Colormap.allCases.map { ($0.rawValue, [$0.summary]) }
            + MapNormalisation.allCases.map { ($0.rawValue, [$0.summary]) }
    }

    private static var layers: [(String, [Words])] {
        [
            ("operators", OperatorSamples.summaries), ("layers", LayerName.examples.map(\.words)),
            ("arithmetic", ArithmeticStep.examples),
            ("receptive fields", ReceptiveField.examples.compactMap(\.words)),
            ("networks of files", ModelRemark.examples.map(\.words)),
            ("bare weights", BareWeightsRemark.examples.map(\.words)),
        ]
    }

    private static var answers: [(String, [Words])] {
        [
            ("notices", Notice.examples.map(\.words)), ("measures", Measure.allCases.map(\.words)),
            ("captions", Caption.examples.map(\.words) + ResultCaption.examples + KernelCaption.examples),
            ("legends", Legend.End.allCases.map(\.words)),
        ]
    }

    private static var files: [(String, [Words])] {
        [
            ("folders", UsualFolder.allCases.map(\.title)),
            ("contents", ForeignContent.examples.compactMap(\.noun)),
            ("downloads", DownloadProgress.examples.map(\.text)),
        ]
    }

    private static var sets: [(String, [Words])] {
        [
            ("sets", Dataset.allTitles + DatasetRemark.examples.map(\.words)),
            ("analyses", Analyses.all.flatMap { [$0.title, $0.summary] }),
            ("findings and reports", (try? StudyTexts.all) ?? []),
            ("classes of sets", ClassMatching.examples.map(\.words)),
            ("training", TrainingRemark.examples.map(\.words)),
        ]
    }

    private static var refusals: [(String, [Words])] {
        let modules = [
            FilesRefusals.all, TensorsRefusals.all, NeuralNetworkRefusals.all, ExplanationRefusals.all,
            ImagingRefusals.all, FiguresRefusals.all, DatasetsRefusals.all, StudiesRefusals.all,
            TrainingRefusals.all,
            ModelFormatsRefusals.all,
            ViewerRefusals.all, [LanguageError.self],
        ]
        return modules.joined().map { type in ("\(type)", examples(of: type)) }
    }

    private static func examples<Type: Refusal>(of type: Type.Type) -> [Words] { type.examples.map(\.words) }

    /// Names such as SHAP stand in the file, too, as themselves.
    @Test func everyTemplateHasItsKorean() {
        for (place, words) in Self.shown {
            for template in words.reduce(into: Set<String>(), { $0.formUnion($1.templates) }) {
                #expect(entries[template] != nil, "\(place): \(template)")
            }
        }
    }

    @Test func everyKeyIsATemplateThatCanBeShown() {
        let templates = Self.shown.flatMap(\.words).reduce(into: Set<String>()) {
            $0.formUnion($1.templates)
        }
        for key in entries.keys where !templates.contains(key) { Issue.record("no text: \(key)") }
    }

    // MARK: The file that ships

    @Test func everyKeyStandsThereOnce() throws {
        let text = try String(
            contentsOfFile: ResourceFolder.path("Resources/translations/ko.json"), encoding: .utf8)
        let keys = text.matches(of: #/(?m)^    "((?:[^"\\]|\\.)*)": "/#).map { String($0.output.1) }
        #expect(keys.count == entries.count)
        #expect(Set(keys).count == keys.count)
        for (english, translation) in entries {
            #expect(!translation.isEmpty, "\(english)")
            #expect(translation == translation.trimmingCharacters(in: .whitespaces), "\(english)")
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
    }

    private static let texts: [(Words, String)] = [
        ("Loading …", "불러오는 중 …"),
        (Strings.saved("/tmp/a b.png"), "/tmp/a b.png에 저장했습니다."),
        (Strings.channels(64..<128, of: 512), "채널 65–128 / 512"),
        (Strings.analysed(in: 0.34), "신경망: 340 ms"),
        (
            Strings.predictionHint("goldfish", probability: 0.931, score: 12.345),
            "금붕어: 93.1 %, 점수 12.345. 클릭하면 신경망이 근거를 찾은 곳을 보여 줍니다. Shift를 누른 채 클릭하면 왜 이것이 아니라 고른 클래스인지 보여 줍니다."
        ),
        (Words(className: "golden retriever"), "골든 리트리버"), (Words(className: "no class"), "no class"),
        (
            "\(Strings.layers(53)), \(Strings.parameters(4_694_024))",
            "레이어 53개, 매개변수 4\u{202F}694\u{202F}024개"
        ),
        ("", ""), (Words(verbatim: "Photo"), "Photo"),
    ]

    @Test(arguments: texts)
    func textsReadWell(words: Words, text: String) {
        #expect(korean(words) == text)
    }
}
