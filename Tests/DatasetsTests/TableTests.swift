import Files
import Foundation
import Imaging
import Testing

@testable import Datasets

@Suite struct TableTests {
    private let folder = TemporaryFolder()

    private func rows(_ text: String) throws -> [[String]] {
        var found: [[String]] = []
        try Array(text.utf8).withUnsafeBytes { bytes in
            var table = TableText(bytes)
            while let row = try table.next() { found.append(row.cells) }
        }
        return found
    }

    @Test func cellsAreThoseOfRFC4180() throws {
        #expect(
            try rows("\u{FEFF}a, b ,\"c,\"\"d\"\"\ne\"\r\n\n# no row\nx,,\"\"\ry")
                == [["a", "b", "c,\"d\"\ne"], ["x", "", ""], ["y"]])
        #expect(try rows("a;b,c") == [["a;b", "c"]])
        #expect(try rows("a;b c\n") == [["a", "b c"]])
        #expect(try rows("a\tb") == [["a", "b"]])
        #expect(throws: TableText.Fault(line: 2)) {
            try rows("a\n\"" + String(repeating: "x\n", count: TableText.rowLimit))
        }
        let cells = ["plain", "a,b", "say \"hi\"", "two\nlines", "#3", "", " x"]
        #expect(try rows(TableText.line(cells)) == [cells.map { $0 == " x" ? "x" : $0 }])
    }

    @Test func aTableWithoutAHeader() throws {
        folder.picture("a.png")
        folder.picture("in/b.png")
        let path = folder.write("a.png,dog,1 1 2 2\nin/b.png,cat\nc.png,,,test\n", to: "labels.csv")
        let set = try Dataset(path)
        #expect(set.classNames == ["cat", "dog"])
        #expect(set.entries.map(\.label) == [1, 0, nil])
        #expect(set.entries[0].box == PixelRectangle(x: 1, y: 1, width: 2, height: 2))
        #expect(set.entries[2].part == .test)
        #expect(try set.picture(at: 1).height == 3)
        #expect(throws: ImageError.file(.missing(folder.path + "/c.png"))) { try set.picture(at: 2) }
    }

    @Test func aHeaderSaysWhichColumnIsWhich() throws {
        folder.picture("a.png")
        let path = folder.write(
            "split;class;x;y;w;h;Filename\nval;10;0.5;1;2.2;1;a.png\ntrain;9;;;;;a.png\n", to: "labels.csv")
        let set = try Dataset(path)
        #expect(set.classNames == ["9", "10"])
        #expect(set.entries.map(\.part) == [.validation, .training])
        #expect(set.entries[0].box == PixelRectangle(x: 0, y: 1, width: 3, height: 1))
    }

    @Test func aListOfFilesHasNoLabels() throws {
        folder.picture("a.png")
        let set = try Dataset(folder.write("a.png\n\(folder.path)/a.png\n", to: "list.txt"))
        #expect(set.count == 2 && !set.isLabelled)
        #expect(try set.picture(at: 1).width == 4)
    }

    @Test func whatIsWrongIsSaidWithItsLine() throws {
        folder.picture("a.png")
        let cases: [(String, Int, DatasetError.TableProblem)] = [
            ("file,label,box\na.png,x,1 2 3\n", 2, .box("1 2 3")),
            ("file,label,box\na.png,x,1 2 3 0\n", 2, .box("1 2 3 0")),
            ("file,label,box\na.png,x,1 2 3 nan\n", 2, .box("1 2 3 nan")),
            ("file,label,box\na.png,x,-1 2 3 1e300\n", 2, .box("-1 2 3 1e300")),
            ("file,split\na.png,other\n", 2, .part("other")), ("a.png\n,x\n", 2, .noFile),
        ]
        for (text, line, problem) in cases {
            let path = folder.write(text, to: "labels.csv")
            #expect(throws: DatasetError.line(path, line: line, problem: problem)) { try Dataset(path) }
        }
        let path = folder.write("b.png,x\n", to: "labels.csv")
        #expect(throws: DatasetError.missingPicture(table: path, picture: "b.png")) { try Dataset(path) }
        folder.write("", to: "labels.csv")
        #expect(throws: FileError.empty(path)) { try Dataset(path) }
        folder.write(Data([0, 1, 2]), to: "labels.csv")
        #expect(throws: DatasetError.unknown(path)) { try Dataset(path) }
        folder.write("file,label\n", to: "labels.csv")
        #expect(throws: DatasetError.noPictures(path)) { try Dataset(path) }
    }
}
