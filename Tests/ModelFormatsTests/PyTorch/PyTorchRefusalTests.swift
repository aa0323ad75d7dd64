import Files
import Foundation
import GoldenData
import Tensors
import Testing

@testable import ModelFormats

/// PyTorch files that are damaged or hold more than data: each is refused with its sentence.
@Suite struct PyTorchRefusalTests {
    /// What reading says, with the file called `a.pth`; nil where it is read.
    static func message(_ bytes: [UInt8]) throws -> String? {
        let file = try TemporaryFile(bytes)
        do {
            let mapped = try MappedFile(path: file.path)
            let tensors = try PyTorchFile(mapped).tensors
            for entry in tensors.entries { _ = try tensors.tensor(entry.name, entry.shape) }
            return nil
        } catch let error as any ModelFileError {
            #expect(error.path == file.path)
            return error.description.replacingOccurrences(of: file.path, with: "a.pth")
        }
    }

    /// An archive around a pickle and one storage of `count` floats.
    static func archive(_ pickle: [UInt8], floats count: Int = 6) -> [UInt8] {
        let floats = (0..<count).flatMap {
            withUnsafeBytes(of: Float($0).bitPattern.littleEndian, Array.init)
        }
        return ZipSample(entries: [
            .init(name: "a/data.pkl", data: pickle), .init(name: "a/byteorder", data: Array("little".utf8)),
            .init(name: "a/data/0", data: floats, alignment: 64),
        ]).bytes
    }

    static func bytes(_ parts: Any...) -> [UInt8] {
        parts.flatMap { part -> [UInt8] in
            switch part {
            case let text as String: Array(text.utf8)
            case let byte as Int: [UInt8(byte)]
            case let bytes as [UInt8]: bytes
            default: preconditionFailure("a part is text, a byte or bytes")
            }
        }
    }

    static func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + ZipSample.little(value, 8) }

    static func text(_ value: String) -> [UInt8] {
        bytes("X", ZipSample.little(value.utf8.count, 4), value)
    }

    /// A pickle of one dictionary with one tensor `w` over the storage `0`.
    static func pickle(
        count: Int = 6, offset: Int = 0, shape: [Int], strides: [Int], storage: String = "FloatStorage",
        key: String = "0"
    ) -> [UInt8] {
        let identifier = bytes(
            "(", text("storage"), "ctorch\n\(storage)\n", text(key), text("cpu"), integer(count), "tQ")
        let arguments = bytes(
            "(", identifier, integer(offset), "(", shape.flatMap(integer), "t(", strides.flatMap(integer),
            "t", 0x89, "ccollections\nOrderedDict\n)Rt")
        return bytes(
            0x80, 2, "}", text("w"), "ctorch._utils\n_rebuild_tensor_v2\n", arguments, "Rs.")
    }

    @Test func readsTheSampleItself() throws {
        #expect(try Self.message(Self.archive(Self.pickle(shape: [2, 3], strides: [3, 1]))) == nil)
        #expect(try Self.message(Self.archive(Self.pickle(shape: [3, 2], strides: [1, 3]))) == nil)
        #expect(
            try Self.message(Self.archive(Self.pickle(offset: 6, shape: [0, 3], strides: [3, 1]))) == nil)
        #expect(try Self.message(Self.archive(Self.pickle(offset: 5, shape: [], strides: []))) == nil)
    }

    @Test func refusesCode() throws {
        let system = Self.bytes(0x80, 2, "cposix\nsystem\n", Self.text("touch /tmp/owned"), 0x85, "R.")
        let refusal =
            "a.pth is refused: its pickle asks for posix.system, which is code and not weights; if you trust the file's author, load it in PyTorch and save its state_dict() with torch.save, or export it to ONNX."
        #expect(try Self.message(Self.archive(system)) == refusal)
        #expect(try Self.message(system) == refusal)
        for (module, name) in [
            ("builtins", "eval"), ("os", "system"), ("torch", "load"), ("subprocess", "Popen"),
            ("__builtin__", "exec"), ("torch.serialization", "load"), ("importlib", "import_module"),
        ] {
            let message = try Self.message(Self.archive(Self.bytes(0x80, 2, "c\(module)\n\(name)\n.")))
            #expect(
                message
                    == refusal.replacingOccurrences(of: "posix.system", with: "\(module).\(name)"))
        }
    }

    /// A class's tensors are read from its tree of modules under the names of its state dictionary; nothing is made of it.
    @Test func readsWholeNetworks() throws {
        let path = PyTorchFileTests.golden.path("module.pth")
        let set = try #require(try PyTorchFile(MappedFile(path: path)).sets.first)
        #expect(set.type == "torch.nn.modules.container.Sequential")
        #expect(set.tensors.entries.map(\.name) == ["0.weight", "0.bias"])
        #expect(set.tensors.shape(of: "0.weight") == [2, 1, 3, 3])
        let own = Self.bytes(0x80, 2, "c__main__\nXAI\n)", 0x81, ".")
        #expect(try Self.message(Self.archive(own)) == Self.noTensors)
    }

    private static let noTensors =
        "a.pth has no dictionary of tensors; load it in PyTorch and save the network's state_dict() with torch.save."

    /// Objects of classes that are not known, calls, attributes and items of theirs stay what they are called.
    @Test func skipsWhatIsNoTensor() throws {
        let namespace = Self.bytes("cargparse\nNamespace\n)", 0x81, "}", Self.text("lr"), "K", 1, "sb")
        let scalar = Self.bytes(
            "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n", Self.text("f8"), 0x85, "RK", 1, "tR")
        let dictionary = Self.bytes(
            "ccollections\ndefaultdict\n", "cbuiltins\nlist\n", 0x85, "R", Self.text("a"), "K", 1, "s")
        let list = Self.bytes("c__main__\nOwn\n)", 0x81, "(K", 1, "K", 2, "e")
        let whole = Self.pickle(shape: [2, 3], strides: [3, 1]).dropLast()
        for object in [namespace, scalar, dictionary, list] {
            let program = Self.bytes(Array(whole), Self.text("other"), object, "s.")
            #expect(try Self.message(Self.archive(program)) == nil)
        }
    }

    /// An object may hold itself; its way is walked once.
    @Test func objectsMayReferToThemselves() throws {
        let own = Self.bytes("c__main__\nOwn\n)", 0x81, "q", 9, "}", Self.text("self"), "h", 9, "sb")
        let whole = Array(Self.pickle(shape: [2, 3], strides: [3, 1]).dropLast())
        #expect(try Self.message(Self.archive(Self.bytes(whole, Self.text("own"), own, "s."))) == nil)
        let modules = Self.bytes(
            0x80, 2, "c__main__\nNet\n)", 0x81, "q", 9, "}", Self.text("_modules"), "}", Self.text("a"), "h",
            9, "ssb.")
        #expect(try Self.message(Self.archive(modules)) == Self.noTensors)
    }

    @Test func quantisedTensorsAreRefusedByName() throws {
        for (module, name) in [
            ("torch._utils", "_rebuild_qtensor"), ("torch", "QInt8Storage"),
            ("torch._utils", "_rebuild_sparse_tensor"),
        ] {
            #expect(
                try Self.message(Self.archive(Self.bytes(0x80, 2, "c\(module)\n\(name)\n.")))
                    == "a.pth has tensors of the type \(module).\(name), which are not read; convert them to floats in PyTorch and save again."
            )
        }
    }

    @Test func refusesTorchScript() throws {
        let file = try Data(contentsOf: URL(fileURLWithPath: PyTorchFileTests.golden.path("script.pt")))
        #expect(
            try Self.message(Array(file))
                == "a.pth is a TorchScript archive where only weights can stand; save the network's state_dict() with torch.save."
        )
    }

    @Test func refusesUnknownInstructions() throws {
        // A list that appends itself in protocol 0 and 4 instructions.
        let foreign: [UInt8] = [0x80, 0x02, 0x5D, 0x94, 0x67, 0x30, 0x0A, 0x61, 0x2E]
        #expect(
            try Self.message(foreign)
                == "a.pth is refused: its pickle has the instruction 0x94 at byte 3, which weights never need."
        )
        for opcode in 0..<256
        where !"c})](Rbqrh.jXUJKMGNtsuaeQ".utf8.contains(UInt8(opcode))
            && ![0x80, 0x8F, 0x81, 0x8A, 0x88, 0x89, 0x85, 0x86, 0x87].contains(opcode)
        {
            #expect(
                try Self.message(Self.archive([0x80, 2, UInt8(opcode)]))
                    == "a.pth is refused: its pickle has the instruction 0x\(String(opcode, radix: 16)) at byte 2, which weights never need."
            )
        }
        #expect(
            try Self.message(Self.archive([0x80, 4, 0x95]))
                == "a.pth is written in pickle protocol 4; save it with PyTorch's default, protocol 2.")
    }

    @Test func refusesCycles() throws {
        let cyclic = "a.pth is refused: its pickle has a container that holds itself."
        #expect(try Self.message(Self.archive(Self.bytes(0x80, 2, "]q", 0, "h", 0, "a."))) == cyclic)
        let longer = Self.bytes(0x80, 2, "]q", 0, "}", Self.text("a"), "h", 0, 0x85, "sa.")
        #expect(try Self.message(Self.archive(longer)) == cyclic)
    }

    @Test func refusesDeepNesting() throws {
        let depth = 400_000
        let lists = [0x80, 2] + [UInt8](repeating: 0x5D, count: depth)
        let deep = "a.pth is refused: its pickle nests containers more than 64 deep."
        #expect(
            try Self.message(Self.archive(lists + [UInt8](repeating: 0x61, count: depth - 1) + [0x2E]))
                == deep)
        let tuples = Self.bytes(0x80, 2, "N", [UInt8](repeating: 0x85, count: depth), ".")
        #expect(try Self.message(Self.archive(tuples)) == deep)
        // Each tuple holds the one before twice: 2⁴⁰ paths through 41 tuples.
        var doubled = Self.bytes(0x80, 2, "()q", 0)
        for index in 0..<40 { doubled += Self.bytes("h", index, "h", index, 0x86, "q", index + 1) }
        #expect(
            try Self.message(Self.archive(doubled + Array("t.".utf8)))
                == "a.pth has no dictionary of tensors; load it in PyTorch and save the network's state_dict() with torch.save."
        )
        let many = [0x80, 2] + [UInt8](repeating: 0x4E, count: 1_000_001) + [0x2E]
        #expect(
            try Self.message(Self.archive(many))
                == "a.pth is refused: its pickle has more than 1000000 values.")
        // Two thousand dictionaries made of one list of a thousand pairs.
        var copied = Self.bytes(0x80, 2, "(]q", 0, "(")
        for _ in 0..<1000 { copied += Self.bytes("NN", 0x86) }
        copied += Self.bytes("eccollections\nOrderedDict\nq", 1)
        for _ in 0..<2000 { copied += Self.bytes("h", 1, "h", 0, 0x85, "R") }
        #expect(
            try Self.message(Self.archive(copied + Array("t.".utf8)))
                == "a.pth is refused: its pickle has more than 1000000 values.")
    }

    @Test func refusesNonsense() throws {
        for (program, position) in [
            (".", 3), ("R", 3), ("NR", 4), ("(.", 4), ("]N.", 5), ("Ns", 4), ("NNs", 5), ("}Ns", 5), ("a", 3),
            ("NNa", 5), ("t", 3), ("h\u{0}", 4), ("q\u{0}", 4), ("Q", 3), (")Q", 4), ("Nb", 4),
            ("ctorch\nFloatStorage\n)R", 24), ("ctorch._utils\n_rebuild_tensor_v2\n)R", 37),
            ("ctorch._utils\n_rebuild_parameter\n)R", 37), ("}(Nu", 6),
        ] {
            #expect(
                try Self.message(Self.archive(Self.bytes(0x80, 2, program)))
                    == "a.pth is damaged: its pickle makes no sense at byte \(position).", "\(program)")
        }
        let damaged = "a.pth is damaged: its pickle ends in the middle; was its download cut off?"
        let whole = Self.pickle(shape: [2, 3], strides: [3, 1])
        for count in 1..<whole.count {
            #expect(try Self.message(Self.archive(Array(whole.prefix(count)))) == damaged, "\(count)")
        }
        #expect(
            try Self.message(Self.archive(Self.bytes(0x80, 2, "}.")))
                == "a.pth has no dictionary of tensors; load it in PyTorch and save the network's state_dict() with torch.save."
        )
    }

    @Test(
        arguments: [
            (0, [2, 3], [4, 1]), (1, [2, 3], [3, 1]), (-1, [2], [1]), (0, [2], [-1]), (0, [-2], [1]),
            (0, [2, 3], [3]), (0, [7], [1]), (7, [0], [1]), (0, [2], [1 << 62]), (1 << 62, [1], [1]),
            (0, [3], [1 << 62]), (.max, [2], [1]), (0, [], [1]),
        ] as [(Int, [Int], [Int])])
    func refusesTensorsBeyondTheirStorage(offset: Int, shape: [Int], strides: [Int]) throws {
        let pickle = Self.pickle(offset: offset, shape: shape, strides: strides)
        #expect(
            try Self.message(Self.archive(pickle)) == "a.pth is damaged: w reaches beyond its storage.")
    }

    @Test func refusesMoreElementsThanThereAre() throws {
        let message = "a.pth is refused: w claims more elements than its storage has."
        for shape in [[1 << 40], [1 << 25], [1 << 32, 1 << 32]] {
            let pickle = Self.pickle(shape: shape, strides: shape.map { _ in 0 })
            #expect(try Self.message(Self.archive(pickle)) == message)
        }
        #expect(try Self.message(Self.archive(Self.pickle(shape: [1000], strides: [0]))) == nil)
    }

    /// Each of them may be read, and many of them together may not.
    @Test func refusesRepeatedElementsWithoutEnd() throws {
        let count = 1 << 24
        let file = try TemporaryFile(Self.archive(Self.pickle(shape: [count], strides: [0])))
        let tensors = try PyTorchFile(MappedFile(path: file.path)).tensors
        for _ in 0..<12 { _ = try tensors.tensor("w", [count]) }
        let error = #expect(throws: MemoryBudgetError.self) { try tensors.tensor("w", [count]) }
        #expect(error?.kind == .badData)
    }

    @Test func refusesShortStorages() throws {
        let pickle = Self.pickle(count: 7, shape: [2, 3], strides: [3, 1])
        #expect(
            try Self.message(Self.archive(pickle))
                == "a.pth is damaged: the storage 0 needs 28 bytes and has 24.")
        let huge = Self.pickle(count: 1 << 62, shape: [2, 3], strides: [3, 1])
        #expect(
            try Self.message(Self.archive(huge))
                == "a.pth is damaged: the storage 0 needs 9223372036854775807 bytes and has 24.")
        let other = Self.pickle(shape: [2, 3], strides: [3, 1], key: "../0")
        #expect(
            try Self.message(Self.archive(other)) == "a.pth is damaged: it has no data for the storage ../0.")
        let complex = Self.pickle(shape: [2, 3], strides: [3, 1], storage: "ComplexFloatStorage")
        #expect(
            try Self.message(Self.archive(complex))
                == "a.pth has tensors of the type torch.ComplexFloatStorage, which are not read; convert them to floats in PyTorch and save again."
        )
    }

    @Test func refusesArchivesThatAreNotWhole() throws {
        let pickle = Self.pickle(shape: [2, 3], strides: [3, 1])
        let entry = ZipSample.Entry(name: "a/data.pkl", data: pickle)
        #expect(
            try Self.message(ZipSample(entries: [.init(name: "a/version", data: [51])]).bytes)
                == "a.pth is damaged: its archive has no data.pkl.")
        #expect(
            try Self.message(ZipSample(entries: [entry]).bytes)
                == "a.pth is damaged: it has no data for the storage 0.")
        let big = ZipSample(entries: [entry, .init(name: "a/byteorder", data: Array("big".utf8))])
        #expect(
            try Self.message(big.bytes)
                == "a.pth was saved on a big-endian machine; load it in PyTorch on this one and save it again."
        )
        let deflated = ZipSample(entries: [
            entry, .init(name: "a/data/0", data: [UInt8](repeating: 0, count: 24), isDeflated: true),
        ])
        #expect(
            try Self.message(deflated.bytes)
                == "a.pth was compressed after PyTorch wrote it; unpack it and pack it again without compression (zip -0)."
        )
    }

    @Test func refusesDamagedStreams() throws {
        let whole = Array(
            try Data(contentsOf: URL(fileURLWithPath: PyTorchFileTests.golden.path("views-legacy.pth"))))
        #expect(try Self.message(whole) == nil)
        #expect(
            try Self.message(Self.bytes(0x80, 2, "}."))
                == "a.pth is a Python pickle that torch.save did not write; load it in Python and save the network's state_dict() with torch.save."
        )
        // The data is 40 bytes after a count of 8.
        #expect(
            try Self.message(Array(whole.dropLast()))
                == "a.pth is damaged: the storage 7 needs 40 bytes and has 39.")
        #expect(
            try Self.message(Array(whole.dropLast(41)))
                == "a.pth is damaged: it has no data for the storage 7.")
        for count in stride(from: 1, to: whole.count - 48, by: 7) {
            #expect(
                try Self.message(Array(whole.prefix(count)))
                    == "a.pth is damaged: its pickle ends in the middle; was its download cut off?",
                "\(count)")
        }
        var other = whole
        other[whole.count - 48] = 9
        #expect(
            try Self.message(other)
                == "a.pth is damaged: its pickle makes no sense at byte \(whole.count - 48).")
        let order = try #require(
            whole.indices.first { Array(whole[$0...].prefix(13)) == Array("little_endian".utf8) })
        let flag = try #require(whole[order...].firstIndex(of: 0x88))
        other = whole
        other[flag] = 0x89
        #expect(
            try Self.message(other)
                == "a.pth was saved on a big-endian machine; load it in PyTorch on this one and save it again."
        )
    }
}
