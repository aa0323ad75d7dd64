import Datasets
import Foundation
import Imaging
import ModelFormats
import Testing
import Words

@testable import Viewer

/// A set as the window's subject: which pictures are shown in which order, and how a person goes through them.
@Suite struct PictureSetTests {
    /// Classes of the embedded network, as folders with pictures of one colour.
    final class Place {
        let path = NSTemporaryDirectory() + "glassbox-set-\(UUID().uuidString)"
        static let classes = ["goldfish", "tench"]

        init(names: [String] = Place.classes, count: Int = 3) throws {
            for (number, name) in names.enumerated() {
                try FileManager.default.createDirectory(
                    atPath: "\(path)/\(name)", withIntermediateDirectories: true)
                for picture in 0..<count {
                    let colour = RGB(UInt8(200 - 90 * number), UInt8(40 + 20 * picture), 60)
                    try PNGFile.write(
                        Picture(width: 48, height: 40, fill: colour), to: "\(path)/\(name)/\(picture).png")
                }
            }
        }

        func write(table lines: [String]) throws -> String {
            let table = path + "/labels.csv"
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: table))
            return table
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Label 1 is right, wrong (taken for 0) and wrong (taken for 7); label 0 is right and wrong (taken for 1).
    private static let answers: [(label: Int, predicted: Int, confidence: Double, loss: Double)] = [
        (1, 1, 0.9, 0.1), (1, 0, 0.6, 1.2), (1, 7, 0.8, 3), (0, 0, 0.5, 0.7), (0, 1, 0.7, 2),
    ]

    private func answered(_ place: Place) throws -> PictureSet {
        var set = PictureSet(try Dataset(place.path))
        set.begin(ModelChoice(), titled: "Network")
        set.receive(targets: [1, 0], remarks: [], count: 6)
        let answers = Self.answers.enumerated().map { number, answer in
            PictureSet.Answer(
                place: number, path: "/\(number).png", label: answer.label == 1 ? "goldfish" : "tench",
                target: answer.label, predicted: answer.predicted, predictedName: "class \(answer.predicted)",
                confidence: answer.confidence, loss: answer.loss)
        }
        set.receive(answers, broken: 1, done: 6)
        return set
    }

    private func places(_ set: PictureSet) -> [Int] { set.shown.map { set.answers[$0].place } }

    @Test func picturesAreSortedAndFiltered() throws {
        var set = try answered(Place())
        #expect(set.rightCount == 2 && set.mistakeCount == 3 && set.brokenCount == 1)
        // The largest loss first.
        #expect(places(set) == [2, 4, 1, 3, 0])
        set.sort(by: .confidence)
        #expect(places(set) == [0, 2, 4, 1, 3])
        set.sort(by: .confidence)
        #expect(places(set) == [3, 1, 4, 2, 0])
        set.sort(by: .label)
        #expect(places(set) == [0, 1, 2, 3, 4])
        set.show(PictureSet.Filter(mistakesOnly: true))
        #expect(places(set) == [1, 2, 4])
        set.show(PictureSet.Filter(label: .of(1)))
        #expect(places(set) == [0, 1, 2])
        set.show(PictureSet.Filter(label: .of(1), predicted: .of(0)))
        #expect(places(set) == [1])
        // Class 7 is no label of the set.
        set.show(PictureSet.Filter(predicted: .others))
        #expect(places(set) == [2])
    }

    @Test func theMatrixCountsEveryCell() throws {
        let matrix = try answered(Place()).matrix
        #expect(matrix.rows == [.of(0), .of(1)] && matrix.columns == [.of(0), .of(1), .others])
        #expect(
            matrix.rows.map { row in matrix.columns.map { matrix.count(row, $0) } } == [
                [1, 1, 0], [1, 1, 1],
            ])
        #expect(matrix.support(.of(1)) == 3 && matrix.total == 5 && matrix.right == 2)
    }

    @Test func ofManyClassesThoseWithMostMistakesAreShown() {
        let answers = (0..<60).map { number in
            PictureSet.Answer(
                place: number, path: "\(number)", label: "\(number)", target: number,
                predicted: number < 3 ? 59 : number, predictedName: "", confidence: 1, loss: 0)
        }
        let matrix = ConfusionMatrix(answers, targets: Array(0..<60))
        #expect(matrix.classes == Array(0..<19) + [59])
        #expect(matrix.count(.of(1), .of(59)) == 1)
        #expect(matrix.count(.others, .others) == 40 && matrix.count(.of(59), .of(59)) == 1)
        #expect(matrix.labelCount == 60 && matrix.total == 60 && matrix.right == 57)
    }

    private func state(_ place: Place) throws -> ViewerState {
        var state = ViewerState(options: ViewerOptions(), photos: ["cat.png"], modeIndex: nil)
        state.set = try answered(place)
        return state
    }

    @Test func keysGoFromMistakeToMistakeAndAlongTheStrip() throws {
        var state = try state(Place())
        #expect(state.perform(.set(.stepMistake(1))) == .request)
        #expect(state.path == "/2.png")
        #expect(state.photos == ["cat.png", "/2.png"])
        _ = state.perform(.set(.stepMistake(1)))
        #expect(state.path == "/4.png")
        _ = state.perform(.set(.step(2)))
        #expect(state.path == "/3.png")
        _ = state.perform(.set(.stepMistake(-1)))
        #expect(state.path == "/1.png")
        // After the last mistake comes the first again.
        _ = state.perform(.set(.stepMistake(1)))
        #expect(state.path == "/2.png")
        _ = state.perform(.set(.stepMistake(-1)))
        #expect(state.path == "/1.png")
        // Where there is none it is said.
        state.set?.show(PictureSet.Filter(label: .of(0), predicted: .of(0)))
        #expect(state.perform(.set(.stepMistake(1))) == .redraw)
        #expect(state.notice == Strings.noMistakes)
        state.set?.show(PictureSet.Filter())
        // Not beyond the ends.
        _ = state.perform(.set(.step(-9)))
        #expect(state.path == "/2.png")
    }

    @Test func aCellOpensItsPhotos() throws {
        var state = try state(Place())
        let cell = PictureSet.Filter(label: .of(0), predicted: .of(1))
        #expect(state.perform(.set(.filter(cell))) == .request)
        #expect(state.path == "/4.png")
        // The photo that is shown is among all.
        #expect(state.perform(.set(.filter(PictureSet.Filter()))) == .redraw)
        #expect(state.path == "/4.png")
    }

    @Test func aLabelledFolderOrTableBecomesTheSubject() throws {
        let place = try Place()
        var state = ViewerState(options: ViewerOptions(), photos: ["cat.png"], modeIndex: nil)
        #expect(state.open([place.path]) == .request)
        #expect(state.set?.dataset.classNames == Place.classes)
        #expect(state.photos.count == 7 && state.path == place.path + "/goldfish/0.png")
        let table = try place.write(table: ["file,label", "goldfish/2.png,tench", "tench/1.png,goldfish"])
        #expect(state.open([table]) == .request)
        #expect(state.set?.count == 2 && state.path == place.path + "/goldfish/2.png")
        // A table that cannot be used says why and changes nothing.
        let broken = try place.write(table: ["file,label", "nowhere.png,tench"])
        #expect(state.open([broken]) == .redraw)
        #expect(state.notice == DatasetError.missingPicture(table: broken, picture: "nowhere.png").words)
        #expect(state.set?.count == 2)
    }

    @Test func aFolderWithoutLabelsIsOneOnlyWhereItIsDroppedOnTheCard() throws {
        let place = try Place()
        let folder = place.path + "/tench"
        var state = ViewerState(options: ViewerOptions(), photos: ["cat.png"], modeIndex: nil)
        _ = state.open([folder])
        #expect(state.set == nil && state.photos.count == 4)
        #expect(state.perform(.set(.open([folder]))) == .look(.set([folder])))
        #expect(state.receive(OpenedFiles(set: [folder])) == .request)
        #expect(state.set?.count == 3)
        #expect(state.receive(OpenedFiles(set: [folder + "/0.png"])) == .redraw)
        #expect(state.notice == DatasetError.unknown(folder + "/0.png").words)
    }

    @Test func newsOfAnEarlierStudyComeTooLate() throws {
        var state = try state(Place())
        let number = try #require(state.set?.number)
        state.set?.begin(ModelChoice(), titled: "Another")
        #expect(state.receive(SetNews(number: number, content: .finished)) == .nothing)
        #expect(state.set?.phase == .running && state.set?.answers.isEmpty == true)
    }
}
