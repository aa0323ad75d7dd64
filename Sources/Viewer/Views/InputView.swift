import Foundation
import Imaging
import Words

/// The photo with its name and the part of it that the network sees.
enum InputView {
    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        let card = Layout.inputCard
        scene.card(card)
        let heading = canvas.text(
            Strings.photo, in: Rect(x: card.x + 20, y: card.y + 10, width: 120, height: 32),
            size: Theme.Size.heading, weight: .bold)
        if state.photos.count > 1 {
            canvas.text(
                "\(state.photoIndex + 1) / \(state.photos.count)",
                in: Rect(
                    x: card.x + 28 + heading, y: card.y + 10, width: card.width - 108 - heading, height: 32),
                size: Theme.Size.small, Theme.secondaryText, .right)
            scene.button(
                "photo.previous", for: Commands.previousPhoto,
                in: Rect(x: card.maxX - 72, y: card.y + 12, width: 26, height: 28))
            scene.button(
                "photo.next", for: Commands.nextPhoto,
                in: Rect(x: card.maxX - 44, y: card.y + 12, width: 26, height: 28))
        }
        let box = Layout.photo
        canvas.fill(box, Theme.sunken)
        var control = Control("photo", box, action: .nextPhoto, hint: .text(hint(of: state.analysis)))
        if let photo = state.analysis, state.takesRegions {
            SelectionView.addDrag(
                to: &control, over: place(of: photo.thumbnail, in: box, scale: canvas.scale))
            control.hint = .text(hint(of: photo).followed(by: Strings.regionHint))
        }
        scene.add(control)
        if let photo = state.analysis {
            let place = place(of: photo.thumbnail, in: box, scale: canvas.scale)
            canvas.picture(
                photo.found?.segments?.picture ?? photo.thumbnail, named: "photo",
                version: state.photoVersion, in: place)
            drawRegion(of: photo, in: place, canvas)
            if state.takesRegions { SelectionView.draw(in: place, scene) }
            if let found = photo.found {
                FoundThingsView.draw(found, extent: photo.extent, in: place, scene)
            }
            BrushView.addTarget("photo", place, in: scene)
        } else {
            canvas.text(Strings.loading, in: box, size: Theme.Size.small, Theme.secondaryText, .centre)
        }
        let row = Rect(x: card.x + 12, y: box.maxY, width: card.width - 24, height: 26)
        drawStrip(in: scene)
        if let video = state.video, video.path == state.path, state.analysis?.path == state.path {
            return VideoControls.draw(video, over: box, in: row, scene)
        }
        let name = (state.analysis?.path ?? state.path).split(separator: "/").last.map(String.init) ?? ""
        canvas.text(
            Words(verbatim: name), in: row, size: Theme.Size.body, weight: .bold, Theme.text, .centre)
    }

    /// Pixel by pixel in the middle, or smaller: it was made for a larger box where the window has got less room since.
    static func place(of photo: Picture, in box: Rect, scale: Double) -> Rect {
        let (width, height) = (Double(photo.width) / scale, Double(photo.height) / scale)
        guard width <= box.width + 1, height <= box.height + 1 else {
            return box.fitting(width: width, height: height)
        }
        return Rect(x: box.midX - width / 2, y: box.midY - height / 2, width: width, height: height)
    }

    private static func hint(of photo: AnalysedPhoto?) -> Words {
        guard let photo else { return Strings.loading }
        let (width, height) = photo.extent
        return Strings.photoHint(
            width: width, height: height,
            isWhole: photo.seesWhole)
    }

    /// The photos around the present one, in small, and the way to all others.
    private static func drawStrip(in scene: Scene) {
        let state = scene.state
        let card = Layout.inputCard
        let side = 34.0
        let open =
            scene.canvas.width(of: Browser.command.caption ?? "", size: Theme.Size.small, weight: .bold) + 18
        // Beside the way to all photos the one to the set that they are of.
        let set =
            state.set == nil
            ? 0
            : scene.canvas.width(of: SetCard.command.caption ?? "", size: Theme.Size.small, weight: .bold)
                + 24
        if set > 0 {
            scene.button(
                for: SetCard.self,
                in: Rect(x: card.maxX - 18 - open - set, y: card.maxY - 38, width: set, height: 30),
                size: Theme.Size.small)
        }
        let room = card.width - 16 - 12 - open - 6 - (set > 0 ? set + 6 : 0)
        let count = min(Int((room + 5) / (side + 5)), state.photos.count)
        let first = min(max(state.photoIndex - 1, 0), state.photos.count - count)
        for position in 0..<count {
            let index = first + position
            let frame = Rect(
                x: card.x + 16 + Double(position) * (side + 5), y: card.maxY - side - 7, width: side,
                height: side)
            scene.thumbnail(of: state.photos[index], in: frame)
            if index == state.photoIndex {
                scene.canvas.outline(frame.insetBy(-2, -2), Theme.accent, thickness: 2)
            }
            scene.add(
                Control(
                    "strip.\(index)", frame, action: .showPhoto(index),
                    hint: .text(Words(verbatim: (state.photos[index] as NSString).lastPathComponent))))
        }
        scene.button(
            for: Browser.self, in: Rect(x: card.maxX - 12 - open, y: card.maxY - 38, width: open, height: 30),
            size: Theme.Size.small)
    }

    private static func drawRegion(of photo: AnalysedPhoto, in place: Rect, _ canvas: Canvas) {
        let region = photo.region
        guard !photo.seesWhole else { return }
        let frame = place.part(region, of: photo.extent)
        canvas.outline(frame.insetBy(1, 1), Theme.text, thickness: 1)
        canvas.outline(frame, Theme.regionOutline, thickness: 1)
    }
}
