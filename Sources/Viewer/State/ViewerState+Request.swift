import Explanations
import ModelFormats

/// What the worker is asked.
extension ViewerState {
    /// What the worker is to do for all this.
    func request(scale: Double) -> Request {
        func area(_ width: Double, _ height: Double) -> DisplayArea {
            DisplayArea(width: max(Int(width * scale), 80), height: max(Int(height * scale), 40))
        }
        return Request(
            generation: generation, model: choices.modelChoice, path: path,
            frame: video.flatMap { $0.path == path && $0.newest > 0 ? $0.newest : nil }, strokes: strokes,
            others: otherPhotos, variation: variation,
            layer: choices.layerName,
            method: mode.name, classChoice: choices.classChoice, target: choices.target,
            options: options, seed: choices.seed,
            gridArea: area(resultArea.width, resultArea.height),
            pictureArea: area(
                Layout.pictureWidth(isMeasured: isMeasured), Layout.pictureSide(isMeasured: isMeasured)),
            photoArea: area(Layout.photo.width, Layout.photo.height), enlarged: choices.enlargedChannel,
            pinned: choices.pinnedChannel,
            element: mode is CAM || choices.enlargedChannel != nil && mode is FeatureMaps
                ? inspection?.place : nil,
            focus: hoveredTile, hiddenSuperpixels: choices.hiddenSuperpixels,
            metric: choices.metric, stage: stage, comparison: comparisonRequest)
    }

    /// The next photos of the list, as many as are told of beside each other.
    private var otherPhotos: [String] {
        let count = choices.photos.count
        let next = (1..<max(count, 1)).map { choices.photos[(choices.photoIndex + $0) % count] }
        var seen: Set<String> = [path]
        return Array(next.filter { seen.insert($0).inserted }.prefix(5))
    }

    /// What a comparison needs besides the question itself.
    var comparisonRequest: ComparisonRequest? {
        guard let comparison = choices.comparison else { return nil }
        let photos = choices.photos
        let count = min(photos.count, Comparison.mostColumns)
        let neighbours = (0..<count).map { photos[(choices.photoIndex + $0) % photos.count] }
        let others = recentChoices.filter { $0 != choices.modelChoice }
        return ComparisonRequest(
            comparison: comparison, photos: neighbours,
            models: Array(([choices.modelChoice] + others).prefix(Comparison.mostColumns)))
    }
}
