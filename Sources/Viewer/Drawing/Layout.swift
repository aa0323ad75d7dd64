/// Where the parts of the window lie, in logical pixels.
enum Layout {
    /// The room that there is, while something is drawn or asked for.
    @TaskLocal static var extent = Extent.beside

    static var width: Double { extent.width }
    static var height: Double { extent.height }
    static var isPresenting: Bool { extent.isPresenting }

    static let inputCard = Rect(x: 40, y: 28, width: 240, height: 316)
    static let photo = Rect(x: 60, y: 76, width: 200, height: 200)
    static var diagramCard: Rect {
        if extent.showsGraph {
            let (across, down) =
                extent.isStacked ? (0, graphCard.height + 12) : (graphCard.width + 12, 0)
            return Rect(x: 20, y: 12, width: width - 40 - across, height: height - 58 - down)
        }
        return extent.isStacked
            ? Rect(x: 40, y: 356, width: width - 80, height: 316)
            : Rect(x: 296, y: 28, width: width - 650, height: 316)
    }
    /// What the chosen layer holds, beside or below the diagram that has the window for itself.
    static var graphCard: Rect {
        if extent.isStacked { return Rect(x: 20, y: height - 526, width: width - 40, height: 480) }
        let side = 420 * min(extent.letters, 1.3)
        return Rect(x: width - 20 - side, y: 12, width: side, height: height - 58)
    }
    static var networkTitle: Rect {
        Rect(x: diagramCard.x + 16, y: diagramCard.y + 8, width: 330, height: 34)
    }
    static var diagram: Rect {
        Rect(
            x: diagramCard.x + 10, y: diagramCard.y + 48, width: diagramCard.width - 20,
            height: diagramCard.height - 88)
    }
    static var legend: Rect {
        Rect(x: diagramCard.x + 20, y: diagramCard.maxY - 36, width: diagramCard.width - 40, height: 28)
    }
    static var outputCard: Rect {
        extent.isStacked
            ? Rect(x: 296, y: 28, width: width - 336, height: 316)
            : Rect(x: width - 338, y: 28, width: 298, height: 316)
    }
    static var modeRow: Rect {
        Rect(x: 40, y: extent.isStacked ? 686 : 358, width: width - 80, height: 40)
    }
    /// The question, and at its right end what can be done with the answer.
    static var question: Rect { Rect(x: 44, y: modeRow.maxY + 6, width: width - 84, height: 34) }
    static var resultCard: Rect {
        isPresenting
            ? Rect(x: 20, y: 12, width: width - 40, height: height - 24)
            : Rect(x: 40, y: question.maxY + 6, width: width - 80, height: height - 50 - question.maxY)
    }
    /// The answer's pictures, with room above them for what they are called.
    static var grid: Rect {
        isPresenting
            ? Rect(x: 36, y: 50, width: width - 72, height: height - 132)
            : Rect(
                x: resultCard.x + 20, y: resultCard.y + 10, width: resultCard.width - 40,
                height: resultCard.height - 48)
    }
    /// One line below the pictures that says what their colours mean.
    static var caption: Rect {
        Rect(x: grid.x, y: grid.maxY, width: grid.width, height: isPresenting ? 56 : 30)
    }
    /// The diagram that measures an answer, and the pictures beside it.
    static var chart: Rect {
        isPresenting
            ? Rect(x: 36, y: 84, width: 440, height: height - 200)
            : Rect(x: grid.x, y: grid.y + 4, width: 440, height: grid.height + 16)
    }
    static var besideChart: Rect {
        Rect(x: chart.maxX + 20, y: grid.y, width: grid.maxX - chart.maxX - 20, height: grid.height)
    }
    /// In the middle of the window, for a card over all else: as large as that, or as there is room.
    static func middle(width: Double, height: Double) -> Rect {
        let (width, height) = (min(width, self.width - 24), min(height, self.height - 16))
        return Rect(
            x: (self.width - width) / 2, y: max(8, (self.height - height) / 2 - 10), width: width,
            height: height)
    }
    /// The height of the words below a result.
    static let noticeHeight: Double = 46
    /// Beside the pictures of a heat map, for what their colours stand for.
    static var barWidth: Double { isPresenting ? 220 : (extent.isStacked ? 116 : 92) * extent.letters }
    /// Between two pictures of a heat map.
    static let pictureGap = 36.0
    /// The height of each picture of a heat map: four fifths of the window's where the answer has it for itself.
    static func pictureSide(isMeasured: Bool) -> Double {
        if isPresenting { return height * 0.8 }
        let (room, count) = isMeasured ? (besideChart.width, 2.0) : (grid.width, 3)
        // A gap behind the last one, too, before the colours.
        return min(grid.height - 72, (room - barWidth - count * pictureGap) / count).rounded(.down)
    }
    /// The width that there is for each.
    static func pictureWidth(isMeasured: Bool) -> Double {
        isPresenting && !isMeasured ? width - 370 : pictureSide(isMeasured: isMeasured)
    }
    static var status: Rect { Rect(x: 44, y: height - 38, width: width - 88, height: 30) }
    /// Around the status, for what the program says.
    static var strip: Rect { Rect(x: 40, y: height - 42, width: width - 80, height: 38) }
}
