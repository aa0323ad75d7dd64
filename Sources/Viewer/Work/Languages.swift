import Files
import Foundation
import ModelFormats
import Words

/// The languages that the window can speak: English, and each that has a file in `Resources/translations`.
///
/// `CODE.json` holds the texts; `imagenet-CODE.txt` in `Resources/labels`, where there is one, the names of ImageNet's
/// classes line by line, an empty line for a name that stays English.
package struct Languages {
    /// Holds `translations` and `labels`.
    private let folder: String

    /// - Parameter folder: nil for what ships with the program.
    /// - Throws: `FileError`.
    package init(folder: String? = nil) throws(FileError) {
        self.folder = if let folder { folder } else { try ResourceFolder.path("Resources") }
    }

    /// The codes of all of them, English first.
    package var codes: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/translations")) ?? []
        return [Language.english.code]
            + names.sorted().filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
            .map { ($0 as NSString).deletingPathExtension }
    }

    /// English and all others in the order of their codes, and why one of them is missing, if one is.
    func all() -> (languages: [Language], failure: (any Error)?) {
        var (languages, failure) = ([Language.english], (any Error)?.none)
        for code in codes.dropFirst() {
            do {
                if let language = try language(code) {
                    languages.append(language)
                }
            } catch {
                failure = failure ?? error
            }
        }
        return (languages, failure)
    }

    /// All that ships with the program, as an answer to the window.
    static func found() -> FileFinding {
        do {
            let (languages, failure) = try Languages().all()
            return .languages(languages, failure: failure)
        } catch {
            return .languages([], failure: error)
        }
    }

    /// The language of a code, or nil where the window does not speak it.
    ///
    /// - Throws: `LanguageError`, `FileError`.
    package func language(_ code: String) throws -> Language? {
        if code == Language.english.code { return .english }
        let path = folder + "/translations/\(code).json"
        guard code.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }),
            FileManager.default.fileExists(atPath: path)
        else { return nil }
        return try Language(contentsOf: path, classNames: classNames(code))
    }

    private func classNames(_ code: String) throws -> [String: String] {
        let path = folder + "/labels/imagenet-\(code).txt"
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        let english = try ClassLabels(contentsOf: folder + "/labels/imagenet-en.txt").names
        let file = try MappedFile(path: path)
        let text = withExtendedLifetime(file) { String(decoding: file.bytes, as: UTF8.self) }
        var lines = text.components(separatedBy: "\n")
            .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count == english.count else {
            throw LanguageError.classCount(path, expected: english.count, found: lines.count)
        }
        let pairs = zip(english, lines).filter { !$0.1.isEmpty }
        return Dictionary(pairs.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
    }
}
