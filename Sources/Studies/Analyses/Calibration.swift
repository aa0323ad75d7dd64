/// Whether a network is right as often as it is sure: 15 bins of equal width over the confidence, and the expected calibration error
/// (Guo et al. 2017, "On Calibration of Modern Neural Networks").
struct Calibration {
    struct Bin: Equatable, Sendable {
        let low, high: Double
        let count: Int
        /// Means over the bin's pictures; nil where it has none.
        let confidence, accuracy: Double?
    }

    static let binCount = 15
    let bins: [Bin]
    private let count: Int

    init(_ judged: [JudgedPicture]) {
        count = judged.count
        var members = [[JudgedPicture]](repeating: [], count: Self.binCount)
        for picture in judged {
            // Bins are open below and closed above.
            let place = Int((picture.confidence * Double(Self.binCount)).rounded(.up)) - 1
            members[min(max(place, 0), Self.binCount - 1)].append(picture)
        }
        bins = members.enumerated().map { place, members in
            let count = Double(members.count)
            return Bin(
                low: Double(place) / Double(Self.binCount), high: Double(place + 1) / Double(Self.binCount),
                count: members.count,
                confidence: members.isEmpty ? nil : members.reduce(0) { $0 + $1.confidence } / count,
                accuracy: members.isEmpty ? nil : Double(members.count(where: \.isRight)) / count)
        }
    }

    /// Σ bin's share · |accuracy − confidence|.
    var expectedError: Double {
        bins.reduce(0) { sum, bin in
            guard let confidence = bin.confidence, let accuracy = bin.accuracy else { return sum }
            return sum + Double(bin.count) / Double(max(count, 1)) * abs(accuracy - confidence)
        }
    }

    /// Positive where the network is surer than it is right.
    var overconfidence: Double {
        bins.reduce(0) { sum, bin in
            guard let confidence = bin.confidence, let accuracy = bin.accuracy else { return sum }
            return sum + Double(bin.count) / Double(max(count, 1)) * (confidence - accuracy)
        }
    }

    func add(to finding: inout Finding) {
        finding.add("expectedCalibrationError", .number(expectedError))
        finding.sentences.append(
            overconfidence > 0
                ? "Confidence and accuracy differ by \(expectedError.asPercentage) on average (expected calibration error); the network is surer than it is right."
                : "Confidence and accuracy differ by \(expectedError.asPercentage) on average (expected calibration error); the network is right more often than it is sure."
        )
        var table = FindingTable(
            "calibration", "Calibration", columns: ["above", "up to", "pictures", "confidence", "accuracy"])
        for bin in bins where bin.count > 0 {
            table.add([
                .number(bin.low), .number(bin.high), .integer(bin.count), FindingTable.Cell(bin.confidence),
                FindingTable.Cell(bin.accuracy),
            ])
        }
        finding.tables.append(table)
        finding.figures.append(
            FindingFigure(
                "Reliability diagram: on the line the network is right as often as it is sure.",
                .drawing(ReliabilityDrawing(bins).figure(in:)), name: "reliability"))
    }
}
