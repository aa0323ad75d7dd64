import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import Testing

@testable import Viewer

extension OffScreenTests {
    /// Every view of the window with the network and a photo that ship with the program, held to a picture in the tree.
    @Suite struct Snapshots {
        /// A card at the size at which its letters can still be read.
        private static let cardScale = 0.8
        private static let windowScale = 0.8
        /// Enough samples to see something, by the methods' names.
        private static let few = ["lime": "60", "shap": "10"]

        private func window(scale: Double, model: String = "efficientnet-lite0") throws -> OffScreen {
            let photo = try ResourceFolder.path("Resources/photos/cat.png")
            let options = ViewerOptions(images: [photo], model: ModelChoice(model), language: "en")
            let window = try OffScreen(
                state: Viewer.initialState(options), width: Int(Layout.width * scale),
                height: Int(Layout.height * scale))
            window.complete()
            return window
        }

        /// Computing takes another time each time, which the window says.
        private func settle(_ window: OffScreen) {
            let generation = window.screen.state.generation
            func deliver(_ content: Delivery.Content) {
                _ = window.screen.state.receive(Delivery(generation: generation, content: content))
            }
            if var photo = window.screen.state.analysis {
                photo.seconds = 0.012
                deliver(.analysis(photo))
            }
            if window.screen.state.obstacle == nil, let answer = window.screen.state.answer {
                deliver(
                    .answer(
                        Answer(
                            explanation: answer.explanation, content: answer.content, seconds: 0.345,
                            without: answer.without, evaluation: window.screen.state.evaluation)))
            }
        }

        /// Starts over with a method at a layer, performs actions, and compares the whole window.
        private func check(
            _ name: String, _ window: OffScreen, mode: String, layer: String? = nil, _ actions: Action...,
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            show(mode: mode, layer: layer, in: window)
            actions.forEach(window.perform)
            settle(window)
            try Snapshot.check(name, window.picture(), sourceLocation: sourceLocation)
        }

        private func show(mode: String, layer: String? = nil, in window: OffScreen) {
            var choices = window.screen.state.choices
            choices.modeIndex = ExplanationMethods.all.firstIndex { $0.name == mode } ?? 0
            choices.layerName = layer ?? window.screen.state.model?.recommendedLayer
            choices.optionValues = [:]
            if let (samples, method) = Self.few[mode].map({ ($0, ExplanationMethods.all[choices.modeIndex]) })
            {
                var values = OptionValues()
                try? values.set("samples", to: samples, for: method)
                choices.optionValues[mode] = values
            }
            choices.enlargedChannel = nil
            choices.pinnedChannel = nil
            choices.metric = nil
            choices.comparison = nil
            choices.classChoice = .rank(1)
            window.screen.state.choices = choices
            window.screen.state.card = nil
            window.screen.state.docked = nil
            window.screen.state.notice = nil
            window.screen.state.pointer = nil
            window.screen.state.focus = nil
            window.screen.state.hiddenSuperpixels = []
            window.screen.state.highlighted = nil
            window.screen.state.revealLayer()
            window.complete()
        }

        @Test func theWindowInEachKindOfAnswer() throws {
            let window = try window(scale: Self.windowScale)
            let early = "_blocks.2.add"
            try check("window-grad-cam", window, mode: "grad-cam")
            try check("window-presented", window, mode: "grad-cam", .present)
            window.perform(.present)
            try check("window-feature-map", window, mode: "feature-map", layer: early)
            try check(
                "window-enlarged", window, mode: "feature-map", layer: early, .enlarge(3), .pin(3),
                .enlarge(5))
            try check(
                "window-arithmetic", window, mode: "feature-map", layer: early, .enlarge(5),
                .toggleArithmetic)
            window.perform(.toggleArithmetic)
            try check("window-lime", window, mode: "lime", .toggleSuperpixel(4))
            try check("window-shap", window, mode: "shap")
            try check("window-measured", window, mode: "grad-cam", .evaluate("deletion"))
            let compared = Comparison(.methods, methods: ["grad-cam", "layer-cam", "saliency"])
            try check("window-compared", window, mode: "grad-cam", .compare(compared))
        }

        /// What lies on this machine's disk is another matter.
        private func showInventory(in window: OffScreen) {
            let networks = ModelCatalogue.entries.map { entry in
                let state: ModelCatalogue.Entry.State =
                    entry.isEmbedded ? .embedded : entry.name == "resnet50" ? .downloaded : .available
                return (entry.name, Inventory.Network(state: state, size: "97.8 MB"))
            }
            let inventory = Inventory(
                networks: Dictionary(uniqueKeysWithValues: networks),
                places: [
                    Browser.Place(title: "Home", folder: "/home"),
                    Browser.Place(title: "Computer", folder: "/"),
                ], cameras: [Camera(name: "Integrated Camera: HD", path: "/dev/video0")])
            _ = window.screen.state.receive(Delivery(generation: 0, content: .file(.inventory(inventory))))
        }

        private static let middle = Rect(x: 390, y: 10, width: 920, height: 980)

        /// The card that is open over the window.
        private func card(of window: OffScreen) throws -> Picture {
            window.screen.draw()
            let controls = try #require(window.screen.scene?.controls)
            let docked = controls.first { $0.name.hasSuffix(".card") && window.screen.state.docked != nil }
            let veil = docked == nil ? controls.lastIndex { $0.isVeil } : controls.startIndex
            // The list of keys has nothing to press; it stands in the middle.
            let frame =
                try docked?.frame
                ?? controls[#require(veil, "no card is open")...].dropFirst().first?.frame ?? Self.middle
            let pixels = window.screen.canvas.pixels(frame.insetBy(-4, -4))
            let picture = window.picture()
            return picture.cropped(
                to: PixelRectangle(
                    x: Int(pixels.x), y: Int(pixels.y), width: Int(pixels.w), height: Int(pixels.h)
                )
                .intersection(picture.bounds))
        }

        /// Options have most rows with LIME.
        private func open(_ panel: any Panel.Type, in window: OffScreen) {
            show(mode: panel == OptionsPanel.self ? "lime" : "grad-cam", in: window)
            window.perform(panel.toggle)
            showInventory(in: window)
            settle(window)
            // Thumbnails are wished for when they are drawn.
            if panel == Browser.self { window.complete() }
        }

        @Test func everyCard() throws {
            let window = try window(scale: Self.cardScale)
            for panel in Panels.all {
                open(panel, in: window)
                try Snapshot.check("card-\(panel.name)", card(of: window))
            }
        }

        @Test func whatStandsOverTheWindow() throws {
            let window = try window(scale: Self.windowScale)
            show(mode: "grad-cam", in: window)
            window.screen.state.notice = Strings.nothingToPaste
            window.screen.state.focus = "mode.0"
            let layer = try #require(window.screen.scene?.controls.last { $0.name.hasPrefix("layer.") })
            window.screen.state.pointer = Point(x: layer.frame.midX, y: layer.frame.midY)
            settle(window)
            try Snapshot.check("window-notice", window.picture())
        }

        @Test func aNetworkWithoutClasses() throws {
            let window = try window(scale: Self.windowScale, model: "vgg16-features")
            try check("window-obstacle", window, mode: "grad-cam")
        }

        @Test func beforeThereIsAnything() throws {
            let options = ViewerOptions(
                images: [try ResourceFolder.path("Resources/photos/cat.png")], language: "en")
            let window = try OffScreen(state: Viewer.initialState(options), width: 850, height: 500)
            try Snapshot.check("window-loading", window.picture())
        }

        private static let looks: [(name: String, language: String, appearance: Appearance)] = [
            ("korean", "ko", Appearance()),
            ("dark", "en", Appearance(isDark: true)),
            ("large", "en", Appearance(letters: .large)), ("largest", "en", Appearance(letters: .largest)),
        ]

        @Test func whatHasMostTextInEachLook() throws {
            let window = try window(scale: Self.cardScale)
            let wordy: [any Panel.Type] = [
                MethodsPanel.self, OptionsPanel.self, GuidePanel.self, KeysPanel.self,
            ]
            for look in Self.looks {
                window.screen.state.language = try #require(try Languages().language(look.language))
                window.screen.state.preferences.appearance = look.appearance
                for panel in wordy {
                    open(panel, in: window)
                    try Snapshot.check("\(look.name)-\(panel.name)", card(of: window))
                }
            }
        }

        @Test func theWindowInEachLook() throws {
            let window = try window(scale: Self.windowScale)
            for look in Self.looks {
                window.screen.state.language = try #require(try Languages().language(look.language))
                window.screen.state.preferences.appearance = look.appearance
                try check("\(look.name)-window", window, mode: "shap")
            }
        }
    }
}
