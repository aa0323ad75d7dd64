import Explanations
import Foundation
import ModelFormats
import NeuralNetwork

/// A kind of file that may come from strangers: where inputs begin, how they are changed, and what reads them.
struct FuzzFormat: Sendable {
    /// For the command line.
    let name: String
    /// What an input is called when it is read.
    let fileName: String
    /// Files in the checkout: paths, or folders from which all that end in `.ending` are taken.
    let seeds: [String]
    /// Larger ones are no seeds.
    var seedLimit = 32 << 10
    let structure: any Structure
    /// Files beside an input: their names, and their paths in the checkout.
    var companions: [String: String] = [:]
    /// Of 100 chunks of work, how many this format is given beside others.
    var share = 10
    /// Whether a process of its own reads it, whose edges are not counted here.
    var isReadOutside = false
    /// Reads the file at a path; refuses it with a sentence, or throws what is a fault.
    let read: @Sendable (_ path: String, _ seed: String) throws -> Reading

    /// What reading gave, to be used further.
    enum Reading {
        case value
        case graph(Graph)
        case model(Model)
    }

    /// The seeds that there are, in the order of their paths.
    func seedPaths(in root: String) -> [String] {
        seeds.flatMap { seed -> [String] in
            let path = seed.hasPrefix("/") ? seed : "\(root)/\(seed)"
            guard let star = path.firstIndex(of: "*") else { return [path] }
            let (folder, ending) = (String(path[..<star]), String(path[path.index(after: star)...]))
            let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            return names.filter { $0.hasSuffix(ending) }.sorted().map { folder + $0 }
        }.filter {
            let size = (try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int) ?? nil
            return (1...seedLimit).contains(size ?? 0)
        }
    }
}

/// The inputs of one format, each made of a seed and of its number alone.
struct FuzzInputs {
    let format: FuzzFormat
    let seed: UInt64
    let paths: [String]
    private var contents: [String: [UInt8]] = [:]

    /// - Parameter corpus: where inputs lie that reached something new; they are changed as seeds are.
    init(of format: FuzzFormat, seed: UInt64, root: String, corpus: FuzzCorpus? = nil) {
        self.format = format
        self.seed = seed
        paths = format.seedPaths(in: root) + (corpus?.paths ?? [])
    }

    /// An input, and the path of the file from which it was made.
    mutating func input(_ index: UInt64) -> (bytes: [UInt8], seed: String) {
        var chance = Chance(format: format.name, seed: seed, index: index)
        let path = chance.one(of: paths)
        var bytes = content(path)
        let donor = content(chance.one(of: paths))
        var count = 1
        while count < 8, chance.isTrue(percent: 45) { count += 1 }
        for _ in 0..<count {
            if chance.isTrue(percent: 20) {
                ByteStructure.change(&bytes, donor: donor, &chance)
            } else if let changed = format.structure.mutated(bytes, donor: donor, &chance) {
                bytes = changed
            } else {
                ByteStructure.change(&bytes, donor: donor, &chance)
            }
        }
        return (bytes, path)
    }

    private mutating func content(_ path: String) -> [UInt8] {
        if let known = contents[path] { return known }
        let bytes = [UInt8]((try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data())
        contents[path] = bytes
        return bytes
    }
}
