import Datasets
import Explanations
import Files
import ModelFormats
import Testing

@testable import Viewer

/// Every panel does what the rest of the window expects of it.
@Suite(.serialized) struct PanelsTests {
    private func window() throws -> OffScreen {
        let photo = try ResourceFolder.path("Resources/photos/cat.png")
        let window = try OffScreen(
            Start(ViewerOptions(images: [photo], model: ModelChoice("efficientnet-lite0"), mode: "grad-cam")))
        window.complete()
        // Its button stands there as long as there is a set.
        window.screen.state.set = PictureSet(
            Dataset(of: [Dataset.ChosenClass("tabby", [Dataset.ChosenPicture(photo)])], named: "photos"))
        window.screen.state.set?.isDue = false
        return window
    }

    @Test func namesAreTakenOnce() {
        #expect(Set(Panels.all.map { $0.name }).count == Panels.all.count)
        for panel in Panels.all {
            let (command, toggle, found) = (panel.command, panel.toggle, Panels.named(panel.name))
            #expect(command.action == toggle)
            #expect(command.caption?.isEmpty == false && command.hint?.isEmpty == false)
            #expect(found == panel)
        }
        #expect(Panels.named("nothing") == nil)
    }

    @Test func everyPanelOpensByItsButtonIsDrawnAboveAllElseAndCloses() throws {
        let window = try window()
        for panel in Panels.all {
            let toggle = panel.toggle
            window.screen.draw()
            let button = try #require(
                window.screen.scene?.controls.last { $0.action == toggle }, "\(panel.name)")
            window.perform(try #require(button.action))
            let isOpen = panel.isOpen(in: window.screen.state)
            #expect(isOpen, "\(panel.name)")
            let shown = window.picture()
            let scene = try #require(window.screen.scene)
            if panel is any DockedPanel.Type {
                let card = try #require(scene.controls.last { $0.name == "\(panel.name).card" }?.frame)
                #expect(!card.overlaps(Layout.resultCard) && !card.overlaps(Layout.outputCard))
                #expect(!scene.controls.contains { $0.isVeil })
            } else {
                let veil = try #require(scene.controls.last { $0.isVeil }, "\(panel.name)")
                #expect(veil.action == .closeCard, "\(panel.name)")
                #expect(scene.control(at: Point(x: 5, y: 5))?.isVeil == true, "\(panel.name)")
            }
            window.perform(.closeOrCancel)
            #expect(window.screen.state.card == nil, "\(panel.name)")
            #expect(window.screen.state.docked == nil, "\(panel.name)")
            #expect(window.picture() != shown, "\(panel.name)")
            window.perform(toggle)
            window.perform(toggle)
            #expect(window.screen.state.card == nil, "\(panel.name)")
        }
    }

    @Test func oneCardTakesTheOthersPlace() throws {
        var state = try Viewer.initialState(ViewerOptions())
        _ = state.perform(ModelMenu.toggle)
        _ = state.perform(KeysPanel.toggle)
        #expect(state.card is KeysPanel)
        _ = state.perform(GuidePanel.toggle)
        #expect(state.card == nil && state.docked is GuidePanel)
        _ = state.perform(.chooseMode(0))
        #expect(state.docked is GuidePanel)
        _ = state.perform(MethodsPanel.toggle)
        _ = state.perform(.chooseMode(1))
        #expect(state.card == nil)
    }

    @Test func theButtonsAboveTheAnswerStandInTheOrderOfTheList() throws {
        let window = try window()
        window.screen.draw()
        let controls = try #require(window.screen.scene?.controls)
        let places = Panels.all.filter { $0.place == .answer }
            .compactMap { panel in controls.first { $0.name == panel.name }?.frame.x }
        #expect(places.count == 5)
        #expect(places == places.sorted(by: >))
    }

    @Test func onlyWhatIsToBeSeenOfThePointerIsDrawnAnew() throws {
        let window = try window()
        window.screen.draw()
        let scene = try #require(window.screen.scene)
        // Empty ground, and the card of the result beside its pictures.
        #expect(scene.traces(of: Point(x: 5, y: 5)) == scene.traces(of: Point(x: 20, y: 900)))
        #expect(scene.traces(of: Point(x: 5, y: 5)) == scene.traces(of: nil))
        #expect(scene.traces(of: Point(x: 48, y: 940)) == scene.traces(of: Point(x: 52, y: 948)))
        #expect(scene.traces(of: Point(x: 48, y: 940)) == scene.traces(of: Point(x: 49, y: 945)))
        let button = try #require(scene.controls.first { $0.name == "guide" }?.frame)
        let (left, right) = (
            Point(x: button.x + 3, y: button.midY), Point(x: button.maxX - 3, y: button.midY)
        )
        #expect(scene.traces(of: left) != scene.traces(of: Point(x: 5, y: 5)))
        // What a button says follows the pointer.
        #expect(scene.traces(of: left) != scene.traces(of: right))
        window.perform(ExportPanel.toggle)
        window.screen.draw()
        let opened = try #require(window.screen.scene)
        let row = try #require(opened.controls.first { $0.name == "export.array" }?.frame)
        let inside = [row.x + 5, row.midX, row.maxX - 5].map { Point(x: $0, y: row.midY) }
        #expect(Set(inside.map { "\(opened.traces(of: $0))" }).count == 1)
        #expect(opened.traces(of: inside[0]) != opened.traces(of: Point(x: row.midX, y: row.maxY + 4)))
    }
}
