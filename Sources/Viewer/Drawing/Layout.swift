/// Where the parts of the window lie, in logical pixels.
enum Layout {
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
    static let resultCard = Rect(x: 40, y: 444, width: 1620, height: 512)
    /// 1500×500 less the room of captions.
    static let grid = Rect(x: 60, y: 454, width: 1580, height: 492)
    /// The diagram that measures an answer, and the pictures beside it.
    static let chart = Rect(x: 60, y: 458, width: 440, height: 480)
    static let besideChart = Rect(x: 520, y: 454, width: 1120, height: 492)
    /// The height of the words below a result.
    static let noticeHeight: Double = 46
    /// The side of each picture of a heat map.
    static let pictureSide: Double = 420
    static let status = Rect(x: 44, y: 962, width: 1612, height: 30)
    /// At the bottom of the result, for what the program says while a film takes the strip.
    static let overResult = Rect(x: 48, y: 912, width: 1604, height: 38)
    /// Around the status, for what the program says.
    static let strip = Rect(x: 40, y: 958, width: 1620, height: 38)
}
