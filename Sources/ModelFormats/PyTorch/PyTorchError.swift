import Words

/// What is wrong with a PyTorch file, or why it is not read.
public struct PyTorchError: ModelFileError, Equatable {
    public enum Problem: Sendable, Equatable {
        case opcode(UInt8, at: Int)
        case protocolVersion(Int)
        case cutOff
        case malformed(at: Int)
        case cyclic
        case tooDeep
        case tooLarge
        case forbidden(String)
        case wholeNetwork(String)
        case storageType(String)
        case torchScript
        case tarArchive
        case otherPickle
        case bigEndian
        case compressed
        case missingPart(String)
        case noTensors
        case storageTooShort(key: String, needed: Int, found: Int)
        case storageMissing(key: String)
        case outsideStorage(tensor: String)
        case tooManyElements(tensor: String)
    }

    public let path: String
    public let problem: Problem

    init(_ path: String, _ problem: Problem) {
        self.path = path
        self.problem = problem
    }

    public static let examples: [PyTorchError] = [
        .opcode(0x9A, at: 7), .protocolVersion(9), .cutOff, .malformed(at: 7), .cyclic, .tooDeep, .tooLarge,
        .forbidden("os.system"), .wholeNetwork("nets.Net"), .storageType("QInt8Storage"), .torchScript,
        .tarArchive, .otherPickle, .bigEndian, .compressed, .missingPart("data.pkl"), .noTensors,
        .storageTooShort(key: "0", needed: 8, found: 4), .storageMissing(key: "0"),
        .outsideStorage(tensor: "fc.weight"), .tooManyElements(tensor: "fc.weight"),
    ].map { (problem: Problem) in PyTorchError("net.pth", problem) }

    public var words: Words {
        switch problem {
        case .opcode(let opcode, let position):
            "\(path) is refused: its pickle has the instruction 0x\(String(opcode, radix: 16)) at byte \(position), which weights never need."
        case .protocolVersion(let version):
            "\(path) is written in pickle protocol \(version); save it with PyTorch's default, protocol 2."
        case .cutOff: "\(path) is damaged: its pickle ends in the middle; was its download cut off?"
        case .malformed(let position): "\(path) is damaged: its pickle makes no sense at byte \(position)."
        case .cyclic: "\(path) is refused: its pickle has a container that holds itself."
        case .tooDeep:
            "\(path) is refused: its pickle nests containers more than \(PickleReader.depthLimit) deep."
        case .tooLarge: "\(path) is refused: its pickle has more than \(PickleReader.valueLimit) values."
        case .forbidden(let name):
            "\(path) is refused: its pickle asks for \(name), which is code and not weights; if you trust the file's author, load it in PyTorch and save its state_dict() with torch.save, or export it to ONNX."
        case .wholeNetwork(let name):
            "\(path) holds a whole network as Python code (\(name)), not only weights; load it in PyTorch and save its state_dict() with torch.save, or export it to ONNX."
        case .storageType(let name):
            "\(path) has tensors of the type \(name), which are not read; convert them to floats in PyTorch and save again."
        case .torchScript:
            "\(path) is a TorchScript archive where only weights can stand; save the network's state_dict() with torch.save."
        case .tarArchive:
            "\(path) is in the tar form of PyTorch before 0.1.10; load it in PyTorch and save it again."
        case .otherPickle:
            "\(path) is a Python pickle that torch.save did not write; load it in Python and save the network's state_dict() with torch.save."
        case .bigEndian:
            "\(path) was saved on a big-endian machine; load it in PyTorch on this one and save it again."
        case .compressed:
            "\(path) was compressed after PyTorch wrote it; unpack it and pack it again without compression (zip -0)."
        case .missingPart(let name): "\(path) is damaged: its archive has no \(name)."
        case .noTensors:
            "\(path) has no dictionary of tensors; load it in PyTorch and save the network's state_dict() with torch.save."
        case .storageTooShort(let key, let needed, let found):
            "\(path) is damaged: the storage \(key) needs \(needed) bytes and has \(found)."
        case .storageMissing(let key): "\(path) is damaged: it has no data for the storage \(key)."
        case .outsideStorage(let tensor):
            "\(path) is damaged: \(tensor) reaches beyond its storage."
        case .tooManyElements(let tensor):
            "\(path) is refused: \(tensor) claims more elements than its storage has."
        }
    }
}
