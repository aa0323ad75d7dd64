import CSDL2
import Explanations
import Foundation
import NeuralNetwork
import Testing
import Words

@testable import Viewer

@Suite struct AnnouncementsTests {
    private func state() throws -> ViewerState { try Viewer.initialState(ViewerOptions(language: "en")) }

    @Test func theLatestTwentyAreKeptEachOnce() {
        var announcements = Announcements()
        for index in 0..<30 { announcements.say(Words(verbatim: "message \(index)")) }
        announcements.say(Words(verbatim: "message 15"))
        #expect(announcements.latest.count == Announcements.kept)
        #expect(announcements.latest.map(\.sentence.english).prefix(2) == ["message 15", "message 29"])
        #expect(Set(announcements.latest.map(\.sentence)).count == Announcements.kept)
        #expect(announcements.count == 31)
    }

    @Test func aMessageGoesWithItsTimeAndAnErrorStays() {
        var announcements = Announcements()
        announcements.say("Quit")
        #expect(announcements.present?.seconds == 5)
        announcements.expire()
        #expect(announcements.present == nil)
        announcements.say("Quit", as: .error)
        announcements.expire()
        #expect(announcements.present != nil && announcements.isRead)
        announcements.say("Quit", as: .error)
        #expect(!announcements.isRead)
        announcements.say(Words(verbatim: String(repeating: "a ", count: 200)))
        #expect((announcements.present?.seconds ?? 0) > 10)
    }

    @Test func anErrorIsReadOnceAPersonGoesOn() throws {
        var state = try state()
        state.refuse(ViewerError.noDisplay)
        let sentence = state.notice
        _ = state.perform(.zoomIn)
        #expect(state.notice == sentence)
        _ = state.perform(MessagesPanel.toggle)
        #expect(state.notice == sentence)
        _ = state.perform(.chooseMode(0))
        #expect(state.notice == nil)
        #expect(state.announcements.latest.map(\.sentence) == [sentence])
        _ = state.perform(.undo)
        _ = state.perform(.undo)
        #expect(state.notice == Strings.nothingToUndo)
    }

    @Test func escapeStopsClosesAndGoesBackAndNeverQuits() throws {
        var state = try state()
        #expect(state.activity == .working)
        #expect(state.perform(.closeOrCancel) == .pauseWork)
        state.activity = .paused
        #expect(state.perform(.goOn) == .goOn)
        state.activity = .idle
        #expect(state.perform(.goOn) == .redraw)
        for _ in 0..<5 { #expect(state.perform(.closeOrCancel) == .redraw) }
        _ = state.perform(ModelMenu.toggle)
        state.activity = .working
        #expect(state.perform(.closeOrCancel) == .redraw)
        #expect(state.card == nil)
    }

    @Test func theKeyboardComesBackFromACardToWhereItWas() throws {
        var state = try state()
        state.focus = "compare"
        _ = state.perform(ComparePanel.toggle)
        #expect(state.focus == nil)
        state.focus = "compare.off"
        _ = state.perform(EvaluatePanel.toggle)
        #expect(state.focus == nil)
        _ = state.perform(.closeCard)
        #expect(state.focus == "compare")
    }

    @Test func superpixelsComeBackByUndo() throws {
        var state = try state()
        _ = state.perform(.toggleSuperpixel(3))
        _ = state.perform(.toggleSuperpixel(5))
        #expect(state.hiddenSuperpixels == [3, 5])
        #expect(state.perform(.undo) == .request)
        #expect(state.hiddenSuperpixels == [3])
        _ = state.perform(.redo)
        #expect(state.hiddenSuperpixels == [3, 5])
        _ = state.perform(.nextPhoto)
        #expect(state.hiddenSuperpixels.isEmpty)
        _ = state.perform(.undo)
        #expect(state.hiddenSuperpixels == [3, 5])
    }

    @Test func aPauseHoldsWorkUntilItIsOver() async throws {
        let cancellation = Cancellation()
        cancellation.pause()
        let work = Task.detached { () -> ContinuousClock.Instant in
            try cancellation.check()
            return .now
        }
        try await Task.sleep(for: .milliseconds(120))
        let released = ContinuousClock.now
        cancellation.goOn()
        #expect(try await work.value >= released)
        cancellation.pause()
        let other = Task.detached { try cancellation.check() }
        cancellation.cancel()
        await #expect(throws: CancellationError.self) { try await other.value }
    }
}
