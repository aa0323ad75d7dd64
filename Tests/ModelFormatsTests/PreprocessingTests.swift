import Files
import GoldenData
import Imaging
import Tensors
import Testing

@testable import ModelFormats

/// Photos as network inputs, against Pillow and NumPy.
@Suite struct PreprocessingTests {
    struct Golden: Decodable {
        struct Entry: Decodable {
            let photo: String
            let preprocessing: String
            let shape: [Int]
            let shown: [Double]
            let norm: Double
            let sum: Double
            let samples: [Double]
            let projections: [Double]
            let first: [Double]

            var summary: ArraySummary {
                ArraySummary(norm: norm, sum: sum, samples: samples, projections: projections)
            }
        }

        let tensors: [Entry]
    }

    static let modes: [String: Preprocessing] = [
        "lite": Preprocessing(.centreSquare(padding: 32), .lite, size: 224),
        "torch": Preprocessing(.centreCrop(shortEdge: 256), .torch, size: 224),
        "caffe": Preprocessing(.stretch, .caffe, size: 224),
        "tf": Preprocessing(.stretch, .tf, size: 299),
    ]

    @Test func agreesWithPillow() throws {
        let folder = GoldenFolder("preprocessing")
        let golden = try folder.decode(Golden.self, from: "summary.json")
        #expect(golden.tensors.count >= 8)
        for entry in golden.tensors {
            let path =
                entry.photo == "odd.png"
                ? folder.path(entry.photo) : try ResourceFolder.path("Resources/photos/\(entry.photo)")
            let photo = try ImageFile.read(path)
            let preprocessing = try #require(Self.modes[entry.preprocessing])
            let tensor = preprocessing.tensor(of: photo)
            let name = "\(entry.photo) \(entry.preprocessing)"
            #expect(tensor.shape.dimensions == entry.shape, "\(name)")
            #expect(entry.summary.relativeError(of: tensor) <= 1e-6, "\(name)")
            for (index, value) in entry.first.enumerated() {
                #expect(abs(Double(tensor[index]) - value) <= 1e-5, "\(name) at \(index)")
            }
            let region = preprocessing.region(of: photo)
            #expect(abs(Double(region.x) - entry.shown[0]) <= 1, "\(name)")
            #expect(abs(Double(region.y) - entry.shown[1]) <= 1, "\(name)")
            #expect(abs(Double(region.maxX) - entry.shown[0] - entry.shown[2]) <= 1, "\(name)")
            #expect(abs(Double(region.maxY) - entry.shown[1] - entry.shown[3]) <= 1, "\(name)")
        }
    }

    @Test(arguments: ["lite", "torch", "caffe", "tf"]) func anInputMeansItsPicture(mode: String) throws {
        let preprocessing = try #require(Self.modes[mode])
        let photo = try ImageFile.read(ResourceFolder.path("Resources/photos/coffee.png"))
        #expect(preprocessing.picture(of: preprocessing.tensor(of: photo)) == preprocessing.view(of: photo))
    }

    @Test(arguments: ["lite", "torch", "caffe", "tf"], [(1, 1), (1, 300), (300, 1), (2, 3)])
    func takesAPictureOfAnySize(mode: String, size: (Int, Int)) throws {
        let preprocessing = try #require(Self.modes[mode])
        let photo = Picture(width: size.0, height: size.1, fill: RGB(200, 100, 50))
        let tensor = preprocessing.tensor(of: photo)
        #expect(tensor.shape == [1, 3, preprocessing.rows, preprocessing.columns])
        #expect(tensor.values.allSatisfy { $0.isFinite })
        let region = preprocessing.region(of: photo)
        #expect(region.intersection(photo.bounds) == region)
        #expect(region.width >= 1 && region.height >= 1)
    }

    /// Pillow's `convert("L")` of (200, 100, 50): (200·19595 + 100·38470 + 50·7471 + 2¹⁵) >> 16 = 124.
    @Test func aGreyNetworkSeesLuma() {
        let photo = Picture(width: 3, height: 5, fill: RGB(200, 100, 50))
        let preprocessing = Preprocessing(.stretch, .unit, rows: 4, columns: 6, channels: 1)
        let tensor = preprocessing.tensor(of: photo)
        #expect(tensor.shape == [1, 1, 4, 6])
        #expect(tensor.values.allSatisfy { $0 == 124 / 255 })
        #expect(preprocessing.picture(of: tensor) == Picture(width: 6, height: 4, fill: RGB(124, 124, 124)))
    }

    @Test func theUsualPreprocessingFollowsTheInput() {
        #expect(
            Preprocessing.usual(for: .torch, input: [3, 224, 224])
                == Preprocessing(.centreCrop(shortEdge: 256), .torch, size: 224))
        #expect(
            Preprocessing.usual(for: .torch, input: [3, 32, 32])
                == Preprocessing(.centreCrop(shortEdge: 32), .torch, size: 32))
        #expect(
            Preprocessing.usual(for: .keras, input: [1, 48, 64])
                == Preprocessing(.stretch, .unit, rows: 48, columns: 64, channels: 1))
        #expect(
            Preprocessing(.centreCrop(shortEdge: 256), .torch, size: 224).fitted(to: [3, 448, 448])
                == Preprocessing(.centreCrop(shortEdge: 512), .torch, size: 448))
    }
}
