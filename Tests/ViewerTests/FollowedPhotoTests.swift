import Explanations
import Files
import GoldenData
import ModelFormats
import Testing

@testable import Viewer

/// A network of any size gets each photo in its own proportions.
extension OffScreenTests {
    @Suite struct FollowedPhoto {
        private func window(_ network: String, settings: ModelSettings = ModelSettings()) throws -> OffScreen
        {
            let photos = try ["coffee.png", "cat.png", "flower.jpg"].map {
                try ResourceFolder.path("Resources/photos/\($0)")
            }
            let path = GoldenFolder("any-size").path("\(network).onnx")
            let window = try OffScreen(
                Start(ViewerOptions(images: photos, model: ModelChoice(path, settings: settings))))
            window.complete()
            return window
        }

        @Test func eachPhotoHasItsOwnSize() throws {
            let window = try window("red")
            #expect(window.screen.state.model?.graph.inputShape == [3, 400, 600])
            #expect(window.screen.state.analysis?.found?.segments != nil)
            let notice = window.screen.state.announcements.latest.map(\.sentence.english)
            #expect(notice.contains { $0.contains("choose 400×600") })
            let redness = try #require(window.screen.state.model?.graph.node(named: "redness")?.id)
            window.perform(.chooseLayer(redness))
            window.perform(.showPhoto(1))
            #expect(window.screen.state.model?.graph.inputShape == [3, 304, 448])
            // What is looked at stays.
            #expect(window.screen.state.layer?.name == "redness")
            #expect(window.screen.state.layer?.shape == [2, 38, 56])
            #expect(window.screen.state.failure == nil && window.screen.state.obstacle == nil)
            // What is remembered and saved is what a person said, not what the photo chose.
            #expect(window.screen.state.choices.modelChoice.settings == ModelSettings())
            window.perform(.showPhoto(0))
            #expect(window.screen.state.model?.graph.inputShape == [3, 400, 600])
            window.perform(.compare(Comparison(.photos)))
            guard case .sheet(let sheet)? = window.screen.state.answer?.content else {
                Issue.record("no pictures beside each other")
                return
            }
            #expect(sheet.panels.count == Comparison.mostColumns)
            #expect(!sheet.panels.contains { $0.caption.english.contains("cannot") })
        }

        @Test func oneThatDoesNotTakeItKeepsItsOwn() throws {
            let window = try window("baked")
            #expect(window.screen.state.model?.graph.inputShape == [3, 224, 224])
            #expect(window.screen.state.failure == nil && window.screen.state.obstacle == nil)
            window.perform(.showPhoto(1))
            #expect(window.screen.state.model?.graph.inputShape == [3, 224, 224])
            #expect(window.screen.state.analysis?.found?.segments != nil)
        }

        @Test func aSizeThatIsSaidHolds() throws {
            let window = try window("red", settings: ModelSettings(size: 96))
            #expect(window.screen.state.model?.graph.inputShape == [3, 96, 96])
        }

        @Test func theCardTakesThePhotosSize() throws {
            var settings = NetworkSettings(of: ModelChoice("net.onnx"))
            settings.say(.size, "photo")
            let said = settings.described()
            let described = try #require(said)
            #expect(described.settings == ModelSettings(followsPhoto: true))
            #expect(NetworkSettings(of: described).text(.size) == "photo")
            settings.say(.size, "64")
            let sized = settings.described()
            #expect(sized?.settings == ModelSettings(size: 64))
        }
    }
}
