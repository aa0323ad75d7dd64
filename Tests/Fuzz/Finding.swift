import Foundation

/// An input that does what none may do.
struct Finding: Sendable {
    enum Kind: String, Sendable {
        /// A trap, a broken pointer, an abort, or too much time of the processor.
        case trap
        /// The process says nothing and ends, or stands still.
        case hang
        case memory
        /// An error that is no sentence.
        case error, sentence
        /// A library prints its own line.
        case output
        case none
    }

    let format: String
    let index: UInt64
    let kind: Kind
    /// What findings of the same cause have in common.
    let key: String
    /// Where it happened, for people.
    let text: String
    /// The input, where its number alone does not make it.
    var input: [UInt8]?

    /// What a child that ended says of the input that it had.
    init(format: String, index: UInt64, report: [String], printed: String, program: String) {
        self.format = format
        self.index = index
        guard let start = report.firstIndex(where: { $0.hasPrefix("trap ") }) else {
            kind = .hang
            key = "stands still or ends without a word"
            text = printed
            return
        }
        kind = .trap
        let signal =
            report[start].dropFirst(5) == "27" ? "too much time" : "signal \(report[start].dropFirst(5))"
        let offsets = report[(start + 1)...].filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) }
        let frames = Self.symbols(of: offsets, in: program)
        let own = frames.filter { frame in
            !["??", "<compiler", "<stdin>", "FuzzChild.swift", "traps.c", "main.swift"].contains(
                where: frame.hasPrefix)
        }
        let places = signal == "too much time" ? own.suffix(4) : own.prefix(2)
        key = "\(signal): \(places.joined(separator: " < "))"
        text = "\(printed)\(frames.prefix(40).joined(separator: "\n"))"
    }

    init(format: String, index: UInt64, kind: Kind, key: String) {
        self.format = format
        self.index = index
        self.kind = kind
        self.key = key
        text = key
    }

    /// Functions with files and lines, the innermost first.
    private static func symbols(of offsets: [String], in program: String) -> [String] {
        guard !offsets.isEmpty else { return [] }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "llvm-symbolizer", "--obj=\(program)", "--pretty-print", "--basenames", "--demangle",
        ]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return offsets }
        input.fileHandleForWriting.write(Data((offsets.prefix(40).joined(separator: "\n") + "\n").utf8))
        try? input.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let lines = text.split(separator: "\n").map { $0.replacing(" (inlined by) ", with: "") }
        return lines.isEmpty ? offsets : lines.map { Self.short(String($0)) }
    }

    /// A Swift function without its types.
    private static func short(_ line: String) -> String {
        let parts = line.split(separator: " at ", maxSplits: 1)
        guard parts.count == 2 else { return line }
        return "\(parts[1]) \(parts[0].prefix(100))"
    }
}
