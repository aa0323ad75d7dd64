import Foundation
import Testing

/// The built program, run as a user runs it: in a folder of its own that is removed afterwards.
final class Program {
    /// What a run left.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
        /// Whether a signal ended it.
        let wasKilled: Bool
    }

    /// The executable: `GLASSBOX_EXECUTABLE`, or the one beside the tests.
    static let executable: URL = {
        if let named = ProcessInfo.processInfo.environment["GLASSBOX_EXECUTABLE"] {
            return URL(fileURLWithPath: named)
        }
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("glassbox")
    }()

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func photo(_ name: String) -> String {
        root.appendingPathComponent("Resources/photos/\(name)").path
    }

    let folder: URL
    private var runs = 0

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "glassbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Runs to the end.
    ///
    /// - Parameters:
    ///   - environment: added to this process's; nil takes a variable away.
    ///   - shell: a program to run instead, which runs the one under test.
    ///   - whileRunning: called once it has started.
    func run(
        _ arguments: [String], through shell: String? = nil, environment: [String: String?] = [:],
        whileRunning: ((Process, _ output: URL) throws -> Void)? = nil
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = shell.map(URL.init(fileURLWithPath:)) ?? Self.executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        var variables = ProcessInfo.processInfo.environment
        for (name, value) in environment { variables[name] = value }
        process.environment = variables
        runs += 1
        // Files, not pipes: a pipe that nobody reads would block the program.
        let logs = FileManager.default.temporaryDirectory.appendingPathComponent(
            "glassbox-log-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: logs) }
        let (output, errors) = (logs.appendingPathComponent("output"), logs.appendingPathComponent("errors"))
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        try whileRunning?(process, output)
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8),
            wasKilled: process.terminationReason == .uncaughtSignal)
    }

    func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

    /// A file in the program's folder.
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    func write(_ data: Data, _ name: String) throws {
        try data.write(to: folder.appendingPathComponent(name))
    }

    /// The names of the files in the program's folder, hidden ones included.
    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
}

/// Decodes JSON and demands that its objects have the keys of the type and no others.
func decodeStrictly<Value: Codable>(_ type: Value.Type, _ text: String) throws -> Value {
    let decoder = JSONDecoder()
    let value = try decoder.decode(type, from: Data(text.utf8))
    let again = try JSONSerialization.jsonObject(
        with: JSONEncoder().encode(value), options: .fragmentsAllowed)
    let original = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    #expect(keys(original) == keys(again))
    return value
}

/// Every key with the path to it.
private func keys(_ value: Any, _ path: String = "") -> Set<String> {
    switch value {
    case let object as [String: Any]:
        object.reduce(into: []) {
            $0.formUnion(keys($1.value, "\(path).\($1.key)").union(["\(path).\($1.key)"]))
        }
    case let array as [Any]: array.reduce(into: []) { $0.formUnion(keys($1, path + "[]")) }
    default: []
    }
}
