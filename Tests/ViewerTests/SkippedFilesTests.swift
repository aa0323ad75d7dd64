import Files
import Foundation
import Testing

@testable import Viewer

/// Folders and many files with some among them that are no pictures.
@Suite(.serialized) struct SkippedFilesTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glassbox-\(UUID())")
        .path

    private func fill() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let photo = try ResourceFolder.path("Resources/photos/coffee.png")
        for name in ["b.png", "c.png"] {
            try FileManager.default.copyItem(atPath: photo, toPath: "\(folder)/\(name)")
        }
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder + "/a.png"))
    }

    @Test func theWindowOpensWithTheRestAndSaysWhatIsLeftOut() throws {
        try fill()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for images in [[folder], ["a.png", "b.png", "c.png"].map { folder + "/" + $0 }] {
            let state = try Viewer.initialState(ViewerOptions(images: images, language: "en"))
            #expect(state.photos.prefix(2) == ["\(folder)/b.png", "\(folder)/c.png"])
            #expect(state.notice?.english == "One file is no picture and was left out: a.png.")
        }
        #expect(throws: (any Error).self) {
            try Viewer.initialState(ViewerOptions(images: [folder + "/a.png"], language: "en"))
        }
    }

    @Test func ofSeveralDroppedFilesTheOthersAreShown() throws {
        try fill()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard case .media(let media) = OpenedFiles(at: [folder], .dropped) else {
            Issue.record("nothing is opened")
            return
        }
        #expect(
            media.photos == ["\(folder)/b.png", "\(folder)/c.png"] && media.skipped == ["\(folder)/a.png"])
        var state = try Viewer.initialState(ViewerOptions(language: "en"))
        #expect(state.receive(.opened(.media(media))) == .request)
        #expect(state.path == "\(folder)/b.png" && state.notice?.english.contains("left out: a.png") == true)
        // One whose header is right and whose pixels are not gives way to the next.
        let failure = Failure(subject: .photo("\(folder)/b.png"), cause: ViewerError.noDisplay)
        #expect(state.receive(Delivery(generation: state.generation, content: .failure(failure))) == .request)
        #expect(state.path == "\(folder)/c.png" && !state.photos.contains("\(folder)/b.png"))
    }
}
