import Testing

@testable import Viewer

@Suite struct HistoryTests {
    @Test func goesBackAndForth() {
        var history = History<Int>()
        #expect(history.back(from: 0) == nil)
        history.record(1)
        history.record(2)
        #expect(history.back(from: 3) == 2)
        #expect(history.back(from: 2) == 1)
        #expect(history.back(from: 1) == nil)
        #expect(history.forward(from: 1) == 2)
        #expect(history.forward(from: 2) == 3)
        #expect(history.forward(from: 3) == nil)
    }

    @Test func aNewStepEndsWhatWasUndone() {
        var history = History<Int>()
        history.record(1)
        _ = history.back(from: 2)
        history.record(1)
        #expect(!history.canGoForward)
        #expect(history.back(from: 7) == 1)
    }

    @Test func stepsOfTheWindowAreUndoneOneByOne() throws {
        var state = try Viewer.initialState(ViewerOptions())
        let start = state.choices
        _ = state.perform(.chooseMode(0))
        _ = state.perform(.setOption("colormap", "magma"))
        _ = state.perform(.setOption("colormap", "viridis"))
        _ = state.perform(.nextPhoto)
        #expect(state.perform(.undo) == .request)
        #expect(state.photoIndex == start.photoIndex)
        // Two steps of one setting in a row are one.
        _ = state.perform(.undo)
        #expect(state.modeIndex == 0)
        #expect(state.optionValues.isEmpty)
        _ = state.perform(.undo)
        #expect(state.choices == start)
        #expect(state.perform(.undo) == .redraw)
        #expect(state.notice?.english == "There is nothing to undo or redo.")
        _ = state.perform(.redo)
        #expect(state.modeIndex == 0)
    }
}
