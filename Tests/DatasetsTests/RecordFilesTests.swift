import CZlib
import Files
import Foundation
import Imaging
import Testing

@testable import Datasets

/// CIFAR, STL-10 and IDX files, made by hand after their authors' descriptions.
@Suite struct RecordFilesTests {
    private let folder = TemporaryFolder()

    // MARK: CIFAR

    /// A record whose red, green and blue are `x`, `y` and 7.
    private func cifar(_ labels: [UInt8]) -> [UInt8] {
        var record = labels
        for colour in 0..<3 {
            for y in 0..<32 { for x in 0..<32 { record.append([UInt8(x), UInt8(y), 7][colour]) } }
        }
        return record
    }

    @Test func cifarTen() throws {
        folder.write(Data(cifar([3]) + cifar([9])), to: "data_batch_1.bin")
        folder.write(Data(cifar([0])), to: "test_batch.bin")
        folder.write("readme", to: "readme.html")
        let set = try Dataset(folder.path)
        #expect(set.title.english == "CIFAR-10")
        #expect(set.classNames[3] == "cat" && set.classNames.count == 10)
        #expect(set.entries.map(\.label) == [3, 9, 0])
        #expect(set.entries.map(\.part) == [.training, .training, .test])
        #expect(set.entries[1].name == "data_batch_1.bin#1")
        let picture = try set.picture(at: 2)
        #expect(picture.width == 32 && picture.height == 32)
        #expect(picture[31, 2] == RGB(31, 2, 7))
        #expect(set.filePath(at: 0) == nil)
        #expect(try Dataset(folder.path + "/test_batch.bin").count == 1)
    }

    @Test func cifarHundredHasTheFineLabel() throws {
        folder.write(Data(cifar([19, 99])), to: "train.bin")
        let names = (0..<100).map { "name \($0)" }
        folder.write(names.joined(separator: "\n"), to: "fine_label_names.txt")
        let set = try Dataset(folder.path)
        #expect(set.entries.map(\.label) == [99])
        #expect(set.classNames == names)
        #expect(try set.picture(at: 0)[5, 6] == RGB(5, 6, 7))
    }

    @Test func cifarWithALabelBeyondItsClassesIsDamaged() throws {
        var bytes = (0..<70).flatMap { _ in cifar([1]) }
        bytes[69 * 3073] = 10
        let path = folder.write(Data(bytes), to: "data_batch_1.bin")
        #expect(throws: DatasetError.damaged(path, reason: DatasetFault.label.words)) { try Dataset(path) }
        bytes.removeLast()
        folder.write(Data(bytes), to: "data_batch_1.bin")
        #expect(throws: DatasetError.unknown(path)) { try Dataset(path) }
    }

    // MARK: STL-10

    @Test func stlIsColumnByColumn() throws {
        var record: [UInt8] = []
        for colour in 0..<3 {
            for x in 0..<96 { for y in 0..<96 { record.append([UInt8(x), UInt8(y), 7][colour]) } }
        }
        folder.write(Data(record + record), to: "train_X.bin")
        folder.write(Data([1, 10]), to: "train_y.bin")
        folder.write(Data(record), to: "unlabeled_X.bin")
        let set = try Dataset(folder.path)
        #expect(set.title.english == "STL-10")
        #expect(set.entries.map(\.label) == [0, 9, nil])
        #expect(set.entries.map(\.part) == [.training, .training, nil])
        #expect(try set.picture(at: 1)[90, 3] == RGB(90, 3, 7))

        let labels = folder.write(Data([1, 11]), to: "train_y.bin")
        #expect(throws: DatasetError.damaged(labels, reason: DatasetFault.label.words)) {
            try Dataset(folder.path)
        }
        folder.write(Data([1]), to: "train_y.bin")
        #expect(throws: DatasetError.damaged(labels, reason: DatasetFault.labelCount.words)) {
            try Dataset(folder.path)
        }
        let pictures = folder.write(Data(record.dropLast()), to: "train_X.bin")
        #expect(throws: DatasetError.damaged(pictures, reason: DatasetFault.size.words)) {
            try Dataset(folder.path)
        }
    }

    // MARK: IDX

    private func idx(_ extents: [UInt32], _ values: [UInt8]) -> Data {
        Data([0, 0, 8, UInt8(extents.count)])
            + extents.reduce(into: Data()) { data, extent in
                withUnsafeBytes(of: extent.bigEndian) { data.append(contentsOf: $0) }
            } + Data(values)
    }

    /// A gzip file with a name in its header, stored without compression.
    private func gzip(_ data: Data) -> Data {
        var file = Data([0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3]) + Data("name".utf8) + Data([0])
        let count = UInt16(data.count)
        file +=
            Data([1, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]) + data
        for number in [data.withUnsafeBytes(CRC32.value), UInt32(data.count)] {
            withUnsafeBytes(of: number.littleEndian) { file.append(contentsOf: $0) }
        }
        return file
    }

    @Test(arguments: [false, true])
    func mnist(isCompressed: Bool) throws {
        func write(_ data: Data, _ name: String) {
            folder.write(isCompressed ? gzip(data) : data, to: name + (isCompressed ? ".gz" : ""))
        }
        write(idx([2, 2, 3], [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15]), "train-images-idx3-ubyte")
        write(idx([2], [7, 1]), "train-labels-idx1-ubyte")
        write(idx([1, 2, 3], [9, 9, 9, 9, 9, 9]), "t10k-images-idx3-ubyte")
        write(idx([1], [0]), "t10k-labels-idx1-ubyte")
        let set = try Dataset(folder.path)
        #expect(set.classNames == (0...7).map(String.init))
        #expect(set.entries.map(\.label) == [0, 7, 1])
        #expect(set.entries.map(\.part) == [.test, .training, .training])
        let picture = try set.picture(at: 2)
        #expect(picture.width == 3 && picture.height == 2)
        #expect(picture[2, 1] == RGB(15, 15, 15) && picture[0, 0] == RGB(10, 10, 10))
        let ending = isCompressed ? ".gz" : ""
        #expect(
            try Dataset("\(folder.path)/train-images-idx3-ubyte\(ending)").entries.map(\.label) == [7, 1])
    }

    @Test func hostileIDXFilesAreRefused() throws {
        let images = folder.path + "/train-images-idx3-ubyte"
        func error(_ fault: DatasetFault, _ file: String) -> DatasetError {
            .damaged(file, reason: fault.words)
        }
        folder.write(idx([0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [1]), to: "train-images-idx3-ubyte")
        #expect(throws: error(.size, images)) { try Dataset(images) }
        folder.write(idx([1, 0, 5], []), to: "train-images-idx3-ubyte")
        folder.write(idx([1], [0]), to: "train-labels-idx1-ubyte")
        #expect(throws: error(.dimensions, images)) { try Dataset(images) }
        folder.write(idx([2, 1, 1], [1, 2]), to: "train-images-idx3-ubyte")
        #expect(throws: error(.labelCount, folder.path + "/train-labels-idx1-ubyte")) { try Dataset(images) }
        try FileManager.default.removeItem(atPath: folder.path + "/train-labels-idx1-ubyte")
        #expect(throws: error(.noLabelFile, images)) { try Dataset(folder.path) }
        folder.write(Data([0, 0, 8, 3, 0]), to: "train-images-idx3-ubyte")
        #expect(throws: DatasetError.unknown(images)) { try Dataset(images) }
        var broken = gzip(idx([1], [0]))
        broken[broken.count - 6] ^= 1
        let file = folder.write(broken, to: "a-ubyte.gz")
        #expect(throws: error(.compression, file)) { try Dataset(file) }
    }
}
