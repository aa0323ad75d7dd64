import Testing

@testable import Viewer

@Suite struct KeptSessionTests {
    private let session = ViewerState(options: ViewerOptions(), photos: ["a.png"], modeIndex: nil).lastSession

    private func changed(_ change: (inout Session) -> Void) -> Session {
        var session = session
        change(&session)
        return session
    }

    @Test func whatStaysIsKeptOnce() {
        var kept = KeptSession(session)
        let other = changed { $0.choices.layerName = "conv" }
        var found: [Bool] = []
        found.append(kept.isDue(session, isIdle: true, now: 0))
        found.append(kept.isDue(other, isIdle: false, now: 1))
        #expect(kept.due == nil)
        found.append(kept.isDue(other, isIdle: true, now: 2))
        #expect(kept.due == 2 + KeptSession.time)
        found.append(kept.isDue(other, isIdle: true, now: 2 + KeptSession.time))
        found.append(kept.isDue(other, isIdle: true, now: 9))
        #expect(found == [false, false, false, true, false])
        #expect(kept.due == nil)
    }

    @Test func preferencesAreKeptAtOnce() {
        var kept = KeptSession(session)
        let other = changed { $0.preferences.language = "ko" }
        let found = [
            kept.isDue(other, isIdle: false, now: 0), kept.isDue(other, isIdle: false, now: 0),
        ]
        #expect(found == [true, false])
    }

    @Test func whatIsComputedAnewIsNotKeptYet() {
        var kept = KeptSession(session)
        let other = changed { $0.choices.layerName = "conv" }
        let found = [
            kept.isDue(other, isIdle: true, now: 0), kept.isDue(other, isIdle: false, now: 0.5),
            kept.isDue(other, isIdle: true, now: 3),
        ]
        #expect(found == [false, false, false])
        #expect(kept.due == 3 + KeptSession.time)
    }
}
