import Foundation
import Words

/// A setting of an explanation method, as data: the command line, the window's controls and the help are made of it.
public struct MethodOption: Sendable, Equatable {
    /// What values it takes.
    public enum Kind: Sendable, Equatable {
        case choice([String])
        case number(ClosedRange<Double>)
        case integer(ClosedRange<Int>)
        /// Two whole numbers such as 4x16 (rows × columns).
        case grid
        /// The path of a folder, or the word that stands for what comes with the program.
        case folder
    }

    /// What has to be done again when it changes.
    public enum Stage: Sendable, Equatable {
        case computation
        /// Only the picture; what was computed is kept.
        case display
    }

    /// What the window has a control of its own for.
    public enum Role: Sendable, Equatable {
        /// Nothing in particular.
        case setting
        /// Which page of tiles, from 1.
        case page
        /// How many tiles a page has.
        case grid
        /// Which of the answer's pictures are shown.
        case view
    }

    /// The spelling on the command line, without the dashes.
    public let name: String
    /// One sentence.
    public let summary: Words
    public let kind: Kind
    public let stage: Stage
    public let role: Role
    /// The value that holds when none is given.
    public let standard: String
    /// What a value was called in earlier versions, with its present spelling.
    let formerSpellings: [String: String]
    /// What choices are called in the window, where that is not their spelling.
    let titles: [String: Words]

    /// The name as it is shown in the window.
    public var title: Words { Words(stringLiteral: name) }

    /// One of the choices as it is shown in the window.
    public func title(ofChoice choice: String) -> Words {
        titles[choice] ?? Words(stringLiteral: choice)
    }

    /// For example `viridis, magma or grey`.
    public var allowed: Words {
        switch kind {
        case .choice(let choices) where choices.count < 2: Words(verbatim: choices.joined())
        case .choice(let choices): "\(choices.dropLast().joined(separator: ", ")) or \(choices.last!)"
        case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .grid: "rows x columns, such as 4x16"
        case .folder: "the path of a folder"
        }
    }

    /// A text as a value of this option: what it is called now; nil for one that is no value.
    func value(_ text: String) -> String? {
        switch kind {
        case .choice(let choices): choices.contains(text) ? text : formerSpellings[text]
        case .number(let range): (Double(text).map(range.contains) ?? false) ? text : nil
        case .integer(let range): (Int(text).map(range.contains) ?? false) ? text : nil
        case .grid: GridSize(text) == nil ? nil : text
        case .folder: text == standard || Self.isFolder(text) ? text : nil
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
