/// Accuracy over confidence, bin by bin, with the line on which a calibrated network lies.
struct ReliabilityDrawing {
    private let bins: [Calibration.Bin]

    init(_ bins: [Calibration.Bin]) { self.bins = bins }

    var svg: String {
        let (left, top, side) = (52.0, 12.0, 240.0)
        var drawing = SVG(width: left + side + 16, height: top + side + 44)
        drawing.rectangle(x: left, y: top, width: side, height: side, fill: "#f4f4f4")
        for bin in bins {
            guard let accuracy = bin.accuracy, let confidence = bin.confidence else { continue }
            let x = left + bin.low * side
            drawing.rectangle(
                x: x + 1, y: top + (1 - accuracy) * side, width: (bin.high - bin.low) * side - 2,
                height: accuracy * side, fill: accuracy < confidence ? "#d98a4a" : "#4a7fb5",
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
        drawing.text("confidence", x: left + side / 2, y: top + side + 34, anchor: .middle)
        drawing.text("accuracy", x: 14, y: top + side / 2, anchor: .middle, turn: -90)
        return drawing.svg
    }
}
