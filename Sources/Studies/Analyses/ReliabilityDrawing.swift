import Figures
import Imaging
import Words

/// Accuracy over confidence, bin by bin, with the line on which a calibrated network lies.
struct ReliabilityDrawing: Sendable {
    private let bins: [Calibration.Bin]

    init(_ bins: [Calibration.Bin]) { self.bins = bins }

    static let texts: [Words] = [confidence, accuracy]
    private static let confidence: Words = "confidence"
    private static let accuracy: Words = "accuracy"

    @Sendable func figure(in language: Language) -> Figure {
        let (left, top, side) = (52.0, 12.0, 240.0)
        var drawing = Figure(width: left + side + 16, height: top + side + 44)
        drawing.rectangle(x: left, y: top, width: side, height: side, fill: .empty)
        for bin in bins {
            guard let accuracy = bin.accuracy, let confidence = bin.confidence else { continue }
            let x = left + bin.low * side
            drawing.rectangle(
                x: x + 1, y: top + (1 - accuracy) * side, width: (bin.high - bin.low) * side - 2,
                height: accuracy * side, fill: accuracy < confidence ? .overconfident : .modest,
                title: "\(bin.count): \(accuracy.asPercentage)")
        }
        drawing.line(left, top + side, left + side, top, isDashed: true)
        drawing.line(left, top + side, left + side, top + side)
        drawing.line(left, top, left, top + side)
        for tick in 0...4 {
            let value = Double(tick) / 4
            drawing.text("\(value)", x: left + value * side, y: top + side + 15, size: 10, anchor: .middle)
            drawing.text("\(value)", x: left - 6, y: top + (1 - value) * side + 4, size: 10, anchor: .end)
        }
        drawing.text(language(Self.confidence), x: left + side / 2, y: top + side + 34, anchor: .middle)
        drawing.text(language(Self.accuracy), x: 14, y: top + side / 2, anchor: .middle, turn: -90)
        return drawing
    }
}

extension RGB {
    /// Where nothing is drawn yet.
    static let empty = RGB(0xF4, 0xF4, 0xF4)
    fileprivate static let overconfident = RGB(0xD9, 0x8A, 0x4A)
    fileprivate static let modest = RGB(0x4A, 0x7F, 0xB5)
}
