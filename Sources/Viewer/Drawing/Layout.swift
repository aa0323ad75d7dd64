/// Where the parts of the window lie, in logical pixels.
enum Layout {
    /// Whether the answer has the window for itself, while something is drawn or asked for.
    @TaskLocal static var isPresenting = false

    static let inputCard = Rect(x: 40, y: 28, width: 240, height: 316)
    static let photo = Rect(x: 60, y: 76, width: 200, height: 200)
    static let diagramCard = Rect(x: 296, y: 28, width: 1050, height: 316)
    static let networkTitle = Rect(x: 312, y: 36, width: 330, height: 34)
    static let diagram = Rect(x: 306, y: 76, width: 1030, height: 228)
    static let legend = Rect(x: 316, y: 308, width: 1010, height: 28)
    static let outputCard = Rect(x: 1362, y: 28, width: 298, height: 316)
    static let modeRow = Rect(x: 40, y: 358, width: 1620, height: 40)
    /// The question, and at its right end what can be done with the answer.
    static let question = Rect(x: 44, y: 404, width: 1616, height: 34)
    static let pager = Rect(x: 830, y: 404, width: 330, height: 34)
    static var resultCard: Rect {
        isPresenting
            ? Rect(x: 20, y: 12, width: 1640, height: 976) : Rect(x: 40, y: 444, width: 1620, height: 512)
    }
    /// The answer's pictures, with room above them for what they are called.
    static var grid: Rect {
        isPresenting
            ? Rect(x: 36, y: 50, width: 1608, height: 868) : Rect(x: 60, y: 454, width: 1580, height: 464)
    }
    /// One line below the pictures that says what their colours mean.
    static var caption: Rect {
        Rect(x: grid.x, y: grid.maxY, width: grid.width, height: isPresenting ? 56 : 30)
    }
    /// The diagram that measures an answer, and the pictures beside it.
    static var chart: Rect {
        isPresenting
            ? Rect(x: 36, y: 84, width: 440, height: 800) : Rect(x: 60, y: 458, width: 440, height: 480)
    }
    static var besideChart: Rect {
        Rect(x: chart.maxX + 20, y: grid.y, width: grid.maxX - chart.maxX - 20, height: grid.height)
    }
    /// The height of the words below a result.
    static let noticeHeight: Double = 46
    /// The height of each picture of a heat map: four fifths of the window's where the answer has it for itself.
    static var pictureSide: Double { isPresenting ? 800 : 392 }
    /// The width that there is for each.
    static var pictureWidth: Double { isPresenting ? 1330 : pictureSide }
    static let status = Rect(x: 44, y: 962, width: 1612, height: 30)
    /// At the bottom of the result, for what the program says while a film takes the strip.
    static let overResult = Rect(x: 48, y: 912, width: 1604, height: 38)
    /// Around the status, for what the program says.
    static let strip = Rect(x: 40, y: 958, width: 1620, height: 38)
}
