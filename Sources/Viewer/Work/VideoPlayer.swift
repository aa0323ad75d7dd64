import Foundation
import Imaging
import Synchronization

/// The newest frame of what is played: whoever takes it leaves it to others, and the next one takes its place.
final class NewestFrame: Sendable {
    struct Frame: Sendable {
        let path: String
        /// From 1, over all videos of a session.
        let number: Int
        let frame: VideoFrame
    }

    private let frame = Mutex<Frame?>(nil)

    /// - Returns: nil where the newest frame is of another video.
    func of(_ path: String) -> Frame? { frame.withLock { $0?.path == path ? $0 : nil } }

    /// - Returns: its number.
    func put(_ next: VideoFrame, of path: String) -> Int {
        frame.withLock { frame in
            let number = (frame?.number ?? 0) + 1
            frame = Frame(path: path, number: number, frame: next)
            return number
        }
    }
}

/// Plays one video or camera at a time, each on a thread of its own, at the pace of its times.
///
/// `@unchecked Sendable`: everything that changes is behind a mutex.
final class VideoPlayer: @unchecked Sendable {
    /// The order that is played, and how many came so far.
    private let present = Mutex<(order: VideoOrder?, number: Int)>((nil, 0))
    private let threads = DispatchGroup()
    private let newest: NewestFrame
    private let deliver: @Sendable (VideoNews) -> Void
    /// Seconds from one frame to the next at most, whatever the file says.
    private static let longestPause = 10.0
    /// Seconds between two looks whether it goes on.
    private static let slice = 0.02

    /// - Parameter deliver: called on the player's threads.
    init(newest: NewestFrame, deliver: @escaping @Sendable (VideoNews) -> Void) {
        self.newest = newest
        self.deliver = deliver
    }

    /// Plays something else, or nothing.
    func play(_ order: VideoOrder?) {
        let number: Int? = present.withLock { present in
            guard present.order != order else { return nil }
            present.order = order
            present.number += 1
            return present.number
        }
        guard let number, let order else { return }
        threads.enter()
        let thread = Thread { [self] in
            defer { threads.leave() }
            run(order) { self.present.withLock { $0.number != number } }
        }
        thread.name = "glassbox.video"
        thread.start()
    }

    /// Ends, and waits until the program that decodes is gone.
    func stop() {
        play(nil)
        threads.wait()
    }

    private func run(_ order: VideoOrder, isCancelled: () -> Bool) {
        do {
            let stream = try VideoStream(order.path, from: order.start)
            var clock = FrameClock()
            while let frame = try stream.next(isCancelled: isCancelled) {
                // A camera's frames come when they are made.
                if case .camera = VideoSource(order.path) {
                } else {
                    let due =
                        ContinuousClock.now + .seconds(clock.pause(before: frame.seconds, Self.longestPause))
                    while ContinuousClock.now < due, !isCancelled() {
                        let rest = (due - ContinuousClock.now) / .seconds(1)
                        usleep(UInt32(max(min(rest, Self.slice), 0) * 1_000_000))
                    }
                }
                guard !isCancelled() else { return }
                let number = newest.put(frame, of: order.path)
                tell(order, .frame(number, seconds: frame.seconds, length: frame.length))
            }
            if !isCancelled() { tell(order, .over(isWhole: stream.isWhole ?? true)) }
        } catch {
            if !isCancelled() { tell(order, .failed(error)) }
        }
    }

    private func tell(_ order: VideoOrder, _ event: VideoNews.Event) {
        deliver(VideoNews(path: order.path, event: event))
    }
}

/// When frames are due: as far from each other as their times say, but for times that jump.
struct FrameClock {
    /// A time of the video, and when it was shown.
    private var anchor: (seconds: Double, time: ContinuousClock.Instant)?
    private var last = 0.0

    /// Seconds to wait before a frame, 0…`longest`.
    mutating func pause(
        before seconds: Double, _ longest: Double, now: ContinuousClock.Instant = .now
    ) -> Double {
        defer { last = seconds }
        guard let anchor, seconds >= last, seconds.isFinite else {
            anchor = (seconds, now)
            return 0
        }
        let pause = seconds - anchor.seconds - (now - anchor.time) / .seconds(1)
        // Too far away, or so late that frames would race to make up for it.
        if pause > longest || pause < -1 {
            let wait = pause > longest ? longest : 0
            self.anchor = (seconds, now + .seconds(wait))
            return wait
        }
        return max(pause, 0)
    }
}
