import ArgumentParser
import Foundation

/// How the options of a command are spelled, from what the argument parser knows of it.
enum OptionSpellings {
    private struct Dump: Decodable {
        struct Command: Decodable { let arguments: [Argument]? }
        struct Argument: Decodable { let names: [Name]? }
        struct Name: Decodable { let kind, name: String }

        let command: Command
    }

    /// The long spellings, with their dashes.
    static func all(of command: any ParsableCommand.Type) -> [String] {
        let dump = try? JSONDecoder().decode(Dump.self, from: Data(command._dumpHelp().utf8))
        let names = (dump?.command.arguments ?? []).flatMap { $0.names ?? [] }
        return names.filter { $0.kind == "long" }.map { "--" + $0.name }
    }
}
