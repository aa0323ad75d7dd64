import Foundation

/// Runs ONNX's backend suite and prints pass, fail or refused for each of its cases.
///
///     onnx-backend FOLDER [--passing FILE] [--update] [--only TEXT]
///     onnx-backend --gradient MODEL PICTURE.npy DIRECTION.npy SCORES.npy GRADIENT.npy
///
/// FOLDER is `onnx/backend/test/data` of the Python package onnx 1.22.0. With `--passing`, a case of that list that does
/// not pass any more makes the command fail; `--update` writes the list anew.
var arguments = Array(CommandLine.arguments.dropFirst())
@MainActor func option(_ name: String) -> String? {
    guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
    let value = arguments[index + 1]
    arguments.removeSubrange(index...index + 1)
    return value
}
if arguments.first == "--gradient", arguments.count == 6 {
    do {
        try Gradient.write(Array(arguments.dropFirst()))
        exit(0)
    } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
        exit(1)
    }
}
let list = option("--passing")
let only = option("--only")
let updates = arguments.contains("--update")
arguments.removeAll { $0 == "--update" }
guard let folder = arguments.first, let cases = BackendCase.all(in: folder), !cases.isEmpty else {
    FileHandle.standardError.write(
        Data("usage: onnx-backend FOLDER [--passing FILE] [--update] [--only TEXT]\n".utf8))
    exit(64)
}

var passing: [String] = []
var counts: [String: [String: Int]] = [:]
for question in cases where only.map(question.name.contains) ?? true {
    let answer = question.answer()
    print(answer.line(for: question.name))
    counts[question.group, default: [:]][answer.word, default: 0] += 1
    if case .pass = answer { passing.append(question.name) }
}
print("")
for (group, numbers) in counts.sorted(by: { $0.key < $1.key }) {
    let words = ["pass", "fail", "refused"].map { "\(numbers[$0] ?? 0) \($0)" }
    print("\(group): \(words.joined(separator: ", "))")
}
print("\(passing.count) of \(counts.values.flatMap(\.values).reduce(0, +)) pass")

if let list, updates {
    try (passing.sorted().joined(separator: "\n") + "\n").write(
        toFile: list, atomically: true, encoding: .utf8)
} else if let list {
    let expected = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").map(String.init)
    let lost = expected.filter { name in (only.map(name.contains) ?? true) && !passing.contains(name) }
    for name in lost { print("regression: \(name)") }
    if !lost.isEmpty { exit(1) }
}
