import Datasets
import Foundation
import Imaging
import ModelFormats
import Studies
import Testing
import Words

@testable import Viewer

extension OffScreenTests {
    /// What the window finds in a set besides mistakes: a small network and pictures with everything planted that is to be found.
    @Suite struct SetFindingsTests {
        /// Pictures of one colour by class, some of blue with a white corner in place of their colour, and a copy across parts.
        final class Place {
            let path = NSTemporaryDirectory() + "glassbox-findings-\(UUID().uuidString)"
            var set: String { path + "/set" }
            /// A network of one's own, beside which a test may write.
            var network: String { path + "/planted.onnx" }

            /// - Parameter scaling: what the file beside the network says of it.
            init(scaling: String = "unit", count: Int = 10) throws {
                for (name, colour) in [
                    ("red", RGB(200, 40, 40)), ("green", RGB(40, 200, 40)), ("blue", RGB(40, 40, 200)),
                ] {
                    for number in 0..<count {
                        let isMarked = name == "blue" && number % 3 == 0
                        let picture = Self.picture(
                            isMarked ? RGB(96, 96, 96) : colour, isMarked: isMarked, number)
                        try write(
                            picture, "\(3 * number < 2 * count ? "train" : "val")/\(name)/\(number).png")
                        if name == "red", number == 3 { try write(picture, "val/red/copy.png") }
                    }
                }
                let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                    .deletingLastPathComponent().appendingPathComponent("GoldenData/planted-set/planted.onnx")
                try FileManager.default.copyItem(atPath: golden.path, toPath: network)
                let sidecar =
                    #"{"glassbox": 1, "labels": "labels.txt", "preprocessing": "\#(scaling)", "layer": "colours"}"#
                try Data(sidecar.utf8).write(to: URL(fileURLWithPath: path + "/planted.json"))
                try Data("red\ngreen\nblue\n".utf8).write(to: URL(fileURLWithPath: path + "/labels.txt"))
            }

            deinit { try? FileManager.default.removeItem(atPath: path) }

            private func write(_ picture: Picture, _ name: String) throws {
                let file = "\(set)/\(name)"
                try FileManager.default.createDirectory(
                    atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try PNGFile.write(picture, to: file)
            }

            /// A disc at a place of its own on a grey of its own.
            private static func picture(_ colour: RGB, isMarked: Bool, _ number: Int) -> Picture {
                var picture = Picture(width: 40, height: 36, fill: .black)
                let (centreX, centreY) = (14 + number * 5 % 17, 13 + number * 7 % 13)
                for y in 0..<36 {
                    for x in 0..<40 {
                        let (dx, dy) = (x - centreX, y - centreY)
                        let grey = UInt8(60 + (x / 8 * 31 + y / 8 * 17 + number * 23) % 70)
                        picture[x, y] =
                            isMarked && x < 6 && y < 6
                            ? .white : dx * dx + dy * dy <= 64 ? colour : RGB(grey, grey, grey)
                    }
                }
                return picture
            }
        }

        private func window(_ place: Place, asking kinds: [FindingKind] = []) throws -> OffScreen {
            let options = ViewerOptions(
                images: [place.set], model: ModelChoice(place.network), mode: "grad-cam", language: "en")
            let window = try OffScreen(Start(options), width: 1700, height: 1000)
            window.complete()
            for kind in kinds { window.perform(.set(.turn(.analysis(kind)))) }
            window.complete()
            return window
        }

        private func press(_ name: String, in window: OffScreen) throws {
            window.screen.draw()
            let control = try #require(window.screen.scene?.controls.last { $0.name == name }, "\(name)")
            window.perform(try #require(control.action, "\(name)"))
        }

        private func entry(_ kind: FindingKind, _ window: OffScreen) throws -> SetFindings.Entry {
            let entry = try #require(window.screen.state.finding(kind)?.entry)
            #expect(entry.phase == .done)
            return entry
        }

        private func findings(_ place: Place, _ names: [String], _ window: OffScreen) throws -> [Finding] {
            var options = Study.Options()
            options.analyses = names
            let model = try #require(window.screen.state.model)
            return try StudyRun(Study(of: Dataset(place.set), with: model, options, program: "")).run()
                .findings()
        }

        @Test func whatIsFoundIsWhatTheStudySays() throws {
            let place = try Place()
            let window = try window(place)
            #expect(window.screen.state.set?.findings.isBusy == false)
            window.perform(.set(.turn(.list)))
            try press("set.askAll", in: window)
            window.complete()
            let names = FindingKind.allCases.map(\.analysis.name)
            let said = try findings(place, names, window)
            for (kind, finding) in zip(FindingKind.allCases, said) {
                let sentences = try entry(kind, window).sentences
                #expect(Array(finding.sentences.prefix(sentences.count)) == sentences, "\(kind)")
            }
            guard case .health(let layers) = try entry(.health, window).discovery else {
                throw CancellationError()
            }
            #expect(layers.map(\.name) == ["colours"])
            #expect(layers[0].faults.map(\.channel) == [4, 5, 6, 7])
            #expect(layers[0].faults.map(\.fault) == [.dead, .double, .always, .dead])
            guard case .twins(let pairs, _) = try entry(.twins, window).discovery else {
                throw CancellationError()
            }
            #expect(
                pairs.contains { [$0.one.file, $0.other.file] == ["train/red/3.png", "val/red/copy.png"] })
            // With everything asked there is nothing to ask for.
            window.screen.draw()
            #expect(window.screen.scene?.controls.contains { $0.name == "set.askAll" } == false)
        }

        @Test func aGroupOpensItsPictures() throws {
            let place = try Place(count: 30)
            defer { withExtendedLifetime(place) {} }
            let window = try window(place, asking: [.shortcuts])
            guard case .shortcuts(let groups) = try entry(.shortcuts, window).discovery else {
                throw CancellationError()
            }
            let cluster = groups[0].cluster
            #expect(cluster.isDoubtful && cluster.isAtBorder && cluster.name == "blue")
            #expect(cluster.members.count == 10 && groups[0].examples.count == 4)
            try press("set.group.0", in: window)
            let set = try #require(window.screen.state.set)
            #expect(set.findings.page == .pictures)
            #expect(Set(set.shown.map { set.answers[$0].place }) == Set(cluster.members.map(\.place)))
            #expect(set.shownPosition(of: window.screen.state.path) != nil)
            try press("set.all", in: window)
            #expect(window.screen.state.set?.shown.count == 91)
        }

        @Test func badgesAndRowsOpenTheirChannels() throws {
            let place = try Place()
            defer { withExtendedLifetime(place) {} }
            let window = try window(place, asking: [.health])
            var seen: [Int?] = []
            for _ in 0..<5 {
                try press("badge.colours", in: window)
                seen.append(window.screen.state.enlargedChannel)
            }
            // After the last comes the first again.
            #expect(seen == [4, 5, 6, 7, 4])
            #expect(
                window.screen.state.mode.name == "feature-map" && window.screen.state.layer?.name == "colours"
            )
            try press("set.faulty.colours.6", in: window)
            #expect(window.screen.state.enlargedChannel == 6 && window.screen.state.answer != nil)
            // Another network has no marks of this one.
            window.screen.state.choose(ModelChoice("efficientnet-lite0"))
            window.screen.state.docked = nil
            window.complete()
            #expect(window.screen.scene?.controls.contains { $0.name.hasPrefix("badge.") } == false)
        }

        @Test func aChannelShowsItsCropsMapAndPattern() throws {
            let place = try Place()
            defer { withExtendedLifetime(place) {} }
            let window = try window(place, asking: [])
            let id = try #require(window.screen.state.model?.layer(named: "colours").id)
            window.perform(.chooseLayer(id))
            window.perform(.set(.turn(.analysis(.filters))))
            window.complete()
            guard case .filters(let channels, let layer, let name) = try entry(.filters, window).discovery
            else {
                throw CancellationError()
            }
            #expect(layer == id && name == "colours")
            let white = try #require(channels.first { $0.channel == 3 })
            // Only marked pictures excite it: those with even numbers.
            #expect(white.means[white.label] == white.means.compactMap(\.self).max())
            try press("set.filter.3", in: window)
            #expect(window.screen.state.set?.findings.channel == 3)
            #expect(
                window.screen.state.enlargedChannel == 3 && window.screen.state.mode.name == "feature-map")
            let set = try #require(window.screen.state.set)
            let crop = CroppedPhoto(
                try #require(set.path(ofPlace: white.tops[0].place)),
                try #require(PixelRectangle(white.tops[0].part)))
            #expect(window.screen.state.thumbnails[crop.name] != nil)
            try press("set.channel.filter-pattern", in: window)
            // The layer's weights lie in the convolution before it.
            #expect(window.screen.state.mode.name == "filter-pattern" && window.screen.state.obstacle == nil)
            #expect(window.screen.state.layer?.name == "conv")
            // The first answers stay, and the other layer can be asked about.
            try press("set.ask", in: window)
            window.complete()
            #expect(window.screen.state.finding(.filters)?.key.layer == "conv")
            try press("set.crop.0", in: window)
            #expect(window.screen.state.path.hasPrefix(set.dataset.path))
        }

        @Test func theBestWayIsUsedAndRemembered() throws {
            let place = try Place(scaling: "mean=0,0,0:std=1,1,1:bgr")
            let window = try window(place, asking: [.preprocessing])
            guard case .preprocessing(let ranking?) = try entry(.preprocessing, window).discovery else {
                throw CancellationError()
            }
            let way = try #require(ranking.ranked.first { $0.name == "unit" })
            #expect(ranking.isClear(way) && way.accuracy == ranking.best.accuracy)
            let before = try #require(window.screen.state.set)
            try press("set.way.\(way.place)", in: window)
            #expect(window.screen.state.model?.preprocessing.scaling == .unit)
            let after = try #require(window.screen.state.set)
            #expect(after.number > before.number && after.rightCount == 31)
            window.screen.worker.stop()
            let said = try #require(try ModelSidecar.beside(place.network))
            #expect(said.scaling == .unit && said.labels == place.path + "/labels.txt")
        }

        @Test func thePicturesMostLikeThePhotoAreThere() throws {
            let place = try Place()
            let window = try window(place, asking: [.twins])
            guard case .twins(let pairs, _) = try entry(.twins, window).discovery else {
                throw CancellationError()
            }
            let pair = try #require(pairs.firstIndex { $0.other.file == "val/red/copy.png" })
            window.perform(.set(.list(pair)))
            try press("set.twin.\(pair).1", in: window)
            #expect(window.screen.state.path == place.set + "/val/red/copy.png")
            window.screen.draw()
            let nearest = try #require(window.screen.state.set?.findings.nearest)
            #expect(nearest.path == window.screen.state.path && nearest.neighbours.count == 6)
            #expect(nearest.neighbours[0].picture.file == "train/red/3.png")
            #expect(abs(nearest.neighbours[0].cosine - 1) < 1e-4)
            try press("set.neighbour.0", in: window)
            #expect(window.screen.state.path == place.set + "/train/red/3.png")
        }

        @Test func whatCannotBeAskedSaysWhy() throws {
            let place = try Place()
            defer { withExtendedLifetime(place) {} }
            let window = try window(place)
            let id = try #require(window.screen.state.model?.layer(named: "flat").id)
            window.perform(.chooseLayer(id))
            // A layer without maps gives way to the recommended one.
            window.perform(.set(.turn(.analysis(.filters))))
            window.complete()
            #expect(try entry(.filters, window).discovery != nil)
            let recommended = window.screen.state.model?.recommendedLayer
            #expect(window.screen.state.finding(.filters)?.key.layer == recommended)
            var findings = SetFindings()
            let key = SetFindings.Key(kind: .shortcuts, layer: nil)
            findings.ask(key)
            findings.receive(.failed(StudyObstacle.noMaps("shortcuts", layer: "fc")), of: key)
            guard case .failed(let reason) = findings[key]?.phase else { throw CancellationError() }
            #expect(reason.english.contains("needs a layer with rows and columns"))
            _ = findings.takeWanted()
            // What failed is asked again, what is there is not.
            findings.ask(key)
            #expect(findings.takeWanted() == [key])
            findings.receive(.finished, of: key)
            findings.ask(key)
            #expect(findings.takeWanted().isEmpty)
        }

        @Test func aSessionKeepsTheSet() throws {
            let place = try Place()
            let window = try window(place)
            let session = window.screen.state.lastSession
            #expect(session.set == place.set)
            let shown = window.screen.state.path
            let other = try OffScreen(
                Start(ViewerOptions(images: [], model: ModelChoice(place.network), language: "en")))
            other.screen.state.adopt(session.found)
            #expect(other.screen.state.setPath == place.set && other.screen.state.set == nil)
            other.complete()
            let set = try #require(other.screen.state.set)
            #expect(set.phase == .done && set.done == 31 && set.rightCount == 31)
            #expect(other.screen.state.docked is SetCard && other.screen.state.path == shown)
            // One that has gone is said and skipped.
            try FileManager.default.removeItem(atPath: place.set)
            let last = try OffScreen(
                Start(ViewerOptions(images: [], model: ModelChoice(place.network), language: "en")))
            last.screen.state.adopt(session.found)
            last.complete()
            #expect(last.screen.state.set == nil && last.screen.state.lastSession.set == nil)
            let said = last.screen.state.announcements.latest.map(\.sentence.english)
            #expect(said.contains("The set \(place.set) of the last session is gone and was left out."))
            // A session without one puts the present one away.
            other.screen.state.adopt(last.screen.state.lastSession.found)
            #expect(other.screen.state.set == nil && other.screen.state.docked == nil)
        }

        @Test func everyPageInBothLanguages() throws {
            let place = try Place()
            defer { withExtendedLifetime(place) {} }
            let window = try window(place, asking: FindingKind.allCases)
            for kind in FindingKind.allCases {
                window.perform(.set(.turn(.analysis(kind))))
                for code in ["en", "ko"] {
                    window.screen.state.language = try #require(try Languages().language(code))
                    window.complete()
                    window.screen.draw()
                    let scene = try #require(window.screen.scene)
                    let frame = try #require(scene.controls.first { $0.name == "set.card" }).frame
                    let pixels = window.screen.canvas.pixels(frame)
                    let picture = window.picture()
                    let part = PixelRectangle(
                        x: Int(pixels.x), y: Int(pixels.y), width: Int(pixels.w), height: Int(pixels.h))
                    try Snapshot.check(
                        "set-\(kind)-\(code)", picture.cropped(to: part.intersection(picture.bounds)))
                }
            }
        }
    }
}
