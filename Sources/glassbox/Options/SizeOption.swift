import ArgumentParser
import ModelFormats

/// What a person says of the size of a network's input.
enum SizeOption: ExpressibleByArgument {
    /// That of each photo, as far as the network takes it.
    case photo
    case given(InputSize)

    init?(argument: String) {
        if argument == "photo" {
            self = .photo
        } else {
            guard let size = InputSize(argument) else { return nil }
            self = .given(size)
        }
    }

    /// Nil for that of each photo.
    var size: InputSize? { if case .given(let size) = self { size } else { nil } }
}
