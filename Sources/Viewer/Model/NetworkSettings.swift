import Foundation
import ModelFormats
import Words

/// What a person says of a network while the card for it is open: one line of text for each thing, as the command line's
/// options take them.
struct NetworkSettings: Equatable, Sendable {
    enum Field: Int, CaseIterable, Sendable {
        case labels, preprocessing, size, fit, inputs, output, layers
    }

    /// What stands for the size of each photo.
    static let photoSize = "photo"

    /// The network that they are about.
    let choice: ModelChoice
    private(set) var texts: [Field: String]
    var field = Field.labels
    /// What cannot be understood of the field's text.
    private(set) var problem: (field: Field, words: Words)?

    static func == (one: NetworkSettings, other: NetworkSettings) -> Bool {
        one.choice == other.choice && one.texts == other.texts && one.field == other.field
            && one.problem?.words == other.problem?.words
    }

    init(of choice: ModelChoice) {
        self.choice = choice
        let settings = choice.settings
        let said: [Field: String?] = [
            .labels: settings.labels, .preprocessing: settings.scaling?.rawValue,
            .size: settings.followsPhoto ? Self.photoSize : settings.inputSize?.description,
            .output: settings.head, .layers: settings.chain,
            .fit: settings.fit?.rawValue,
            .inputs: settings.inputs.isEmpty ? nil : settings.inputs.text,
        ]
        texts = said.compactMapValues { $0 }
    }

    func text(_ field: Field) -> String { texts[field] ?? "" }

    mutating func set(_ field: Field, _ text: String) {
        texts[field] = text
        problem = nil
    }

    /// Says one thing in place of what is typed.
    mutating func say(_ field: Field, _ text: String) {
        self.field = field
        set(field, text)
    }

    mutating func clear() {
        for field in Field.allCases { set(field, "") }
    }

    /// The network with what is said; nil, and a ``problem``, where a text is none that can be understood.
    mutating func described() -> ModelChoice? {
        var described = choice
        func value(_ field: Field) -> String? {
            let text = text(field).trimmingCharacters(in: .whitespaces)
            return text.isEmpty ? nil : text
        }
        described.settings.labels = value(.labels).map { PathText.path($0) ?? $0 }
        described.settings.head = value(.output)
        described.settings.chain = value(.layers)
        let scaling = value(.preprocessing).map { ($0, Preprocessing.Scaling(rawValue: $0)) }
        if let scaling, scaling.1 == nil {
            problem = (.preprocessing, Self.noScaling(scaling.0))
            return nil
        }
        described.settings.scaling = scaling?.1
        described.settings.followsPhoto = value(.size) == Self.photoSize
        let size = described.settings.followsPhoto ? nil : value(.size).map { ($0, InputSize($0)) }
        if let size, size.1?.isAllowed != true {
            problem = (.size, Self.noSize(size.0))
            return nil
        }
        described.settings.inputSize = size?.1
        let fit = value(.fit).map { ($0, Preprocessing.Fit(rawValue: $0)) }
        if let fit, fit.1 == nil {
            problem = (.fit, Self.noFit(fit.0))
            return nil
        }
        described.settings.fit = fit?.1
        let inputs = value(.inputs).map { ($0, [String: InputValue](inputs: $0)) }
        if let inputs, inputs.1 == nil {
            problem = (.inputs, Self.noInputs(inputs.0))
            return nil
        }
        described.settings.inputs = (inputs?.1 ?? [:]).mapValues {
            if case .file(let path) = $0 { .file(PathText.path(path) ?? path) } else { $0 }
        }
        problem = nil
        return described
    }

    private static func noScaling(_ text: String) -> Words {
        "\(text) is no preprocessing: choose one, or write mean=0.5,0.5,0.5:std=0.5,0.5,0.5."
    }

    private static func noSize(_ text: String) -> Words {
        """
        \(text) is no size: write rows or rows×columns, from \(InputSize.allowed.lowerBound) to \
        \(InputSize.allowed.upperBound).
        """
    }

    private static func noFit(_ text: String) -> Words { "\(text) is no way to fit a photo: choose one." }

    private static func noInputs(_ text: String) -> Words {
        "\(text) gives nothing to an input: write NAME=FILE or NAME=NUMBER, with a semicolon between several."
    }

    static let examples = [noScaling("x"), noSize("x"), noFit("x"), noInputs("x")]
}
