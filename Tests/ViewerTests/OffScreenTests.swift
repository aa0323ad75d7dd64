import CSDL2
import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import Testing

@testable import Viewer

/// The real window, drawn in memory. One at a time, as SDL's fonts are not for several threads.
@Suite(.serialized) struct OffScreenTests {
    private func photo(_ name: String) throws -> String {
        try ResourceFolder.path("Resources/photos/\(name)")
    }

    private func window(
        _ model: String, mode: String?, layer: String? = nil, photo: String = "cat.png", width: Int = 1700,
        height: Int = 1000
    ) throws -> OffScreen {
        let options = ViewerOptions(
            images: [try self.photo(photo)], model: ModelChoice(model), layer: layer, mode: mode)
        let window = try OffScreen(state: Viewer.initialState(options), width: width, height: height)
        window.complete()
        return window
    }

    /// The part of a picture of the window where a control lies.
    private func part(_ name: String, of window: OffScreen) throws -> Picture {
        let picture = window.picture()
        let control = try #require(window.screen.scene?.controls.last { $0.name == name })
        let frame = window.screen.canvas.pixels(control.frame)
        return picture.cropped(
            to: PixelRectangle(x: Int(frame.x), y: Int(frame.y), width: Int(frame.w), height: Int(frame.h)))
    }

    @Test(arguments: [("efficientnet-lite0", "_blocks.2.add"), ("vgg16-features", "block3_conv1")])
    func featureMapsAreDrawnPixelForPixel(model: String, layer: String) throws {
        let window = try window(model, mode: "feature-map", layer: layer)
        let (grid, page) = try #require(window.screen.state.grid)
        #expect(page == 0)
        #expect(try part("result.0", of: window) == grid.picture(page: 0))
        if grid.pageCount > 1 {
            window.perform(.nextPage)
            #expect(try part("result.0", of: window) == grid.picture(page: 1))
        }
    }

    @Test func gradCAMIsDrawnPixelForPixel() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam", photo: "coffee.png")
        let state = window.screen.state
        #expect(state.analysis?.predictions.first?.label == "espresso")
        guard case .heatMap(let panels, _)? = state.answer?.content else {
            Issue.record("no heat map")
            return
        }
        let explanation = try #require(state.answer?.explanation)
        let heat = HeatmapOverlay(map: explanation.raw, colormap: .jet)
        let shown = try part("result.1", of: window)
        #expect(shown == heat.heatPicture(width: shown.width, height: shown.height))
        #expect(try part("result.2", of: window) == panels[2].picture)
        #expect(panels[2].picture != panels[0].picture)
    }

    @Test func aNetworkWithoutClassesSaysWhyInPlaceOfTheAnswer() throws {
        let window = try window("vgg16-features", mode: "grad-cam")
        #expect(window.screen.state.answer == nil)
        #expect(window.screen.state.obstacle?.english.contains("no classifier") == true)
        window.screen.draw()
        #expect(window.screen.scene?.controls.last { $0.name == "wayout" }?.action == .fetch("vgg16"))
        window.perform(.chooseMode(0))
        // Beside the predictions there is the way in every mode.
        #expect(window.screen.scene?.controls.last { $0.name == "output.whole" }?.action == .fetch("vgg16"))
        #expect(window.screen.state.obstacle == nil)
        #expect(window.screen.state.answer != nil)
        let gradCAM = try #require(ExplanationMethods.all.firstIndex { $0.name == "grad-cam" })
        window.perform(.chooseMode(gradCAM))
        #expect(window.screen.state.modeIndex == 0)
        #expect(window.screen.state.notice?.english.contains("no classifier") == true)
    }

    @Test func aNetworkThatIsComputedInPartSaysHowFarAndHatchesTheRest() throws {
        let lambda = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("GoldenData/keras/lambda.keras").path
        let window = try window(lambda, mode: "grad-cam")
        let state = window.screen.state
        let last = try #require(state.lastComputedLayer)
        let graph = try #require(state.model?.graph)
        #expect(!graph.nodes[last.id + 1].isComputed && state.analysis?.predictions.isEmpty == true)
        #expect(state.obstacle?.english.contains("is computed in part only") == true)
        let hatched = try part("layer.\(graph.nodes[last.id + 1].name)", of: window)
        #expect(hatched.pixels != (try part("layer.\(last.name)", of: window)).pixels)
        window.perform(.chooseMode(0))
        #expect(window.screen.state.answer?.explanation.method.name == "feature-map")
    }

    @Test func warningsWaitForTheEndOfTheWork() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        window.perform(.chooseClass(3))
        var answer = try #require(window.screen.state.answer)
        let notices = answer.explanation.notices
        #expect(!notices.isEmpty && window.screen.state.notices(of: answer) == notices)
        answer.isPartial = true
        window.screen.state.activity = .working
        #expect(window.screen.state.notices(of: answer).isEmpty)
        // What is held does not change any more.
        window.screen.state.activity = .paused
        #expect(window.screen.state.notices(of: answer) == notices)
        window.screen.state.activity = .idle
    }

    @Test func choosingAPredictionExplainsIt() throws {
        let window = try window("efficientnet-lite0", mode: "feature-map")
        let second = try #require(window.screen.state.analysis?.predictions[1])
        window.perform(.chooseClass(second.index))
        #expect(window.screen.state.mode.name == "grad-cam")
        #expect(window.screen.state.answer?.explanation.classIndex == second.index)
    }

    @Test func theChosenLayerIsAlwaysVisible() throws {
        let window = try window("efficientnet-lite0", mode: "feature-map")
        let graph = try #require(window.screen.state.model?.graph)
        window.screen.draw()
        for node in graph.nodes.reversed() {
            _ = window.screen.state.perform(.chooseLayer(node.id))
            window.screen.draw()
            let control = window.screen.scene?.controls.last { $0.name == "layer.\(node.name)" }
            let frame = try #require(control?.frame)
            #expect(Layout.diagram.intersection(frame) == frame)
            #expect(
                window.screen.scene?.control(at: Point(x: frame.midX, y: frame.midY))?.name == control?.name)
        }
    }

    @Test func aBadDropIsANoticeAndChangesNothing() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        let before = try #require(window.screen.state.answer?.explanation.raw)
        let bad = FileManager.default.temporaryDirectory.appendingPathComponent("glassbox-bad-drop.jpg")
        try Data("no picture".utf8).write(to: bad)
        defer { try? FileManager.default.removeItem(at: bad) }
        var sentence = ""
        do { _ = try ImageFile.read(bad.path) } catch { sentence = "\(error)" }
        #expect(window.screen.state.open([bad.path]) == .request)
        window.complete()
        #expect(window.screen.state.notice?.english == sentence)
        #expect(window.screen.state.path == (try photo("cat.png")))
        #expect(window.screen.state.answer?.explanation.raw.values == before.values)
        #expect(!window.screen.state.photos.contains(bad.path))
        #expect(window.screen.state.perform(.closeOrCancel) == .redraw)
        #expect(window.screen.state.notice == nil)
    }

    @Test func aBrokenNetworkIsANoticeAndLeavesThePresentOne() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        let before = try #require(window.screen.state.answer?.explanation.raw)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glassbox-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in [
            ("a.pth", [0x80, 0x02, 0x5D, 0x94, 0x67]), ("a.onnx", [0x08, 8, 0x3A, 0x7F, 0x0A]),
            ("a.h5", Array("<html></html>".utf8)),
        ] as [(String, [UInt8])] {
            let bad = folder.appendingPathComponent(name)
            try Data(bytes).write(to: bad)
            var sentence = ""
            do { _ = try ModelFile.load(bad.path) } catch { sentence = "\(error)" }
            #expect(sentence.contains(bad.path))
            #expect(window.screen.state.open([bad.path]) == .request)
            window.complete()
            #expect(window.screen.state.notice?.english == sentence)
            #expect(window.screen.state.model?.name == "efficientnet-lite0")
            #expect(window.screen.state.answer?.explanation.raw.values == before.values)
            #expect(window.screen.state.perform(.closeOrCancel) == .redraw)
        }
        window.perform(.chooseMode(0))
        #expect(window.screen.state.answer?.explanation.layer.name != nil)
    }

    @Test func missingPhotosAreReportedBeforeAnythingOpens() throws {
        #expect(throws: (any Error).self) {
            try Viewer.initialState(ViewerOptions(images: ["/nowhere/at-all.png"]))
        }
        #expect(throws: (any Error).self) {
            try Viewer.initialState(ViewerOptions(model: ModelChoice("no-such-network")))
        }
    }

    @Test(arguments: [(1024, 640), (1280, 1000), (2550, 1500)])
    func everySizeShowsTheSameControlsInsideTheWindow(width: Int, height: Int) throws {
        let window = try window("efficientnet-lite0", mode: "feature-map", width: width, height: height)
        window.screen.draw()
        let controls = try #require(window.screen.scene?.controls)
        #expect(
            Set(["photo", "mode.grad-cam", "prediction.5", "result.0", "page.next", "network"])
                .isSubset(of: controls.map(\.name)))
        for control in controls {
            let frame = window.screen.canvas.pixels(control.frame)
            #expect(
                frame.x >= 0 && frame.y >= 0 && Int(frame.x + frame.w) <= width
                    && Int(frame.y + frame.h) <= height)
        }
        let (grid, _) = try #require(window.screen.state.grid)
        let (shown, page) = (try part("result.0", of: window), grid.picture(page: 0))
        #expect(shown.width == page.width && shown.height == page.height)
        // A channel that finds nothing says so on its tile.
        for channel in 0..<grid.layout.tilesPerPage {
            let tile = grid.tileRectangle(ofChannel: channel)
            #expect(
                (shown.cropped(to: tile) == page.cropped(to: tile)) != grid.silentChannels.contains(channel))
        }
    }

    @Test(arguments: ["feature-map", "grad-cam"])
    func everyDisplayOptionChangesThePicture(mode: String) throws {
        let window = try window("efficientnet-lite0", mode: mode, layer: "_blocks.2.add")
        window.screen.draw()
        let names = try #require(window.screen.scene?.controls.map(\.name)).filter { $0.hasPrefix("option.") }
        #expect(!names.isEmpty)
        for option in window.screen.state.mode.options {
            let shown = names.filter { $0.hasPrefix("option.\(option.name)") }
            guard !shown.isEmpty else { continue }
            let values: [String] =
                switch option.kind {
                case .choice(let choices): choices
                case .number(let range): ["\(range.lowerBound)", "\(range.upperBound)"]
                case .integer, .grid, .folder: []
                }
            var pictures: [Picture] = []
            for value in values {
                window.perform(.setOption(option.name, value))
                let picture = try part(mode == "grad-cam" ? "result.2" : "result.0", of: window)
                #expect(!pictures.contains(picture), "\(option.name) \(value)")
                pictures.append(picture)
            }
            window.perform(.setOption(option.name, option.standard))
        }
    }

    @Test(arguments: [(1024, 640), (1700, 1000)])
    func theListOfNetworksLiesInTheWindowAboveAllElse(width: Int, height: Int) throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam", width: width, height: height)
        window.screen.state.ownModels = (1...ModelMenu.mostFiles).map { ModelChoice("/models/\($0).onnx") }
        window.perform(ModelMenu.toggle)
        window.screen.draw()
        let scene = try #require(window.screen.scene)
        let rows = scene.controls.filter { $0.name.hasPrefix("model.") }
        #expect(rows.count == ModelCatalogue.entries.count + ModelMenu.mostFiles)
        let card = try #require(scene.controls.first { $0.name == "models" }?.frame)
        #expect(card.maxY < Layout.height && card.maxX < Layout.width)
        for row in rows {
            #expect(card.intersection(row.frame) == row.frame)
            #expect(scene.control(at: Point(x: row.frame.midX, y: row.frame.midY))?.name == row.name)
        }
        #expect(scene.control(at: Point(x: 5, y: 5))?.action == .closeCard)
    }

    @Test func aRunningDownloadCanBeCancelledFromTheList() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        window.screen.state.download = RunningDownload(name: "resnet18", title: "ResNet-18")
        window.screen.draw()
        #expect(window.screen.scene?.controls.contains { $0.name == "download" } == true)
        window.perform(ModelMenu.toggle)
        window.screen.draw()
        let cancel = try #require(window.screen.scene?.controls.first { $0.name == "download.cancel" })
        #expect(cancel.action == .cancelDownload)
        let middle = Point(x: cancel.frame.midX, y: cancel.frame.midY)
        #expect(window.screen.scene?.control(at: middle)?.name == "download.cancel")
    }

    @Test func theLanguageChangesAllWordsAndNothingElse() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam", photo: "coffee.png")
        let korean = try #require(try Languages().language("ko"))
        let english = window.picture()
        let controls = try #require(window.screen.scene?.controls.map(\.name))
        let result = try part("result.2", of: window)
        #expect(window.screen.canvas.language("Photo") == "Photo")
        window.screen.state.language = korean
        #expect(window.picture() != english)
        #expect(window.screen.canvas.language("Photo") == "사진")
        #expect(window.screen.scene?.controls.map(\.name) == controls)
        #expect(try part("result.2", of: window) == result)
        window.screen.state.language = .english
        #expect(window.picture() == english)
    }

    @Test func theListOfLanguagesIsDrawnAndChosenByAClick() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        #expect(window.screen.state.perform(LanguageMenu.toggle) == .look(.languages))
        let (languages, _) = try Languages().all()
        #expect(window.screen.state.receive(.languages(languages, failure: nil)) == .redraw)
        window.screen.draw()
        let controls = try #require(window.screen.scene?.controls)
        let row = try #require(controls.first { $0.name == "language.ko" })
        let middle = Point(x: row.frame.midX, y: row.frame.midY)
        #expect(window.screen.scene?.control(at: middle)?.name == "language.ko")
        for control in controls where control.name.hasPrefix("language") && !control.isVeil {
            #expect(control.frame.x >= 0 && control.frame.maxX <= Layout.width)
            #expect(control.frame.y >= 0 && control.frame.maxY <= Layout.height)
        }
        window.perform(try #require(row.action))
        #expect(window.screen.state.language.code == "ko")
        #expect(window.screen.state.preferences.language == "ko")
    }

    @Test func koreanFindsClassesByTheirName() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        window.screen.state.language = try #require(try Languages().language("ko"))
        window.perform(ClassPanel.toggle)
        window.perform(.type("사모예드"))
        guard let picker = (window.screen.state.card as? ClassPanel)?.picker else {
            Issue.record("no list")
            return
        }
        #expect(picker.matches.map(\.title.english) == ["Samoyed"])
    }

    /// Presses keys as the event loop does.
    private func press(_ codes: SDL_KeyCode..., in window: OffScreen) {
        for code in codes {
            window.screen.draw()
            let key = Key(code)
            if key.pressesFocus(isTyping: false), let action = window.screen.focused?.action {
                window.perform(action)
            } else if !window.screen.navigateCard(by: key),
                let action = KeyTable.action(for: key, in: window.screen.state.card)
            {
                window.perform(action)
            }
        }
        window.screen.draw()
    }

    @Test func arrowsLettersAndEndsLeadThroughEveryMenu() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        let classIndex = window.screen.state.classIndex
        press(SDLK_v, SDLK_DOWN, in: window)
        #expect(window.screen.state.focus == "compare.off")
        press(SDLK_DOWN, SDLK_DOWN, in: window)
        #expect(window.screen.state.focus == "compare.classes")
        #expect(window.screen.state.classIndex == classIndex)
        press(SDLK_UP, SDLK_RETURN, in: window)
        #expect(window.screen.state.comparison?.subject == .methods)
        window.perform(.compare(nil))
        press(SDLK_o, SDLK_DOWN, in: window)
        #expect(window.screen.state.focus == "method.grad-cam")
        press(SDLK_HOME, SDLK_l, in: window)
        #expect(window.screen.state.focus == "method.lime")
        press(SDLK_END, SDLK_UP, SDLK_o, in: window)
        #expect(window.screen.state.card == nil)
        press(SDLK_e, SDLK_DOWN, SDLK_END, in: window)
        #expect(window.screen.state.focus == "export.session")
        press(SDLK_e, SDLK_m, SDLK_END, in: window)
        guard let menu = window.screen.state.card as? ModelMenu else {
            Issue.record("no list")
            return
        }
        #expect(menu.highlighted == menu.rows.count - 1)
    }

    @Test func nothingLiesOverTheResultOrThePredictionsUnderThePointer() throws {
        let window = try window("efficientnet-lite0", mode: "feature-map")
        window.screen.draw()
        let canvas = window.screen.canvas
        for name in ["result.0", "prediction.2", "guide"] {
            let control = try #require(window.screen.scene?.controls.last { $0.name == name })
            window.screen.state.pointer = nil
            let before = window.picture()
            window.screen.state.pointer = Point(x: control.frame.x + 20, y: control.frame.y + 15)
            let after = window.picture()
            #expect(before != after, "\(name) says nothing")
            for card in [Layout.resultCard, Layout.outputCard]
            where !card.contains(window.screen.state.pointer!) {
                let frame = canvas.pixels(card.insetBy(2, 2))
                let part = PixelRectangle(
                    x: Int(frame.x), y: Int(frame.y), width: Int(frame.w), height: Int(frame.h))
                #expect(before.cropped(to: part) == after.cropped(to: part), "\(name)")
            }
            window.screen.state.isPointerResting = true
            #expect(window.picture() != after, "\(name) stays")
            window.screen.state.isPointerResting = false
        }
    }

    @Test func aSessionWithALayerThatIsNotThereShowsItsPhoto() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        let other = try photo("coffee.png")
        var choices = window.screen.state.choices
        choices.photos = [other]
        choices.photoIndex = 0
        choices.layerName = "no such layer"
        let session = FoundSession(
            choices: choices, preferences: Preferences(), ownModels: [], missingCount: 0)
        #expect(
            window.screen.state.receive(
                Delivery(generation: 0, content: .file(.opened(.session(session, all: [])))))
                == .request)
        window.complete()
        #expect(window.screen.state.answer?.explanation.subject.path == other)
        #expect(window.screen.state.notice == Strings.noSuchLayer("no such layer"))
    }

    @Test func whatIsComparedSaysItsAnswerAndOpensByAClick() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        func captions() throws -> [String] {
            guard case .sheet(let sheet)? = window.screen.state.answer?.content else { return [] }
            return sheet.panels.map(\.caption.english)
        }
        func click(_ name: String) throws {
            window.screen.draw()
            window.perform(try #require(window.screen.scene?.controls.last { $0.name == name }?.action))
        }
        let predictions = try #require(window.screen.state.analysis?.predictions)
        window.perform(.compare(Comparison(.classes)))
        try click("result.1")
        #expect(window.screen.state.comparison == nil)
        #expect(window.screen.state.classIndex == predictions[1].index)
        window.perform(.compare(Comparison(.photos)))
        let photos = window.screen.state.photos
        #expect(try captions()[0].hasPrefix("cat.png:  tiger cat  38"))
        try click("result.1")
        #expect(window.screen.state.path == photos[1] && window.screen.state.comparison == nil)
        window.perform(.compare(Comparison(.methods, methods: ["grad-cam", "saliency"])))
        let second = try #require(window.screen.state.analysis?.predictions[1].index)
        try click("result.3")
        #expect(window.screen.state.mode.name == "saliency" && window.screen.state.classIndex == second)
        window.perform(.undo)
        #expect(window.screen.state.comparison?.subject == .methods)
        window.perform(.openCompared(99))
        #expect(window.screen.state.comparison?.subject == .methods)
    }

    @Test func arrowKeysLeadFromMapToMap() throws {
        let window = try window("efficientnet-lite0", mode: "feature-map", layer: "_conv_stem")
        window.screen.state.focus = "result.0"
        func keys() throws -> Control.Keys {
            window.screen.draw()
            return try #require(window.screen.focused?.keys)
        }
        #expect(try keys().press == nil)
        #expect(try keys().move(.right) == .highlight(0))
        window.perform(.highlight(0))
        #expect(try keys().move(.left) == nil)
        // As many tiles as there are channels, and as large as there is room.
        let layout = try #require(window.screen.state.grid?.grid.layout)
        #expect(layout.columns * (layout.rows - 1) < 32 && layout.tilesPerPage >= 32)
        let columns = layout.columns
        #expect(try keys().move(.down) == .highlight(columns))
        let before = try part("result.0", of: window)
        window.perform(.highlight(17))
        #expect(try part("result.0", of: window) != before)
        #expect(try keys().press == .enlarge(17))
        window.perform(.enlarge(17))
        #expect(window.screen.state.choices.enlargedChannel == 17)
    }

    @Test func arrowKeysLeadFromSuperpixelToSuperpixel() throws {
        let window = try window("efficientnet-lite0", mode: "lime")
        window.screen.state.focus = "result.0"
        window.screen.draw()
        #expect(window.screen.focused?.keys?.move(.right) == .highlight(0))
        let plain = try part("result.0", of: window)
        window.perform(.highlight(3))
        #expect(try part("result.0", of: window) != plain)
        let press = try #require(window.screen.focused?.keys?.press)
        #expect(press == .toggleSuperpixel(3))
        window.perform(press)
        #expect(window.screen.state.hiddenSuperpixels == [3])
        // How the answer is shown is another matter.
        window.perform(.setOption("features", "8"))
        #expect(window.screen.state.hiddenSuperpixels == [3])
    }

    @Test func aSliderMovesByKeys() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        window.screen.state.focus = "option.opacity"
        window.screen.draw()
        let keys = try #require(window.screen.focused?.keys)
        #expect(keys.move(.right) == .setOption("opacity", "0.45"))
        #expect(keys.move(.left) == .setOption("opacity", "0.35"))
    }

    @Test func theRandomisationCheckShowsThePictureAtEachOfItsPoints() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        let trained = try #require(window.screen.state.answer?.explanation.raw.values)
        let begin = ContinuousClock.now
        window.perform(.evaluate("randomization"))
        let measuring = ContinuousClock.now - begin
        window.screen.draw()
        let evaluation = try #require(window.screen.state.evaluation)
        let last = evaluation.stages.count - 1
        #expect(last > 20)
        #expect(evaluation.curves[0].points.count == last + 1)
        let slider = try #require(window.screen.scene?.controls.last { $0.name == "chart.stages" })
        #expect(slider.drag?(Point(x: slider.frame.maxX, y: slider.frame.midY)) == .showStage(last))
        #expect(slider.drag?(Point(x: slider.frame.x, y: slider.frame.midY)) == .showStage(0))
        let start = ContinuousClock.now
        window.perform(.showStage(last))
        // Nothing is measured again.
        #expect(ContinuousClock.now - start < measuring / 2)
        let answer = try #require(window.screen.state.answer)
        #expect(answer.explanation.raw.values != trained)
        #expect(
            answer.explanation.notices.map(\.english) == [
                "The weights from the top down to _conv_stem are random here."
            ])
        #expect(window.screen.state.evaluation?.stages.count == last + 1)
        window.perform(.setOption("opacity", "0.7"))
        #expect(window.screen.state.stage == last)
        window.perform(.showStage(0))
        #expect(window.screen.state.answer?.explanation.raw.values == trained)
        window.perform(.chooseClass(3))
        #expect(window.screen.state.stage == 0)
    }

    @Test func everyControlDoesSomething() throws {
        let window = try window("efficientnet-lite0", mode: "grad-cam")
        window.screen.draw()
        let backgrounds: Set = ["diagram", "result", "result.0", "result.1", "result.2", "caption"]
        for control in try #require(window.screen.scene?.controls) where !backgrounds.contains(control.name) {
            #expect(control.action != nil || control.drag != nil, "\(control.name)")
        }
    }
}
