import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Photos with bars around them, and the way back: a cross at a known place of the photo is found there again.
@Suite struct LetterboxTests {
    /// Black, with a white cross of nine pixels around a place.
    private func photo(width: Int, height: Int, crossAtX x: Int, y: Int) -> Picture {
        var pixels = [UInt8](repeating: 0, count: width * height * 3)
        for distance in -4...4 {
            for (across, down) in [(x + distance, y), (x, y + distance)] {
                for channel in 0..<3 { pixels[(down * width + across) * 3 + channel] = 255 }
            }
        }
        return Picture(width: width, height: height, pixels: pixels)
    }

    private func subject(_ photo: Picture, _ fit: Preprocessing.Fit) throws -> Subject {
        let model = try ModelFile.load(
            GoldenFolder("detectors").path("columns.onnx"), settings: ModelSettings(scaling: .unit, fit: fit))
        return Subject(path: "a.png", photo: photo, for: model)
    }

    /// 48×64 values of one channel without the bars, which are grey.
    private func light(_ subject: Subject) -> Tensor {
        let grey: Float = 114 / 255
        return Tensor(
            [48, 64], subject.input.part(0).part(0).values.map { abs($0 - grey) < 1e-4 ? 0 : $0 })
    }

    /// The middle of what is brighter than half of the brightest.
    private func middle(_ values: [Double], width: Int) -> (x: Double, y: Double) {
        let least = (values.max() ?? 0) / 2
        let places = values.indices.filter { values[$0] > least }
        let count = Double(places.count)
        return (
            places.reduce(0) { $0 + Double($1 % width) } / count,
            places.reduce(0) { $0 + Double($1 / width) } / count
        )
    }

    private static let cases: [(Int, Int, Int, Int, Preprocessing.Fit)] = [
        (200, 60, 150, 20, .letterbox), (60, 200, 20, 150, .letterbox), (200, 60, 150, 20, .corner),
        (60, 200, 20, 150, .corner), (64, 48, 40, 10, .letterbox), (128, 128, 100, 90, .stretch),
    ]

    @Test(arguments: cases) func aCrossIsFoundAgain(
        width: Int, height: Int, x: Int, y: Int, fit: Preprocessing.Fit
    ) throws {
        let subject = try subject(photo(width: width, height: height, crossAtX: x, y: y), fit)
        let light = light(subject)
        let map = Picture(width: width, height: height)
        let heat = HeatmapOverlay(map: light, colormap: .grey).overlay(
            on: map, within: subject.region, opacity: 1)
        let found = middle(
            (0..<width * height).map { Double(heat.pixels[$0 * 3]) }, width: width)
        // To half a pixel of the input, which is several of the photo's.
        let pixel = max(Double(width) / 64, Double(height) / 48)
        #expect(abs(found.x - Double(x)) <= pixel / 2 + 0.5 && abs(found.y - Double(y)) <= pixel / 2 + 0.5)
        // A box around the cross in the input is one around it in the photo.
        let place = middle(light.values.map(Double.init), width: 64)
        let box = Detection(
            classIndex: 0, label: "", score: 1, left: place.x - 2, top: place.y - 2, width: 5, height: 5,
            place: 0
        ).rectangle(in: subject)
        #expect(box.contains(x: x, y: y))
        #expect(abs(Double(box.width) - 5 * pixel) <= 2 || fit == .stretch)
    }

    /// As Ultralytics' `LetterBox` and YOLOX's `preproc` place it.
    @Test func barsAreThoseOfYOLO() throws {
        let wide = Picture(width: 200, height: 61, fill: .white)
        let centred = try subject(wide, .letterbox)
        // 64×20 (19.52) with 14 rows above and below.
        let rows = light(centred)
        #expect(rows[13 * 64] == 0 && rows[14 * 64] == 1 && rows[33 * 64] == 1 && rows[34 * 64] == 0)
        let corner = light(try subject(wide, .corner))
        #expect(corner[0] == 1 && corner[18 * 64 + 63] == 1 && corner[19 * 64] == 0)
        #expect(centred.region.x == 0 && centred.region.width == 200)
        #expect(centred.region.y < 0 && centred.region.maxY > 61)
    }

    @Test func detectorsGetBarsUnlessSomebodySaysOtherwise() throws {
        let path = GoldenFolder("detectors").path("columns.onnx")
        let model = try ModelFile.load(path)
        #expect(model.assumptions.contains(ModelRemark.bars.words))
        #expect(model.preprocessing.scaling == .unit)
        let stretched = try ModelFile.load(path, settings: ModelSettings(fit: .stretch))
        #expect(!stretched.assumptions.contains(ModelRemark.bars.words))
        #expect(stretched.preprocessing.geometry == .resize(.bilinear))
        let places = try ModelFile.load(GoldenFolder("detector-outputs").path("places.onnx"))
        #expect(places.preprocessing.geometry == .letterbox(grey: 114, isCentred: false))
        #expect(places.preprocessing.scaling == Preprocessing.Scaling(divisor: 1, isBlueFirst: true))
    }
}
