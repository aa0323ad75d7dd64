import Foundation

// Numbers for people, the same on the command line and in the window. All but the countdown are the same in every language, so
// that words take them verbatim.

extension Double {
    /// Seconds in up to three digits: `4.2 ms`, `340 ms`, `1.27 s`, `83.0 s`.
    public var asTime: String {
        let milliseconds = self * 1000
        if milliseconds < 99.95 { return String(format: "%.1f ms", milliseconds) }
        if milliseconds < 999.5 { return String(format: "%.0f ms", milliseconds) }
        return String(format: self < 9.995 ? "%.2f s" : self < 99.95 ? "%.1f s" : "%.0f s", self)
    }

    /// Seconds that something will still take, rounded up: `11 s`, `2 min 5 s` or `3 h 20 min`.
    public var asCountdown: Words {
        let seconds = Int(Swift.max(0, Swift.min(self, 359_999)).rounded(.up))
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }

    /// A share of one: `64.3 %`.
    public var asPercentage: String { String(format: "%.1f %%", self * 100) }

    /// A share of one that is done, rounded down so that only all of it is `100 %`.
    public var asProgress: String { "\(Int(Swift.max(0, Swift.min(self, 1)) * 100)) %" }

    /// A number of any size in four digits: `0.4183`, `1.2e-05`, `27.5`.
    public var asShortNumber: String { String(format: "%.4g", self) }

    /// Something measured, with three decimals where they say enough, else with a power of ten: `0.125`, `1.25e-05`.
    public var asValue: String {
        magnitude >= 0.01 && magnitude < 10_000 || self == 0
            ? String(format: "%.3f", self) : String(format: "%.2e", self)
    }
}

extension Int {
    /// Digits in groups of three, for example `138 357 544`.
    ///
    /// - Parameter separator: what stands between the groups: a space on a terminal, a narrow one that does not break
    ///   (U+202F) where the font has it.
    public func grouped(by separator: Character = " ") -> String {
        let digits = String(magnitude)
        var text = self < 0 ? "-" : ""
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position) % 3 == 0 { text.append(separator) }
            text.append(digit)
        }
        return text
    }

    /// A number of bytes: `46.8 MB`, from 100 MB on `553 MB`.
    public var asMegabytes: String {
        let tenths = (Double(self) / 100_000).rounded() / 10
        return tenths < 100 ? "\(tenths) MB" : "\(Int((Double(self) / 1_000_000).rounded())) MB"
    }
}
