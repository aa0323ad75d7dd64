import Files
import Foundation
import ModelFormats
import Testing
import Words

@testable import Viewer

/// Every lesson that ships, walked in the real window as a learner would who lets it show every step.
extension OffScreenTests {
    @Suite struct Lessons {
        static let shipped: [Lesson] = {
            guard case .lessons(let lessons, let failure) = LessonFolder.found(in: folders) else { return [] }
            if let failure { Issue.record("\(failure)") }
            return lessons
        }()

        private static let folders = [(try? ResourceFolder.path("Resources/lessons")) ?? ""]
        static let names = shipped.map(\.name)

        private func lesson(_ name: String) throws -> Lesson {
            try #require(Self.shipped.first { $0.name == name })
        }

        @Test func thereAreSixteenAndATour() {
            #expect(Self.shipped.count == 17)
            #expect(Self.shipped.filter(\.isForFirstStart).map(\.steps.count) == [6])
        }

        @Test(arguments: names) func everyTextIsInBothLanguages(name: String) throws {
            let lesson = try lesson(name)
            let texts =
                [lesson.title, lesson.summary]
                + lesson.steps.flatMap { [$0.text, $0.task].compactMap { $0 } }
            for text in texts {
                #expect(Set(text.texts.keys) == ["en", "ko"])
                let korean = text.texts["ko"] ?? ""
                #expect(
                    korean.unicodeScalars.contains { ("\u{AC00}"..."\u{D7A3}").contains($0) }
                        || korean == text.texts["en"], "\(korean)")
            }
            for step in lesson.steps { #expect(step.done.isEmpty == (step.task == nil)) }
        }

        /// No step is done before anything was done; each is once it was shown; and the next one begins.
        @Test(arguments: names) func everyStepCanBeShown(name: String) throws {
            let lesson = try lesson(name)
            let window = try OffScreen(state: Viewer.initialState(ViewerOptions()), width: 1280, height: 800)
            window.screen.state.begin(lesson)
            window.complete()
            for (index, step) in lesson.steps.enumerated() {
                window.screen.draw()
                let run = try #require(window.screen.state.lessonRun)
                #expect(run.step == index)
                #expect(window.screen.state.failure == nil && window.screen.state.obstacle == nil)
                if !step.done.isEmpty {
                    #expect(!run.isDone, "\(name), step \(index + 1) is done before it begins")
                    window.perform(.showStep)
                    window.screen.draw()
                    #expect(
                        window.screen.state.lessonRun?.isDone == true,
                        "\(name), step \(index + 1): \(window.screen.state.record)")
                    // A clicker goes on, whatever card the step has opened.
                    #expect(
                        window.screen.state.lessonAction(for: Commands.nextPage.shortcut.keys[0])
                            == .nextStep)
                    // About lies where the lesson does.
                    let tick = window.screen.state.docked == nil ? "lesson.done" : "guide.card"
                    #expect(window.screen.scene?.controls.contains { $0.name == tick } == true)
                }
                window.perform(.nextStep)
            }
            window.screen.draw()
            #expect(window.screen.state.lessonRun == nil)
            #expect(window.screen.state.preferences.lessons[name] == lesson.steps.count)
        }

        private static let sizes: [(width: Int, height: Int)] = [
            (1700, 1000), (1024, 640), (1920, 1080), (900, 1200),
        ]

        /// In both languages, at every size, in large letters, too; the card is the same for every step.
        @Test(arguments: sizes, LetterSize.allCases) func everyStepFitsIntoItsCard(
            size: (width: Int, height: Int), letters: LetterSize
        ) throws {
            let window = try OffScreen(
                state: Viewer.initialState(ViewerOptions()), width: size.width, height: size.height)
            let screen = window.screen
            screen.state.preferences.appearance.letters = letters
            screen.state.begin(try #require(Self.shipped.first))
            for language in [Language.english, try #require(try Languages().language("ko"))] {
                screen.state.language = language
                screen.draw()
                let scene = try #require(screen.scene)
                let card = try #require(scene.controls.last { $0.name == "lesson" }?.frame)
                #expect(card.height > 200 && screen.canvas.pixels(card).w <= size.width)
                for lesson in Self.shipped {
                    for (index, step) in lesson.steps.enumerated() {
                        let layout = screen.arranged {
                            LessonView.layout(of: step, in: card.insetBy(22, 16), scene)
                        }
                        #expect(layout.fits, "\(lesson.name), step \(index + 1), \(language.code)")
                    }
                }
            }
        }

        @Test func itIsPutAsideAndGoneOnWith() throws {
            let lesson = try lesson("02-kernel")
            let window = try OffScreen(state: Viewer.initialState(ViewerOptions()), width: 1280, height: 800)
            window.complete()
            window.perform(.nextPhoto)
            let before = window.screen.state.choices
            window.screen.state.begin(lesson)
            window.complete()
            #expect(window.screen.state.model?.name == "vgg16-features")
            window.perform(.nextStep)
            window.perform(.showStep)
            window.screen.draw()
            #expect(window.screen.state.lessonRun?.isDone == true)
            window.perform(.nextStep)
            window.perform(.leaveLesson)
            #expect(window.screen.state.choices == before)
            #expect(window.screen.canvas.dock == nil)
            window.screen.state.begin(lesson)
            #expect(window.screen.state.lessonRun?.step == 2)
            #expect(window.screen.state.choices.enlargedChannel == 38)
            window.perform(.showStep)
            #expect(window.screen.state.inspection != nil)
            window.perform(.nextStep)
            window.perform(.previousStep)
            window.screen.draw()
            #expect(window.screen.state.inspection == nil && window.screen.state.lessonRun?.isDone == false)
            window.perform(.previousStep)
            #expect(window.screen.state.choices.enlargedChannel == nil)
        }

        @Test func aClickerGoesThroughIt() throws {
            var state = try Viewer.initialState(ViewerOptions())
            #expect(state.lessonAction(for: Commands.nextPage.shortcut.keys[0]) == nil)
            state.begin(try lesson("01-pictures"))
            #expect(state.lessonAction(for: Commands.nextPage.shortcut.keys[0]) == .nextStep)
            #expect(state.lessonAction(for: Commands.previousPage.shortcut.keys[0]) == .previousStep)
            // A list has pages of its own, until the step is done.
            state.card = LessonsPanel(in: state)
            #expect(state.card is any ListCard)
            #expect(state.lessonAction(for: Commands.nextPage.shortcut.keys[0]) == nil)
            state.lessonRun?.isDone = true
            #expect(state.lessonAction(for: Commands.nextPage.shortcut.keys[0]) == .nextStep)
            _ = state.perform(.nextStep)
            #expect(state.card == nil && state.lessonRun?.step == 1)
        }

        @Test func aDroppedLessonBegins() throws {
            let path = try ResourceFolder.path("Resources/lessons/02-kernel.json")
            var state = try Viewer.initialState(ViewerOptions())
            #expect(state.open([path]) == .request)
            #expect(state.lessonRun?.lesson.name == "02-kernel")
            #expect(try Viewer.initialState(ViewerOptions(images: [path])).lessonRun != nil)
        }
    }
}

/// Files that are no lessons, or wrong ones.
@Suite struct LessonFileTests {
    private func read(_ text: String) throws -> Lesson {
        let path = NSTemporaryDirectory() + "glassbox-lesson-" + UUID().uuidString + ".json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        do {
            return try Lesson(reading: path)
        } catch {
            throw Said(text: "\(error)".replacingOccurrences(of: path, with: "L"))
        }
    }

    private struct Said: Error, Equatable { let text: String }

    private static func file(_ step: String) -> String {
        #"{"glassbox-lesson": 1, "title": "T", "summary": "S", "steps": [{"text": "X", "# + step + "}]}"
    }

    static let refused: [(String, String)] = [
        ("[]", "L is not a lesson of Glassbox."),
        ("{\"glassbox-lesson\": \"1\"}", "L is not a lesson of Glassbox."),
        ("{\"glassbox-lesson\": 9}", "L was written for a newer Glassbox; update this one to open it."),
        ("{\"glassbox-lesson\": 1}", "The lesson L has no title."),
        ("{\"glassbox-lesson\": 1, \"title\": 3}", "The lesson L has something else than expected as title."),
        (
            "{\"glassbox-lesson\": 1, \"titel\": \"T\"}",
            "The lesson L has something else than expected as titel."
        ),
        (
            "{\"glassbox-lesson\": 1, \"title\": \"T\", \"summary\": \"S\", \"steps\": []}",
            "The lesson L has no steps."
        ),
        (file(#""start": {"layr": "x"}"#), "Step 1 of the lesson L names layr, which no window has."),
        (file(#""begin": {}"#), "Step 1 of the lesson L names begin, which no window has."),
        (
            file(#""start": {"method": "magic"}"#),
            "Step 1 of the lesson L has a value for method that the window cannot show."
        ),
        (
            file(#""start": {"element": [1, -1]}"#),
            "Step 1 of the lesson L has a value for element that the window cannot show."
        ),
        (
            file(#""start": {"painting": [{"paint": "grey", "radius": 99, "points": [[0, 0]]}]}"#),
            "Step 1 of the lesson L has a value for painting that the window cannot show."
        ),
        (
            file(#""start": {"answered": true}"#),
            "Step 1 of the lesson L names answered, which no window has."
        ),
        (
            file(#""start": {"photos": ["nowhere.png"]}"#),
            "Step 1 of the lesson L names nowhere.png, which is neither beside it nor a sample photo."
        ),
        (
            file(#""done": {"channel": "*"}"#),
            "Step 1 of the lesson L says when it is done, but not what to show for that."
        ),
        (file(#""mark": 3"#), "Step 1 of the lesson L has a value for mark that the window cannot show."),
    ]

    @Test(arguments: refused) func whatIsWrongIsSaid(text: String, sentence: String) {
        #expect(throws: Said(text: sentence)) { try read(text) }
    }

    @Test func anUnknownOptionIsNamed() {
        #expect {
            try read(Self.file(#""start": {"options": {"lime": {"sampels": 3}}}"#))
        } throws: { ($0 as? Said)?.text.contains("sampels") == true }
    }

    @Test func oneLanguageIsEnough() throws {
        let lesson = try read(Self.file(#""do": "D", "done": {"class": 5, "answered": true}"#))
        #expect(lesson.steps[0].show == ["class": "5"])
        #expect(lesson.title.words(in: .english).english == "T")
    }

    static let patterns: [(JSONValue, JSONValue?, Bool)] = [
        ("a", "a", true), ("a", "b", false), ("a", nil, false), (3, "3", true), ("0.4", 0.4, true),
        ("a", ["b", "a"], true), ("*", "a", true), ("*", nil, false), ("*", [], false), (.null, nil, true),
        (.null, "a", false), (["not": "a"], "b", true), (["not": "a"], "a", false), (["not": "a"], nil, true),
        (["any": [1, 2]], 2, true), (["any": [1, 2]], 3, false), (["least": 2], 2, true),
        (["least": 2], 1, false),
        (["least": 2], nil, false), (["most": 2], 3, false), (["least": 1, "most": 2], 2, true),
        (["a": ["b": 1]], ["a": ["b": 1, "c": 2]], true), (["a": ["b": 1]], ["a": ["b": 2]], false),
        (["a": "x"], "x", false), ([1, 2], [1, 2], true), ([1, 2], [2, 1], false), (["least": "x"], 3, false),
    ]

    @Test(arguments: patterns) func patternsHoldOrNot(pattern: JSONValue, value: JSONValue?, holds: Bool) {
        #expect(Pattern.holds(pattern, of: value) == holds)
    }

    @Test func whatDependsOnAChangeIsLetGo() throws {
        let record: [String: JSONValue] = [
            "photos": ["/a.png", "/b.png"], "layer": "x", "channel": 3, "hidden": [1], "class": "5",
            "options": ["lime": ["samples": "20"]],
        ]
        let kept = try #require(WindowRecord.session(["metric": "deletion"], over: record))
        #expect(kept.enlargedChannel == 3 && kept.hiddenSuperpixels == [1] && kept.classChoice == .index(5))
        let layer = try #require(WindowRecord.session(["layer": "y"], over: record))
        #expect(layer.enlargedChannel == nil && layer.classChoice == .index(5))
        let photo = try #require(WindowRecord.session(["photo": 1], over: record))
        #expect(photo.photoIndex == 1 && photo.classChoice == .rank(1) && photo.layerName == "x")
        let network = try #require(WindowRecord.session(["network": ["name": "vgg16"]], over: record))
        #expect(network.layerName == nil && network.enlargedChannel == nil)
        let options = try #require(
            WindowRecord.session(["options": ["lime": ["features": "3"]]], over: record))
        #expect(options.optionValues["lime"]?.chosen == ["samples": "20", "features": "3"])
    }
}
