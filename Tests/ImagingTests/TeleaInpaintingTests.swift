import Testing

@testable import Imaging

/// Against the golden data in `masking`.
@Suite struct TeleaInpaintingTests {
    private func photo(_ name: String = "photo") throws -> Picture {
        Picture(width: 26, height: 20, pixels: try Golden.bytes("../masking/\(name).rgb"))
    }

    @Test(arguments: ["middle", "quarter", "halves", "most", "dots"])
    func agreesWithOpenCV(name: String) throws {
        let holes = try Golden.bytes("../masking/holes-\(name).bytes").map { $0 != 0 }
        let filled = TeleaInpainting(radius: 3).filled(try photo(), isHole: holes)
        #expect(filled == (try photo("telea-\(name)")))
    }

    @Test func aPictureWithoutHolesStays() throws {
        let picture = try photo()
        let holes = [Bool](repeating: false, count: 520)
        #expect(TeleaInpainting(radius: 3).filled(picture, isHole: holes) == picture)
    }
}
