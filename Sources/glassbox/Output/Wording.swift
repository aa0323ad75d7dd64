import Foundation

extension Double {
    /// A time for people: `12.3 ms` or `1.27 s`.
    var asTime: String {
        self < 1 ? String(format: "%.1f ms", self * 1000) : String(format: "%.2f s", self)
    }

    /// A share of one: `64.3 %`.
    var asPercentage: String { String(format: "%.1f %%", self * 100) }
}

extension Int {
    /// Digits in groups of three, for example `138 357 544`.
    var grouped: String {
        let digits = String(magnitude)
        var text = ""
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position) % 3 == 0 { text += " " }
            text.append(digit)
        }
        return self < 0 ? "-" + text : text
    }
}
