import Explanations
import ModelFormats

/// Images and the options of a method, out of the arguments that `explain` itself does not know.
struct MethodArguments: Equatable {
    /// At least one.
    let images: [String]
    let options: OptionValues

    /// - Parameters:
    ///   - arguments: in order; an option is `--name value` or `--name=value`, after `--` there are only images.
    ///   - commonOptions: the command's own options, to name the nearest when one was mistyped.
    /// - Throws: ``UsageError``, `QuestionError`.
    init(_ arguments: [String], for method: any ExplanationMethod, commonOptions: @autoclosure () -> [String])
        throws
    {
        var images: [String] = []
        var options = OptionValues()
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                images += rest
                break
            }
            guard argument.hasPrefix("-"), argument != "-" else {
                images.append(argument)
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let spelling = String(parts[0])
            let known = method.options.map { "--" + $0.name }
            guard known.contains(spelling) else {
                let nearest = NearestNames.of(spelling, in: known + commonOptions())
                if nearest.isEmpty, spelling.hasPrefix("--") {
                    throw QuestionError.unknownOption(
                        String(spelling.dropFirst(2)), method: method.name, known: method.options.map(\.name))
                }
                throw UsageError.unknownOption(spelling, command: "explain", nearest: nearest)
            }
            guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                throw UsageError.missingValue(option: spelling)
            }
            try options.set(String(spelling.dropFirst(2)), to: value, for: method)
        }
        guard !images.isEmpty else { throw UsageError.imageCount(command: "explain", found: 0) }
        self.images = images
        self.options = options
    }

    /// The methods and their options, for the help.
    static var help: String {
        ExplanationMethods.all.map { method in
            let options = method.options.map { option in
                let text =
                    "\(option.summary.english) Takes \(option.allowed.english) (default: \(option.standard))."
                return wrapped("--\(option.name): \(text)", first: "  ", others: "      ")
            }
            return ([wrapped("\(method.name): \(method.summary.english)", first: "", others: "  ")] + options)
                .joined(separator: "\n")
        }
        .joined(separator: "\n\n")
    }

    /// Lines of at most 78 characters, each with its margin.
    private static func wrapped(_ text: String, first: String, others: String) -> String {
        var lines: [String] = []
        var line = first
        var isFresh = true
        for word in text.split(separator: " ") {
            if !isFresh, line.count + 1 + word.count > 78 {
                lines.append(line)
                line = others
                isFresh = true
            }
            line += isFresh ? String(word) : " " + word
            isFresh = false
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
