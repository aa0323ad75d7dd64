import Explanations
import Foundation
import ModelFormats
import NeuralNetwork
import Synchronization
import Testing

@testable import Viewer

/// The thread that draws never waits for the disk, and nothing is read twice.
@Suite struct DiskAccessTests {
    /// Notices when something in a folder is opened, listed or read.
    private final class Watch {
        private let descriptor = inotify_init1(Int32(O_NONBLOCK))

        init(over folder: String) {
            inotify_add_watch(descriptor, folder, UInt32(IN_OPEN | IN_ACCESS))
        }

        deinit { close(descriptor) }

        /// Whether anything was touched since the last call.
        var isTouched: Bool {
            var buffer = [UInt8](repeating: 0, count: 4096)
            return read(descriptor, &buffer, buffer.count) > 0
        }
    }

    private func folder() throws -> String {
        let folder = NSTemporaryDirectory() + "glassbox-disk-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["photo.png", "net.onnx", "lesson.glassbox", "weights.bin"] {
            try Data(repeating: 7, count: 64).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        for name in ["pipe", "pipe.png", "pipe.glassbox"] {
            #expect(mkfifo(folder + "/" + name, 0o600) == 0)
        }
        return folder
    }

    @Test func noActionTouchesTheDisk() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var state = try Viewer.initialState(ViewerOptions())
        state.choices.photos.append(folder + "/photo.png")
        state.ownModels = [ModelChoice(folder + "/net.onnx")]
        let watch = Watch(over: folder)
        for name in ["", "/photo.png", "/net.onnx", "/lesson.glassbox", "/weights.bin", "/pipe"] {
            let path = folder + name
            #expect(state.perform(.open([path], .dropped)) == .look(.open([path], .dropped)))
            #expect(state.paste(path) == .look(.open([path], .pasted)))
            #expect(state.perform(Browser.toggle) == .look(.inventory))
            _ = state.perform(.type(path))
            #expect(state.perform(.take(nil)) == .look(.open([path], .typed)))
            #expect(state.perform(.browse(folder)) == .look(.folder(folder)))
            _ = state.perform(.closeCard)
        }
        #expect(state.perform(ModelMenu.toggle) == .look(.inventory))
        #expect(state.perform(.take(0)) == .request)
        _ = state.perform(.previousPhoto)
        #expect(state.path == folder + "/photo.png")
        _ = state.request(scale: 1)
        #expect(!watch.isTouched)
        _ = OpenedFiles(at: [folder + "/lesson.glassbox"], .dropped)
        #expect(watch.isTouched)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["/pipe", "/pipe.png", "/pipe.glassbox"])
    func aPipeHoldsNobodyUp(name: String) throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for origin in [FileQuestion.Origin.dropped, .pasted, .typed] {
            let opened = OpenedFiles(at: [folder + name], origin)
            switch opened {
            case .media(let media): #expect(media == Media(photos: [folder + name]))
            case .missing(let path), .unknown(let path):
                #expect(path == folder + name && origin == .pasted)
            case .failed(let error): #expect("\(error)".contains(folder + name))
            default: Issue.record("\(opened)")
            }
        }
    }

    @Test func aNetworkNamedWithLayerAndClassIsLoadedOnce() throws {
        let count = Mutex(0)
        let networks = LoadedNetworks(load: { choice, cancellation in
            count.withLock { $0 += 1 }
            return try choice.load(cancellation: cancellation)
        })
        let options = ViewerOptions(
            images: [try Viewer.samplePhotos()[0]], layer: "_conv_head", mode: "grad-cam", classText: "#2")
        let window = try OffScreen(Start(options, networks: networks))
        window.complete()
        #expect(window.screen.state.answer?.explanation.layer.name == "_conv_head")
        #expect(window.screen.state.answer?.isPartial == false)
        #expect(count.withLock { $0 } == 1)
    }
}
