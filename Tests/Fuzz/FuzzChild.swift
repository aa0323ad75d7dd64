import CLinux
import Files
import Foundation
import FuzzTraps
import Words

/// The process that reads inputs. A trap, too much time or a broken pointer ends it with a report; its parent starts another.
struct FuzzChild {
    let format: FuzzFormat
    let seed: UInt64
    let root: String
    /// Where inputs lie when they are read.
    let folder: String
    let progress: UnsafeMutablePointer<fuzz_progress>

    /// Seconds of the processor for one input.
    static let secondsToRead = 2.0
    /// For using what was read, which is cancelled after two.
    static let secondsToUse = 20.0
    /// What the budget allows a file, and what the process may take beyond that: decoded pictures, libraries.
    static let budget = 256 << 20
    static let memoryLimit = 700 << 20
    /// Of 100 accepted networks, how many are used.
    let usedPercent: Int
    /// Where inputs go that reach something new.
    var corpus: FuzzCorpus?

    /// Where an input with a finding lies, among the files of a child.
    static func kept(_ index: UInt64) -> String { "kept-\(index)" }

    /// Reads the inputs of a range of numbers.
    func run(_ range: Range<UInt64>) throws {
        var inputs = FuzzInputs(of: format, seed: seed, root: root, corpus: corpus)
        guard !inputs.paths.isEmpty else { return say("none 0 there are no seeds for \(format.name)") }
        try prepare()
        // What seeds and the earlier corpus reach is nothing new.
        if let corpus, range.lowerBound == 0 {
            corpus.isLearning = true
            defer { corpus.isLearning = false }
            for path in inputs.paths {
                progress.pointee.index = 0
                var chance = Chance(format: format.name, seed: seed, index: 0)
                let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
                try read(bytes, path, 0, &chance)
            }
        }
        for index in range {
            progress.pointee.index = index
            let (bytes, seed) = inputs.input(index)
            var chance = Chance(format: format.name + " use", seed: self.seed, index: index)
            try read(bytes, seed, index, &chance)
        }
    }

    /// Reads files as they are.
    func run(files: [String]) throws {
        try prepare()
        for (index, path) in files.enumerated() {
            progress.pointee.index = UInt64(index)
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            var chance = Chance(format: format.name + " use", seed: seed, index: 0)
            try read(bytes, path, UInt64(index), &chance)
        }
    }

    private func prepare() throws {
        MemoryBudget.allowed = Self.budget
        _ = linux_limit_core()
        fuzz_catch_traps(1)
        for (name, path) in format.companions {
            try FileManager.default.copyItem(atPath: "\(root)/\(path)", toPath: "\(folder)/\(name)")
        }
    }

    private func read(_ bytes: [UInt8], _ seed: String, _ index: UInt64, _ chance: inout Chance) throws {
        let path = "\(folder)/\(format.fileName)"
        // A new file: a mapping of the one before may still be there.
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        guard written == bytes.count else { throw FileError.cannotWrite(path, reason: FileError.reason()) }
        let (memory, printed) = (Self.peak, Self.printed)
        corpus?.begin()
        fuzz_limit(Self.secondsToRead)
        answer(index) {
            let reading: FuzzFormat.Reading
            do {
                // Of its use no edges are counted: what is asked about it is drawn.
                defer { corpus?.finish(bytes, from: seed, number: index) }
                reading = try format.read(path, seed)
            }
            fuzz_limit(Self.secondsToUse)
            progress.pointee.accepted += 1
            guard chance.isTrue(percent: usedPercent) else { return }
            progress.pointee.used += 1
            try Use.run(reading, &chance, folder: folder)
        }
        fuzz_limit(0)
        progress.pointee.read += 1
        if Self.peak > max(memory, Self.memoryLimit) {
            say("memory \(index) \(format.name) takes \(Self.peak >> 20) MB")
        }
        if Self.printed > printed { say("output \(index) \(format.name) prints on standard error") }
    }

    /// What is no sentence is a fault.
    private func answer(_ index: UInt64, _ work: () throws -> Void) {
        do {
            try work()
        } catch let refusal as any Refusal {
            if refusal.words.english.count < 12 {
                say("sentence \(index) \(type(of: refusal)): \(refusal.words.english)")
            }
        } catch is CancellationError {
        } catch {
            say("error \(index) \(type(of: error)): \("\(error)".prefix(200).filter { $0 != "\n" })")
        }
    }

    private func say(_ line: String) {
        if corpus != nil {
            try? FileManager.default.copyItem(
                atPath: "\(folder)/\(format.fileName)",
                toPath: "\(folder)/\(Self.kept(progress.pointee.index))")
        }
        var line = Array((line + "\n").utf8)
        write(1, &line, line.count)
    }

    /// The most memory that the process ever had, in bytes.
    private static var peak: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss << 10
    }

    private static var printed: Int {
        var status = stat()
        return fstat(2, &status) == 0 ? Int(status.st_size) : 0
    }
}
