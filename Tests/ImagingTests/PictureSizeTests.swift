import Testing

@testable import Imaging

@Suite struct PictureSizeTests {
    @Test func aGridThatIsTooLargeNamesTheLargest() throws {
        let tile = PictureSize(width: 112, height: 112)
        #expect(PictureSizeError.grid(rows: 4, columns: 16, of: tile, gap: 1) == nil)
        let error = try #require(PictureSizeError.grid(rows: 300, columns: 300, of: tile, gap: 1))
        #expect(
            error.description
                == """
                300x300 tiles are more than one picture can hold; the largest grid that fits here is 122x122.
                """)
        #expect(PictureSizeError.grid(rows: 122, columns: 122, of: tile, gap: 1) == nil)
        #expect(PictureSizeError.grid(rows: 123, columns: 123, of: tile, gap: 1) != nil)
    }

    @Test func proportionsAreKept() {
        let tile = PictureSize(width: 1000, height: 1000)
        let grid = PictureSize.largestGrid(rows: 1, columns: 1000, of: tile, gap: 0)
        #expect(grid == (1, PictureSize.maximumSide / 1000))
        #expect(PictureSize.largestGrid(rows: 40, columns: 20, of: tile, gap: 0) == (19, 9))
    }

    @Test func numbersBeyondAllMeasureAreRefused() {
        let tile = PictureSize(width: .max / 2, height: 1)
        #expect(PictureSizeError.grid(rows: 1000, columns: 1000, of: tile, gap: 5) != nil)
        #expect(!PictureSize(width: PictureSize.maximumSide + 1, height: 1).isDrawable)
        #expect(!PictureSize(width: 0, height: 1).isDrawable)
        #expect(!PictureSize(width: 60_000, height: 60_000).isDrawable)
    }
}
