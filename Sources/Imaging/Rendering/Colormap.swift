import Words

/// How a number from 0 to 255 becomes a colour.
public enum Colormap: String, CaseIterable, Sendable {
    case viridis, magma, cividis, grey, jet

    /// matplotlib's version of jet, which differs from OpenCV's by up to 33 levels.
    case jetMatplotlib = "jet-matplotlib"

    /// The spelling on the command line.
    public var name: String { rawValue }

    /// The name to show.
    public var title: String {
        switch self {
        case .viridis: "Viridis"
        case .magma: "Magma"
        case .cividis: "Cividis"
        case .grey: "Grey"
        case .jet: "Jet"
        case .jetMatplotlib: "Jet (matplotlib)"
        }
    }

    /// One sentence for help and menus.
    public var summary: Words {
        switch self {
        case .viridis: "Dark violet over green to yellow, even in lightness."
        case .magma: "Black over purple to pale yellow, even in lightness."
        case .cividis:
            "Dark blue over grey to yellow, nearly the same with and without red-green colour blindness."
        case .grey: "Black to white."
        case .jet: "Blue over green to red, as OpenCV draws it; uneven in lightness."
        case .jetMatplotlib: "Blue over green to red, as matplotlib draws it; uneven in lightness."
        }
    }

    /// Whether the order of the colours can be told without telling red from green.
    public var isColourBlindSafe: Bool {
        switch self {
        case .viridis, .magma, .cividis, .grey: true
        case .jet, .jetMatplotlib: false
        }
    }

    /// The colours of 0 to 255.
    public var colours: [RGB] { Self.tables[self] ?? [] }

    /// The colour of a number.
    public subscript(index: UInt8) -> RGB { colours[Int(index)] }

    private static let tables = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.makeColours()) })

    private func makeColours() -> [RGB] {
        switch self {
        case .viridis: Self.colours(hexadecimal: ColormapTables.viridis)
        case .magma: Self.colours(hexadecimal: ColormapTables.magma)
        case .cividis: Self.colours(hexadecimal: ColormapTables.cividis)
        case .grey: (0...255).map { RGB($0, $0, $0) }
        case .jet: (0...255).map(Self.openCVJet)
        case .jetMatplotlib: (0...255).map(Self.matplotlibJet)
        }
    }

    private static func colours(hexadecimal text: String) -> [RGB] {
        func digit(_ character: UInt8) -> UInt8 { character < 0x3A ? character - 0x30 : character - 0x57 }
        let digits = Array(text.utf8)
        return stride(from: 0, to: digits.count, by: 6).map { start in
            func byte(_ offset: Int) -> UInt8 {
                digit(digits[start + offset]) << 4 | digit(digits[start + offset + 1])
            }
            return RGB(byte(0), byte(2), byte(4))
        }
    }

    /// OpenCV's COLORMAP_JET: 382.5 − |4i − centre|, of which red and blue round half up and green down; its
    /// table has one entry off this line.
    private static func openCVJet(_ index: Int) -> RGB {
        func doubled(_ centre: Int) -> Int { min(max(765 - 2 * abs(4 * index - centre), 0), 510) }
        let red = (doubled(765) + 1) / 2
        let green = doubled(510) / 2
        let blue = index == 159 ? 1 : (doubled(255) + 1) / 2
        return RGB(UInt8(red), UInt8(green), UInt8(blue))
    }

    /// The order of the operations is matplotlib's, as the levels are cut to whole numbers.
    private static func matplotlibJet(_ index: Int) -> RGB {
        typealias Knots = [(position: Double, value: Double)]
        let red: Knots = [(0, 0), (0.35, 0), (0.66, 1), (0.89, 1), (1, 0.5)]
        let green: Knots = [(0, 0), (0.125, 0), (0.375, 1), (0.64, 1), (0.91, 0), (1, 0)]
        let blue: Knots = [(0, 0.5), (0.11, 1), (0.34, 1), (0.65, 0), (1, 0)]
        let position = Double(index) * (1 / 255) * 255
        func level(_ knots: Knots) -> UInt8 {
            guard index > 0, index < 255,
                let next = knots.firstIndex(where: { position <= $0.position * 255 })
            else { return UInt8((index == 0 ? knots[0] : knots[knots.count - 1]).value * 255) }
            let (lower, upper) = (knots[next - 1], knots[next])
            let fraction = (position - lower.position * 255) / (upper.position * 255 - lower.position * 255)
            return UInt8((fraction * (upper.value - lower.value) + lower.value) * 255)
        }
        return RGB(level(red), level(green), level(blue))
    }
}
