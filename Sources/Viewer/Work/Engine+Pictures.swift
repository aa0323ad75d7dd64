import Explanations
import Files
import Imaging
import NeuralNetwork
import Tensors

/// What the window draws of an answer, at the size at which it is drawn.
extension Engine {
    func present(_ explanation: Explanation, _ request: Request) throws -> Answer.Content {
        switch explanation.presentation(
            request.options(of: explanation.method), in: request.gridArea)
        {
        case .grid(let grid, let page):
            let enlarged = request.enlarged.flatMap { channel in
                channel < grid.channelCount ? enlargement(of: channel, in: grid, explanation, request) : nil
            }
            return .grid(grid, page: page, picture: grid.picture(page: page), enlarged: enlarged)
        case .sheet(let sheet):
            return .sheet(sheet.fitted(into: request.sheetArea(of: explanation)))
        case .heatMap(let presentation):
            return .heatMap(
                panels(of: presentation, explanation.subject, request.pictureArea),
                legend: presentation.legend)
        }
    }

    private func enlargement(
        of channel: Int, in grid: ActivationGrid, _ explanation: Explanation, _ request: Request
    ) -> Enlargement {
        let shape = grid.maps.shape
        let side = min(request.pictureArea.width, request.pictureArea.height)
        let longer = max(shape[1], shape[2])
        let pinned = request.pinned.flatMap { $0 != channel && $0 < grid.channelCount ? $0 : nil }
        let photo = seenPart(of: explanation.subject, request.pictureArea)
        let graph = network?.model.graph
        let input = graph?.inputShape ?? Shape([3, 1, 1])
        return Enlargement(
            photo: photo,
            overlay: HeatmapOverlay(map: grid.maps.part(channel), colormap: .magma)
                .overlay(on: photo, opacity: 0.6),
            maps: ([channel] + (pinned.map { [$0] } ?? [])).map { channel in
                Enlargement.Map(
                    channel: channel,
                    picture: grid.picture(
                        ofChannel: channel, width: max(1, side * shape[2] / longer),
                        height: max(1, side * shape[1] / longer)))
            },
            field: graph?.receptiveField(of: explanation.layer) ?? .unknown,
            inputSize: (input[1], input[2]))
    }

    func analysedPhoto(_ analysis: Analysis, _ request: Request, seconds: Double) -> AnalysedPhoto {
        let photo = analysis.subject.photo
        let thumbnail = photo.scaledToFit(width: request.photoArea.width, height: request.photoArea.height)
        let seen = Self.scaled(analysis.subject.region, of: photo, to: thumbnail)
        let findings = try? analysis.findings()
        var alike: [(path: String, cosine: Double)] = []
        var reconstruction: (Picture, Double)?
        switch findings {
        case .embedding(let embedding)?: alike = likeness(of: embedding, analysis, request.others)
        case .reconstruction(let found)?:
            let size = found.picture.sizeFitting(
                width: request.photoArea.width, height: request.photoArea.height)
            reconstruction = (
                found.picture.scaledForDisplay(width: size.width, height: size.height),
                found.meanSquaredError
            )
        default: break
        }
        return AnalysedPhoto(
            model: request.model, path: request.path, thumbnail: thumbnail,
            extent: (photo.width, photo.height), region: analysis.subject.region,
            predictions: analysis.predictions,
            found: findings.flatMap {
                FoundThings($0, in: analysis.subject, over: thumbnail, seen: seen, alike: alike)
            }, reconstruction: reconstruction, isArray: analysis.subject.isArray, seconds: seconds)
    }

    /// What the network makes of the photo without the superpixels that a person took out.
    func photoWithout(
        _ request: Request, _ explanation: Explanation, _ analysis: Analysis, _ cancellation: Cancellation
    ) throws -> PhotoWithout? {
        guard let regions = explanation.regions else { return nil }
        let hidden = request.hiddenSuperpixels.filter { $0 < regions.superpixels.count }
        let picture = regions.picture(hiding: hidden)
        return PhotoWithout(
            superpixels: hidden,
            picture: picture.scaledToFit(
                width: request.pictureArea.width, height: request.pictureArea.height),
            predictions: hidden.isEmpty
                ? analysis.predictions
                : try regions.predictions(hiding: hidden, on: analysis, cancellation: cancellation))
    }

    func panels(
        of presentation: HeatMapPresentation, _ subject: Subject, _ area: DisplayArea
    ) -> [Answer.Panel] {
        let photo = scaledToFit(subject, area)
        let region = Self.scaled(subject.region, of: subject.photo, to: photo)
        let overlay = presentation.overlay.overlay(
            on: photo, within: region, opacity: presentation.opacity, blend: presentation.blend,
            outline: .white)
        let seen = Picture(width: region.width, height: region.height).sizeFitting(
            width: area.width, height: area.height)
        let heat = presentation.overlay.heatPicture(width: seen.width, height: seen.height)
        return [
            Answer.Panel(role: .photo, picture: photo, region: region),
            Answer.Panel(role: .heat, picture: heat, region: heat.bounds),
            Answer.Panel(role: .overlay, picture: overlay, region: region),
        ]
    }

    private func scaledToFit(_ subject: Subject, _ area: DisplayArea) -> Picture {
        if let known = scaledPhoto, known.path == subject.path, known.area == area { return known.picture }
        let picture = subject.photo.scaledToFit(width: area.width, height: area.height)
        scaledPhoto = (subject.path, area, picture)
        return picture
    }

    private func seenPart(of subject: Subject, _ area: DisplayArea) -> Picture {
        subject.photo.part(subject.region).scaledToFit(width: area.width, height: area.height)
    }

    /// Where a part of a photo, which may reach beyond it, lies in the photo at another size.
    private static func scaled(_ region: PixelRectangle, of photo: Picture, to other: Picture)
        -> PixelRectangle
    {
        func place(_ value: Int, _ own: Int, _ new: Int, up: Bool) -> Int {
            let exact = Double(value) * Double(new) / Double(own)
            return Int(exact.rounded(up ? .up : .down))
        }
        let left = place(region.x, photo.width, other.width, up: false)
        let top = place(region.y, photo.height, other.height, up: false)
        return PixelRectangle(
            x: left, y: top,
            width: max(1, place(region.maxX, photo.width, other.width, up: true) - left),
            height: max(1, place(region.maxY, photo.height, other.height, up: true) - top))
    }
}
