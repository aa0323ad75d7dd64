import Tensors
import Testing

@testable import Imaging

/// Against the golden data in `masking`.
@Suite struct BoxBlurTests {
    @Test(arguments: [1, 4, 7, 50]) func agreesWithOpenCV(size: Int) throws {
        let photo = try Golden.tensor("../masking/blur-1.npy")
        let expected = try Golden.tensor("../masking/blur-\(size).npy").values
        let found = BoxBlur.blurred(photo, size: size).values
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    @Test func onePixelStays() {
        #expect(BoxBlur.blurred(Tensor([2, 1, 1], [3, 4]), size: 9).values == [3, 4])
    }
}
