import Imaging
import Testing

@testable import Viewer

@Suite struct InputViewTests {
    private let box = Rect(x: 100, y: 50, width: 200, height: 200)

    /// While a computation runs, a card that opens makes everything smaller, and the photo is still the one for the larger box.
    @Test func aPhotoThatWasMadeForALargerBoxStaysInside() {
        let photo = Picture(width: 200, height: 134, fill: .white)
        #expect(
            InputView.place(of: photo, in: box, scale: 1) == Rect(x: 100, y: 83, width: 200, height: 134))
        let smaller = InputView.place(of: photo, in: box, scale: 0.8)
        #expect(smaller.x == 100 && smaller.width == 200 && abs(smaller.height - 134) < 1e-9)
        #expect(abs(smaller.midY - box.midY) < 1e-9)
        // With more room it waits, pixel by pixel, for the next one.
        #expect(InputView.place(of: photo, in: box, scale: 2).width == 100)
    }
}
