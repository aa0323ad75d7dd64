import Files
import Tensors

/// JSON on standard output.
enum JSONOutput {
    static func print(_ value: some Encodable) throws {
        StandardStreams.writeOutput(String(decoding: try JSONText.data(of: value), as: UTF8.self) + "\n")
    }
}
