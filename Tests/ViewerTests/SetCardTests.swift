import Datasets
import Files
import Foundation
import Imaging
import ModelFormats
import Testing
import Words

@testable import Viewer

extension OffScreenTests {
    /// The card of a set, drawn, and a network that is asked about a set for real.
    @Suite struct SetCardTests {
        private func window(_ images: [String], width: Int = 1700, height: Int = 1000) throws -> OffScreen {
            let options = ViewerOptions(
                images: images, model: ModelChoice("efficientnet-lite0"), language: "en")
            return try OffScreen(Start(options), width: width, height: height)
        }

        private static let labels = ["tabby", "espresso", "missile", "daisy"]

        /// Answers about the photos that ship with the program, some of them wrong.
        private func answered(_ photos: [String]) -> PictureSet {
            let targets = [281, 967, 657, 985]
            let names = ["tabby", "espresso", "missile", "daisy", "Egyptian cat"]
            let chosen = Self.labels.enumerated().map { label, name in
                Dataset.ChosenClass(
                    name, photos.enumerated().filter { $0.offset % 4 == label }.map { .init($0.element) })
            }
            var set = PictureSet(Dataset(of: chosen, named: "/photos/holidays"))
            set.begin(ModelChoice("efficientnet-lite0"), titled: "EfficientNet-Lite0")
            set.receive(targets: targets, remarks: [], count: 40)
            let answers = (0..<40).map { number in
                let label = number % 4
                // Every fifth is taken for the next label, every ninth for a class that is none.
                let predicted = number % 9 == 8 ? 4 : number % 5 == 4 ? (label + 1) % 4 : label
                return PictureSet.Answer(
                    place: number, path: number < photos.count ? photos[number] : "/nowhere/\(number).png",
                    label: Self.labels[label], target: targets[label],
                    predicted: predicted == 4 ? 285 : targets[predicted], predictedName: names[predicted],
                    confidence: 0.3 + Double(number % 7) * 0.1, loss: predicted == label ? 0.1 : 2)
            }
            set.receive(answers, broken: 1, done: 40)
            set.phase = .done
            return set
        }

        private static let looks: [(name: String, width: Int, height: Int, language: String, isDark: Bool)] =
            [
                ("set-beside", 1280, 800, "en", false), ("set-korean", 1280, 800, "ko", false),
                ("set-dark", 1280, 800, "en", true), ("set-below", 900, 1000, "ko", false),
            ]

        @Test func theCardInEachSizeAndLanguage() throws {
            let photos = try Viewer.samplePhotos()
            for look in Self.looks {
                let window = try window([photos[1]], width: look.width, height: look.height)
                window.complete()
                window.screen.state.set = answered(photos)
                window.screen.state.docked = SetCard()
                window.screen.state.language = try #require(try Languages().language(look.language))
                window.screen.state.preferences.appearance.isDark = look.isDark
                window.complete()
                let card = try #require(window.screen.scene?.controls.first { $0.name == "set.card" })
                let pixels = window.screen.canvas.pixels(card.frame)
                let picture = window.picture()
                let part = PixelRectangle(
                    x: Int(pixels.x), y: Int(pixels.y), width: Int(pixels.w), height: Int(pixels.h))
                try Snapshot.check(look.name, picture.cropped(to: part.intersection(picture.bounds)))
            }
        }

        @Test func everyPartOfTheCardDoesWhatItShows() throws {
            let photos = try Viewer.samplePhotos()
            let window = try window([photos[1]])
            window.complete()
            window.screen.state.set = answered(photos)
            window.screen.state.docked = SetCard()
            func press(_ name: String) throws {
                window.screen.draw()
                let control = try #require(window.screen.scene?.controls.last { $0.name == name }, "\(name)")
                let middle = Point(x: control.frame.midX, y: control.frame.midY)
                window.perform(try #require(control.action ?? control.pick?(middle), "\(name)"))
            }
            func shown() -> [Int] {
                window.screen.state.set!.shown.map { window.screen.state.set!.answers[$0].place }
            }
            try press("set.mistakes")
            #expect(shown() == [4, 8, 9, 14, 17, 19, 24, 26, 29, 34, 35, 39])
            try press("set.sort.confidence")
            #expect(shown().first == 34)
            try press("set.all")
            #expect(shown().count == 40)
            // Rows and columns are classes in their order: tabby, missile, espresso, daisy, others.
            try press("set.cell.0.2")
            #expect(shown() == [4, 24])
            #expect(window.screen.state.set?.filter.label == .of(281))
            try press("set.cell.0.2")
            #expect(shown().count == 40)
            try press("set.column.4")
            #expect(shown() == [26, 17, 8, 35])
            try press("set.all")
            try press("set.sort.file")
            let strip = try #require(window.screen.scene?.controls.last { $0.name == "set.strip" })
            #expect(
                strip.keys?.move(.right) == .set(.step(1)) && strip.keys?.move(.down) == .set(.stepMistake(1))
            )
            let scroll = try #require(strip.wheel?(1))
            window.perform(scroll)
            #expect(window.screen.state.set?.start ?? 0 > 0)
        }

        @Test func theNetworkIsAskedAboutTheWholeSet() throws {
            let place = try PictureSetTests.Place(count: 10)
            let photos = try Viewer.samplePhotos()
            // One photo of what its label says, and one that cannot be used.
            let coffee = try #require(photos.first { $0.hasSuffix("coffee.png") })
            try FileManager.default.createDirectory(
                atPath: place.path + "/espresso", withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: coffee, toPath: place.path + "/espresso/cup.png")
            try Data("none".utf8).write(to: URL(fileURLWithPath: place.path + "/tench/broken.png"))
            let window = try window([place.path])
            window.complete()
            let set = try #require(window.screen.state.set)
            #expect(set.phase == .done && set.done == 22 && set.brokenCount == 1 && set.answers.count == 21)
            #expect(window.screen.state.docked is SetCard)
            let cup = try #require(set.answer(for: place.path + "/espresso/cup.png"))
            #expect(cup.isRight == true && cup.predictedName == "espresso")
            #expect(abs((cup.loss ?? 0) + log(cup.confidence)) < 1e-6)
            // The same number as the window's own answer for the photo.
            window.perform(.set(.show(try #require(set.shownPosition(of: cup.path)), from: 0)))
            let prediction = try #require(window.screen.state.analysis?.predictions.first)
            #expect(prediction.index == cup.predicted)
            #expect(abs(prediction.probability - cup.confidence) < 1e-4)
        }

        @Test func aFolderOfOtherNamesStaysAListOfPhotosAndSaysWhy() throws {
            let place = try PictureSetTests.Place(names: ["holidays", "work"])
            let window = try window([place.path])
            window.complete()
            let state = window.screen.state
            #expect(state.docked == nil && state.path == place.path + "/holidays/0.png")
            #expect(state.notice?.english.contains("No label of the set (holidays, work)") == true)
            #expect(state.answer != nil)
        }

        @Test func anotherNetworkIsAskedAnewAndOneWithoutClassesSaysWhyNot() throws {
            let place = try PictureSetTests.Place()
            let window = try window([place.path])
            window.complete()
            #expect(window.screen.state.set?.network == ModelChoice("efficientnet-lite0"))
            window.screen.state.choose(ModelChoice("vgg16-features"))
            window.complete()
            let set = try #require(window.screen.state.set)
            #expect(set.network == ModelChoice("vgg16-features") && set.answers.isEmpty)
            guard case .failed(let reason) = set.phase else { throw CancellationError() }
            #expect(reason.english.contains("gives no class scores"))
        }
    }
}
