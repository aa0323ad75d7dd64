import Foundation
import Imaging
import Synchronization
import Testing

@testable import Datasets

@Suite struct PictureStreamTests {
    private let folder = TemporaryFolder()

    @Test(arguments: [0, 1, 3])
    func picturesComeInOrderAndBrokenOnesAreSaid(threads: Int) throws {
        for index in 0..<20 {
            folder.picture(String(format: "%02d.png", index), RGB(UInt8(index), 0, 0))
        }
        folder.write("no picture", to: "05.png")
        let set = try Dataset(folder.path)
        try FileManager.default.removeItem(atPath: folder.path + "/07.png")
        let order = [3, 5, 7, 3] + Array(8..<20)
        let stream = PictureStream(of: set, order: order, ahead: 4, threads: threads) { picture, place in
            [Int(picture[0, 0].red), place]
        }
        var broken: [BrokenPicture] = []
        for (place, index) in order.enumerated() {
            let item = try #require(stream.next())
            #expect(item.place == place && item.index == index)
            switch item.product {
            case .success(let numbers): #expect(numbers == [index, place])
            case .failure(let error): broken.append(error)
            }
        }
        #expect(stream.next() == nil)
        #expect(broken.map(\.name) == ["05.png", "07.png"])
        #expect(broken.map { $0.reason.english.contains("holds text") } == [true, false])
    }

    @Test func noMoreIsMadeThanIsWanted() throws {
        folder.picture("a.png")
        let set = try Dataset(folder.path)
        let made = Mutex(0)
        let stream = PictureStream(of: set, order: [Int](repeating: 0, count: 1000), ahead: 5, threads: 2) {
            _, _ in
            made.withLock { $0 += 1 }
        }
        _ = stream.next()
        Thread.sleep(forTimeInterval: 0.2)
        #expect(made.withLock { $0 } <= 6)
    }

    @Test func threadsEndWhenTheStreamIsLetGo() throws {
        folder.picture("a.png")
        let set = try Dataset(folder.path)
        final class Token: Sendable {}
        weak var token: Token?
        do {
            let held = Token()
            token = held
            let stream = PictureStream(of: set, order: [Int](repeating: 0, count: 100), ahead: 2, threads: 2)
            {
                _, _ in withExtendedLifetime(held) {}
            }
            _ = stream.next()
        }
        for _ in 0..<100 where token != nil { Thread.sleep(forTimeInterval: 0.02) }
        #expect(token == nil)
    }
}
