import Dispatch
import Foundation
import ModelFormats
import Synchronization
import Testing

@testable import Viewer

@Suite struct DownloaderTests {
    private final class Log: Sendable {
        let events = Mutex<[String]>([])
        let ended = DispatchSemaphore(value: 0)

        func add(_ name: String, _ event: DownloadEvent) {
            switch event {
            case .progress: events.withLock { $0.append("progress") }
            case .arrived, .cancelled: events.withLock { $0.append("\(name) \(event)") }
            case .failed(let error): events.withLock { $0.append("\(error)") }
            }
            if case .progress = event {} else { ended.signal() }
        }
    }

    @Test func whatShipsWithTheProgramIsHere() {
        let log = Log()
        let downloader = Downloader { log.add($0, $1) }
        downloader.start("vgg16-features")
        log.ended.wait()
        #expect(log.events.withLock { $0 } == ["vgg16-features arrived"])
    }

    @Test func whatIsNotInTheCatalogueFails() {
        let log = Log()
        let downloader = Downloader { log.add($0, $1) }
        downloader.start("vgg61")
        log.ended.wait()
        #expect(
            log.events.withLock { $0 } == ["There is no network called vgg61; the nearest are vgg16, vgg19."])
    }
}
