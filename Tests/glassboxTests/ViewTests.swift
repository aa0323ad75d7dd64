import Foundation
import Imaging
import Testing

@testable import glassbox

/// The window where there is no screen; `Tests/window` drives the real one.
@Suite(.serialized) struct ViewTests {
    let program: Program
    private let noDisplay: [String: String?] = [
        "DISPLAY": nil, "WAYLAND_DISPLAY": nil, "SDL_VIDEODRIVER": nil,
    ]

    init() throws { program = try Program() }

    @Test func drawsIntoAFileWithoutADisplay() throws {
        for name in ["glassbox-window.png", "glassbox-window-2.png"] {
            let run = try program.run([], environment: noDisplay)
            #expect(run.status == 0)
            #expect(run.errors.isEmpty)
            #expect(run.output.hasPrefix("There is no display, so the window is drawn into a file.\n"))
            #expect(run.output.contains("tiger cat"))
            #expect(run.output.hasSuffix("Picture of the window: \(name)\n"))
            let picture = try ImageFile.read(program.path(name))
            #expect(picture.width == 1700 && picture.height == 1000)
        }
        #expect(try program.files() == ["glassbox-window-2.png", "glassbox-window.png"])
    }

    /// A session that is named on the command line and cannot be used is bad data, as any other file would be.
    @Test(arguments: ["{}", "[", "photos"])
    func aBrokenSessionIsBadData(text: String) throws {
        try text.write(toFile: program.path("old.glassbox"), atomically: false, encoding: .utf8)
        let run = try program.run(
            ["view", "old.glassbox", "--screenshot", "window.png"], environment: noDisplay)
        #expect(run.status == 65)
        #expect(run.output.isEmpty)
        #expect(run.errors == "old.glassbox is not a session of Glassbox.\n")
        #expect(try program.files() == ["old.glassbox"])
    }

    @Test func speaksTheLocalesLanguage() throws {
        func window(_ locale: [String: String?], _ arguments: [String] = []) throws -> Data {
            let none: [String: String?] = ["LC_ALL": nil, "LC_MESSAGES": nil, "LANG": nil]
            let run = try program.run(
                ["view", Program.photo("coffee.png"), "--mode", "feature-map", "--screenshot", "window.png"]
                    + arguments,
                environment: noDisplay.merging(none) { $1 }.merging(locale) { $1 })
            #expect(run.status == 0)
            #expect(run.errors.isEmpty && run.output.isEmpty)
            let picture = try ImageFile.read(program.path("window.png"))
            // Without the status line, which says how long it took.
            let words = PixelRectangle(x: 0, y: 0, width: picture.width, height: 950)
            return picture.cropped(to: words).withUnsafeBytes { Data($0) }
        }
        let english = try window(["LANG": "C.UTF-8"])
        let korean = try window(["LANG": "ko_KR.UTF-8"])
        #expect(english != korean)
        #expect(try window(["LC_ALL": "ko_KR.UTF-8", "LANG": "en_GB.UTF-8"]) == korean)
        #expect(try window(["LC_MESSAGES": "en_GB.UTF-8", "LANG": "ko_KR.UTF-8"]) == english)
    }

    @Test func aBrokenTranslationLeavesTheWindowEnglish() throws {
        for folder in ["models", "photos", "labels"] {
            try FileManager.default.createDirectory(
                atPath: program.path("share/Resources"), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: program.path("share/Resources/\(folder)"),
                withDestinationPath: Program.root.path + "/Resources/\(folder)")
        }
        try FileManager.default.createSymbolicLink(
            atPath: program.path("share/fonts"), withDestinationPath: Program.root.path + "/fonts")
        try FileManager.default.createDirectory(
            atPath: program.path("share/Resources/translations"), withIntermediateDirectories: true)
        for content in [
            "{\"title\": \"x\", \"texts\": {\"Photo\": 1}}", "", "\u{0}",
            "{\"title\": \"x\", \"texts\": {\"{1} of {2}\": \"x\"}}",
        ] {
            try program.write(Data(content.utf8), "share/Resources/translations/ko.json")
            let run = try program.run(
                ["view", Program.photo("coffee.png"), "--screenshot", "window.png"],
                environment: noDisplay.merging([
                    "LC_ALL": "ko_KR.UTF-8", "GLASSBOX_RESOURCES": program.path("share"),
                ]) { $1 })
            #expect(run.status == 0)
            #expect(run.errors.isEmpty && run.output.isEmpty)
        }
    }

    @Test func drawsWhatItIsAskedFor() throws {
        func picture(_ arguments: String...) throws -> Picture {
            let run = try program.run(
                ["view", Program.photo("coffee.png"), "--screenshot", "window.png"] + arguments,
                environment: noDisplay)
            #expect(run.status == 0)
            #expect(run.errors.isEmpty && run.output.isEmpty)
            return try ImageFile.read(program.path("window.png"))
        }
        let ofVGG = try picture(
            "--model", "vgg16-features", "--mode", "feature-map", "--layer", "block3_conv1")
        let ofAnotherLayer = try picture(
            "--model", "vgg16-features", "--mode", "feature-map", "--layer", "block1_conv1")
        let ofGradCAM = try picture("--mode", "grad-cam")
        let ofAnotherClass = try picture("--mode", "grad-cam", "--class", "#5")
        let pictures = [ofVGG, ofAnotherLayer, ofGradCAM, ofAnotherClass].map { picture in
            picture.withUnsafeBytes { Data($0) }
        }
        #expect(Set(pictures).count == 4)
    }

    @Test(arguments: [
        (["nothing.jpg"], Int32(66), "There is no file nothing.jpg; check the path."),
        (
            ["clasify", "a.jpg"], 64,
            "There is no command and no file called clasify; the nearest command is classify."
        ),
        (
            ["view", "--mode", "grad-cm", "--screenshot", "a.png"], 64,
            "There is no method called grad-cm; the nearest are grad-cam, xgrad-cam, grad-cam++."
        ),
        (
            ["view", "--layer", "_swish2", "--screenshot", "a.png"], 64,
            "efficientnet-lite0 has no layer called _swish2; the nearest are _swish, _swish1."
        ),
        (
            ["view", "--screenshot", "a.jpg"], 64,
            "a.jpg must end in .png, which is what --screenshot writes."
        ),
        (
            ["view", "--screenshot", "nowhere/a.png"], 73,
            "The file nowhere/a.png cannot be written: there is no folder nowhere."
        ),
        (
            ["view", "--class", "espreso", "--screenshot", "a.png"], 64,
            "EfficientNet-Lite0 has no class called espreso; the nearest are espresso."
        ),
        (
            ["view", "--model", "vgg16", "--screenshot", "a.png"], 69,
            "The trained weights of vgg16 are not on this machine; `glassbox models get vgg16` downloads them."
        ),
    ])
    func refusesWhatIsNotThere(_ arguments: [String], _ status: Int32, _ sentence: String) throws {
        let run = try program.run(arguments, environment: noDisplay)
        #expect(run.status == status)
        #expect(run.errors == sentence + "\n")
        #expect(run.output.isEmpty)
        #expect(try program.files().isEmpty)
    }
}
