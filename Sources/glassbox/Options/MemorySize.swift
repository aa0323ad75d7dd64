import ArgumentParser

/// A size of memory as a person writes it: `800M`, `1.5G`, `4 GB`; without a unit it is bytes.
struct MemorySize: ExpressibleByArgument, Equatable {
    let byteCount: Int

    private static let units: [Character: Int] = ["k": 10, "m": 20, "g": 30, "t": 40]

    /// Nil for what is no size from one byte to 2^53 bytes.
    init?(argument: String) {
        var text = argument.lowercased().filter { $0 != " " }[...]
        if text.hasSuffix("ib") {
            text = text.dropLast(2)
        } else if text.hasSuffix("b") {
            text = text.dropLast()
        }
        var factor = 1.0
        if let shift = text.last.flatMap({ Self.units[$0] }) {
            factor = Double(1 << shift)
            text = text.dropLast()
        }
        guard let number = Double(text), (1...0x1p53).contains(number * factor) else { return nil }
        byteCount = Int(number * factor)
    }
}
