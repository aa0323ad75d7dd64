import Files
import Foundation
import ModelFormats
import Testing

@testable import Viewer

@Suite(.serialized) struct NetworkSettingsTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glassbox-\(UUID())")
        .path

    /// A window on a network of one's own, which the test may write beside.
    private func window() throws -> OffScreen {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("GoldenData/keras/functional.keras").path
        let network = folder + "/own.keras"
        try FileManager.default.copyItem(atPath: source, toPath: network)
        let photo = try ResourceFolder.path("Resources/photos/coffee.png")
        let window = try OffScreen(
            Start(
                ViewerOptions(images: [photo], model: ModelChoice(network), mode: "grad-cam", language: "en"))
        )
        window.complete()
        return window
    }

    private func scores(_ window: OffScreen) throws -> [Float] {
        let predictions = try #require(window.screen.state.analysis?.predictions)
        return predictions.sorted { $0.index < $1.index }.map(\.logit)
    }

    private func panel(_ window: OffScreen) throws -> NetworkSettings {
        try #require(window.screen.state.card as? NetworkSettings)
    }

    @Test func predictionsFollowWhatIsSaidOfThePreprocessing() throws {
        let window = try window()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let layer = window.screen.state.layer?.name
        let before = try scores(window)
        window.perform(NetworkSettings.toggle)
        window.perform(.describe(.preprocessing, "none"))
        #expect(try panel(window).text(.preprocessing) == "none")
        #expect(window.screen.state.modelChoice.settings.scaling == Preprocessing.Scaling.none)
        #expect(try scores(window) != before)
        #expect(window.screen.state.layer?.name == layer)
        window.perform(.clearSettings)
        #expect(window.screen.state.modelChoice.settings == ModelSettings())
        #expect(try scores(window) == before)
        window.perform(.undo)
        #expect(window.screen.state.modelChoice.settings.scaling == Preprocessing.Scaling.none)
    }

    @Test func whatCannotBeUnderstoodIsSaidUnderItsLine() throws {
        let window = try window()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let before = window.screen.state.modelChoice
        window.perform(NetworkSettings.toggle)
        for (field, text) in [(NetworkSettings.Field.size, "7"), (.size, "a×b"), (.preprocessing, "mean=x")] {
            window.perform(.describe(field, text))
            let problem = try #require(panel(window).problem)
            #expect(problem.field == field && problem.words.english.contains(text))
            #expect(window.screen.state.modelChoice == before)
            window.perform(.describe(field, ""))
        }
        #expect(try panel(window).problem == nil)
        // What the file refuses leaves the network as it was.
        window.perform(.describe(.output, "no such output"))
        #expect(window.screen.state.modelChoice == before)
        #expect(window.screen.state.announcements.latest.first?.kind == .error)
    }

    @Test func linesAreTypedAndLeftByKeys() throws {
        let window = try window()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        window.perform(NetworkSettings.toggle)
        window.perform(.step(1))
        window.perform(.type("unitx"))
        window.perform(.deleteBackwards)
        #expect(try panel(window).texts == [.preprocessing: "unit"])
        window.perform(.take(nil))
        #expect(window.screen.state.modelChoice.settings.scaling == .unit)
        window.perform(.step(1_000_000))
        #expect(try panel(window).field == .layers)
        window.perform(.take(0))
        #expect(try panel(window).field == .labels)
    }

    @Test(arguments: ["names.txt", "names.json"])
    func aListOfLabelsThatIsDroppedNamesTheClasses(name: String) throws {
        let window = try window()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let count = try scores(window).count
        let names = (0..<count).map { "kind \($0)" }
        let text =
            name.hasSuffix("json")
            ? "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]" : names.joined(separator: "\n")
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        window.perform(.open([folder + "/" + name], .dropped))
        #expect(Set(window.screen.state.analysis?.predictions.map(\.label) ?? []) == Set(names))
        // Too few are refused, and the names stay.
        try Data("only one of them\nand two\nand three\nand four\n".utf8).write(
            to: URL(fileURLWithPath: folder + "/short.txt"))
        window.perform(.open([folder + "/short.txt"], .dropped))
        #expect(window.screen.state.announcements.latest.first?.kind == .error)
        #expect(Set(window.screen.state.analysis?.predictions.map(\.label) ?? []) == Set(names))
    }

    @Test func aSentenceThatNamesAnOptionNamesThePlaceInTheWindow() {
        #expect(Strings.inWindow("Stopped.") == "Stopped.")
        let sentence = Strings.inWindow(
            "Nothing says how large the pictures are, so \(8)×\(8) is assumed; --size says otherwise.")
        #expect(sentence.english.hasSuffix("In the window, Network settings (W) take the same."))
    }
}
