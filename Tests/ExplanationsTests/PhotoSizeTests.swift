import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// What a network of the photo's own size finds lies exactly on the photo: a red cross is painted at a known place.
@Suite struct PhotoSizeTests {
    private struct Cross {
        let upright, across: PixelRectangle

        func contains(x: Int, y: Int) -> Bool { upright.contains(x: x, y: y) || across.contains(x: x, y: y) }
    }

    private func photo(width: Int, height: Int, _ cross: Cross) -> Picture {
        var picture = Picture(width: width, height: height, fill: RGB(127, 127, 127))
        for part in [cross.upright, cross.across] {
            picture.draw(
                Picture(width: part.width, height: part.height, fill: RGB(255, 0, 0)), atX: part.x, y: part.y)
        }
        return picture
    }

    private func analysis(of photo: Picture) throws -> Analysis {
        let choice = ModelChoice(
            GoldenFolder("any-size").path("red.onnx"), settings: ModelSettings(scaling: .tf))
        let fitted = try #require(
            choice.fitted(to: (width: photo.width, height: photo.height), choice.load()))
        let model = try fitted.load()
        return try Analysis(
            of: Subject(path: "cross.png", photo: photo, for: model), with: model,
            on: Executor(model.graph))
    }

    @Test func everyPixelOfACrossIsFound() throws {
        let cross = Cross(
            upright: PixelRectangle(x: 160, y: 40, width: 16, height: 120),
            across: PixelRectangle(x: 64, y: 96, width: 208, height: 16))
        let photo = photo(width: 320, height: 200, cross)
        let analysis = try analysis(of: photo)
        #expect(analysis.subject.region == photo.bounds)
        guard case .segments(let segments, let map)? = try analysis.findings() else {
            Issue.record("no segments")
            return
        }
        #expect(map.rows == 200 && map.columns == 320)
        #expect(segments.map(\.index) == [0, 1])
        let picture = FindingsPicture.segments(map, in: analysis.subject)
        let red = FindingsPicture.colour(ofClass: 1)
        for y in 0..<200 {
            for x in 0..<320 {
                let isCross = cross.contains(x: x, y: y)
                try #require(map.classes[y * 320 + x] == (isCross ? 1 : 0), "\(x), \(y)")
                // Half the photo, half the class's colour.
                let blue = Int(picture.pixels[(y * 320 + x) * 3 + 2])
                try #require(!isCross || abs(blue - Int(red.blue) / 2) <= 1, "\(x), \(y)")
            }
        }
    }

    @Test(arguments: [(3000, 1200), (1200, 3000), (613, 401)]) func aCrossIsFoundAgainInASmallerInput(
        width: Int, height: Int
    ) throws {
        let (x, y) = (width * 7 / 10, height * 3 / 10)
        let (long, thick) = (min(width, height) / 4, min(width, height) / 16)
        let cross = Cross(
            upright: PixelRectangle(x: x - thick, y: y - long, width: 2 * thick, height: 2 * long),
            across: PixelRectangle(x: x - long, y: y - thick, width: 2 * long, height: 2 * thick))
        let photo = photo(width: width, height: height, cross)
        let analysis = try analysis(of: photo)
        let input = analysis.model.graph.inputShape
        #expect(input[1] * input[2] <= 1 << 19)
        // Not squeezed: its sides are as the photo's, to half a stride.
        let (down, across) = (Double(height) / Double(input[1]), Double(width) / Double(input[2]))
        #expect(abs(Double(input[1]) - Double(height) / across) <= 8)
        #expect(analysis.subject.region == photo.bounds)
        guard case .segments(_, let map)? = try analysis.findings() else {
            Issue.record("no segments")
            return
        }
        let found = map.classes.indices.filter { map.classes[$0] == 1 }
        let columns = found.map { Double($0 % map.columns) }
        let rows = found.map { Double($0 / map.columns) }
        // To one mean of 8×8 pixels of the input.
        for (edge, expected, pixel) in [
            (columns.min(), x - long, across), (columns.max().map { $0 + 1 }, x + long, across),
            (rows.min(), y - long, down), (rows.max().map { $0 + 1 }, y + long, down),
        ] {
            #expect(abs(try #require(edge) * pixel - Double(expected)) <= 8 * pixel)
        }
        // A layer's map laid over the photo is strongest on the cross.
        let layer = try analysis.model.layer(named: "redness")
        let redness = try analysis.maps(of: layer).part(1)
        let positive = Tensor(redness.shape, redness.values.map { max(0, $0) })
        let heat = HeatmapOverlay(map: positive, colormap: .grey).overlay(
            on: Picture(width: width, height: height), within: analysis.subject.region, opacity: 1)
        let bright = (0..<width * height).filter { heat.pixels[$0 * 3] > 127 }
        let middle = (
            bright.reduce(0.0) { $0 + Double($1 % width) } / Double(bright.count),
            bright.reduce(0.0) { $0 + Double($1 / width) } / Double(bright.count)
        )
        #expect(abs(middle.0 - Double(x)) <= 4 * across && abs(middle.1 - Double(y)) <= 4 * down)
    }
}
