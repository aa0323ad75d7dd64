import Foundation
import Testing

@testable import Tensors

@Suite struct NPYFileTests {
    @Test func writesWhatItReads() throws {
        let path = NSTemporaryDirectory() + "glassbox-\(UUID()).npy"
        defer { try? FileManager.default.removeItem(atPath: path) }
        for shape in [Shape([4]), [2, 3], [1, 3, 5, 7]] {
            let tensor = Tensor(shape, (0..<shape.count).map { Float($0) - 2.5 })
            try NPYFile.write(tensor, to: path)
            let read = try NPYFile.read(path)
            #expect(read.shape == shape)
            #expect(read.values == tensor.values)
        }
    }

    @Test func refusesATruncatedArray() throws {
        let path = NSTemporaryDirectory() + "glassbox-\(UUID()).npy"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try NPYFile.write(Tensor([2, 3], repeating: 1), to: path)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        try whole.dropLast(4).write(to: URL(fileURLWithPath: path))
        #expect(throws: NPYError.truncated(path, expected: [2, 3])) { try NPYFile.read(path) }
    }
}
