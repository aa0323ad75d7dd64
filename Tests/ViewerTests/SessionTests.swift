import Explanations
import Foundation
import ModelFormats
import Testing

@testable import Viewer

@Suite struct SessionTests {
    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "glassbox-session-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private func choices() throws -> Choices {
        var values = OptionValues()
        try values.set("colormap", to: "magma", for: try ExplanationMethods.named("feature-map"))
        return Choices(
            photos: try Viewer.samplePhotos(), photoIndex: 2,
            modelChoice: ModelChoice(
                "resnet18", weights: .random(seed: 7),
                settings: ModelSettings(
                    labels: "names.txt", scaling: .caffe, size: 128,
                    inputs: ["mask": .numbers([0.5]), "right": .file("b.png")], fit: .letterbox)),
            layerName: "layer1.0.conv1", modeIndex: 1, classChoice: .index(12),
            optionValues: ["feature-map": values], enlargedChannel: 3, seed: 99,
            comparison: Comparison(.methods, methods: ["grad-cam", "cam"]))
    }

    @Test func comesBackAsItWasWritten() throws {
        let path = try folder() + "/lesson.glassbox"
        let preferences = Preferences(
            appearance: Appearance(isDark: true, letters: .largest), recentModels: ["/a/b.onnx"],
            folder: "/a",
            language: "ko")
        let session = Session(choices: try choices(), preferences: preferences, set: "/photos/set")
        try session.write(to: path)
        #expect(try Session(reading: path) == session)
    }

    @Test func filesThatAreGoneAreLeftOut() throws {
        var choices = try choices()
        let kept = choices.photos[2]
        choices.photos.insert("/nowhere/a.png", at: 0)
        choices.photoIndex = 3
        choices.modelChoice = ModelChoice("/nowhere/own.onnx")
        let found = Session(choices: choices, preferences: Preferences()).found
        let present = found.choices
        #expect(found.missingCount == 2)
        #expect(present.photos[present.photoIndex] == kept)
        #expect(present.modelChoice == ModelChoice())
        #expect(present.layerName == nil)
        choices.photos = ["/nowhere/a.png"]
        let photos = try Viewer.samplePhotos()
        var state = try Viewer.initialState(ViewerOptions())
        state.adopt(Session(choices: choices, preferences: Preferences()).found)
        #expect(state.photos == photos)
        #expect(state.photoIndex == 0)
    }

    @Test(arguments: [
        "", "{", "[]", "{\"glassbox-session\": 1}", "not json", "\u{0}\u{1}",
        "{\"glassbox-session\": \"1\", \"photos\": 3}",
    ])
    func anythingElseIsRefused(_ text: String) throws {
        let path = try folder() + "/junk.glassbox"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect {
            try Session(reading: path)
        } throws: {
            "\($0)" == "\(path) is not a session of Glassbox."
                || "\($0)" == "The file \(path) is empty; was its download cut off?"
        }
    }

    @Test(arguments: [
        ("\"method\" : \"feature-map\"", "\"method\" : \"no-such\"", false),
        ("\"photo\" : 2", "\"photo\" : -9000000000", true),
        ("\"channel\" : 3", "\"channel\" : -1", false),
        ("\"colormap\" : \"magma\"", "\"colormap\" : \"no-such\"", true),
        ("\"size\" : 128", "\"size\" : -1", false),
    ])
    func changedByHandItIsReadOrRefused(found: String, replacement: String, isRead: Bool) throws {
        let path = try folder() + "/hand.glassbox"
        var own = try choices()
        own.modeIndex = 0
        try Session(choices: own, preferences: Preferences()).write(to: path)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(found))
        try Data(text.replacingOccurrences(of: found, with: replacement).utf8)
            .write(to: URL(fileURLWithPath: path))
        let session = try? Session(reading: path)
        #expect((session != nil) == isRead)
        if let session { #expect(session.choices.photos.indices.contains(session.choices.photoIndex)) }
    }

    @Test func aNewerFileSaysSo() throws {
        let path = try folder() + "/new.glassbox"
        try Session(choices: try choices(), preferences: Preferences()).write(to: path)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try Data(
            text.replacingOccurrences(of: "\"glassbox-session\" : 1", with: "\"glassbox-session\" : 2").utf8
        )
        .write(to: URL(fileURLWithPath: path))
        #expect {
            try Session(reading: path)
        } throws: {
            "\($0)" == "\(path) was written by a newer Glassbox; update this one to open it."
        }
    }

    @Test func liesWhereTheDesktopKeepsState() {
        #expect(Session.lastPath(environment: ["XDG_STATE_HOME": "/s"]) == "/s/glassbox/last.glassbox")
        #expect(
            Session.lastPath(environment: ["XDG_STATE_HOME": "relative", "HOME": "/h"])
                == "/h/.local/state/glassbox/last.glassbox")
    }
}
