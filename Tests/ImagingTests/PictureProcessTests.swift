import Foundation
import Testing

@testable import Imaging

@Suite struct PictureProcessTests {
    private func bytes(_ name: String) throws -> Data {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try Data(contentsOf: folder.appendingPathComponent("GoldenData/imaging/pictures/" + name))
    }

    private func decoded(_ data: Data, by process: PictureProcess) -> Result<Picture, ImageFault> {
        data.withUnsafeBytes { bytes in
            Result { () throws(ImageFault) in try process.decode(bytes, as: .bmp) }
        }
    }

    private func isFault(_ result: Result<Picture, ImageFault>, _ matches: (ImageFault) -> Bool) -> Bool {
        if case .failure(let fault) = result { matches(fault) } else { false }
    }

    @Test func decodesAndRefuses() throws {
        let data = try bytes("rgb.bmp")
        let picture = try decoded(data, by: .shared).get()
        #expect(picture.width > 1 && picture.height > 1)
        #expect(
            isFault(decoded(data.prefix(30), by: .shared)) { if case .damaged = $0 { true } else { false } })
        // What came before is forgotten.
        #expect(try decoded(data, by: .shared).get() == picture)
    }

    @Test(arguments: ["/absent", "/bin/false"]) func aProgramThatIsNoneIsSaidSo(program: String) throws {
        let data = try bytes("rgb.bmp")
        let result = decoded(data, by: PictureProcess(program: program))
        #expect(isFault(result) { if case .noDecoder = $0 { true } else { false } })
    }

    /// Each picture has a process of its own, and many threads ask at once.
    @Test func manyAtOnce() async throws {
        let data = try bytes("rgb.bmp")
        let expected = try decoded(data, by: .shared).get()
        let agree = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 { group.addTask { (try? self.decoded(data, by: .shared).get()) == expected } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(agree == 40)
    }
}
