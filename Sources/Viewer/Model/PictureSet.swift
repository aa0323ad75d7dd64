import Datasets
import Foundation
import ModelFormats
import Words

/// A set of pictures as the window's subject: what the network says of each, and which of them the filmstrip shows in which order.
struct PictureSet: Sendable {
    enum Phase: Sendable, Equatable {
        /// No network has been asked yet.
        case waiting
        case running, paused
        case done
        case failed(Words)
    }

    /// What the network says of one picture.
    struct Answer: Sendable, Equatable {
        /// The place in the study.
        let place: Int
        let path: String
        /// What its label is called; nil without one.
        let label: String?
        /// The class of the network that the label means.
        let target: Int?
        let predicted: Int
        let predictedName: String
        /// The probability of the predicted class, 0…1.
        let confidence: Double
        /// −ln of the label's probability; nil without a label that the network knows.
        let loss: Double?

        /// Nil where nothing says what is right.
        var isRight: Bool? { target.map { $0 == predicted } }
    }

    let dataset: Dataset
    var phase = Phase.waiting
    /// Whether the network is to be asked as soon as it is there.
    var isDue = true
    /// Grows with each study; news of an earlier one come too late.
    var number = 0
    /// The network that was asked, and what it is called.
    var network: ModelChoice?
    var networkTitle = ""
    /// How labels were matched and what is odd about the set.
    var remarks: [Words] = []
    /// For each of the set's labels its class of the network.
    var targets: [Int?] = []
    /// Pictures that are done, and those that there are.
    var done = 0
    var count: Int
    /// Pictures that cannot be used.
    private(set) var brokenCount = 0
    private(set) var answers: [Answer] = []
    private(set) var matrix = ConfusionMatrix()
    private(set) var sorting = Sorting.loss
    private(set) var isReversed = false
    private(set) var filter = Filter()
    /// Positions in ``answers``, filtered and sorted.
    private(set) var shown: [Int] = []
    /// Where the filmstrip begins; nil for where the photo on the screen is in it.
    var start: Int?
    /// What was asked besides mistakes.
    var findings = SetFindings()
    /// Places of pictures by their paths.
    private var positions: [String: Int] = [:]
    /// What the set's labels are called, by their classes.
    private(set) var names: [Int: String] = [:]

    init(_ dataset: Dataset) {
        self.dataset = dataset
        count = dataset.count
    }

    /// The last part of its path.
    var name: String { (dataset.path as NSString).lastPathComponent }

    /// Whether a person holds the work.
    var isHeld: Bool { phase == .paused || findings.isHeld }

    var isBusy: Bool { isDue && phase == .waiting || phase == .running }

    /// Pictures of which it is known what is right.
    var judgedCount: Int { matrix.total }
    var rightCount: Int { matrix.right }
    var mistakeCount: Int { judgedCount - rightCount }

    /// Where a photo stands in what is shown; nil where it does not.
    func shownPosition(of path: String) -> Int? {
        positions[path].flatMap { position in shown.firstIndex(of: position) }
    }

    func answer(for path: String) -> Answer? { positions[path].map { answers[$0] } }

    func isMistake(shownAt place: Int) -> Bool { answers[shown[place]].isRight == false }

    /// Forgets the answers of the network before.
    mutating func begin(_ choice: ModelChoice, titled title: String) {
        (network, networkTitle, phase, isDue) = (choice, title, .running, false)
        number += 1
        (answers, positions, brokenCount, done) = ([], [:], 0, 0)
        filter.among = nil
        findings.begin()
        update()
    }

    /// The file of the picture at a place of the study, which is about the whole set.
    func path(ofPlace place: Int) -> String? {
        (0..<dataset.count).contains(place) ? dataset.filePath(at: place) : nil
    }

    /// The place in the study of a photo; nil for one that is not in the set, or that was not looked at yet.
    func place(of path: String) -> Int? { positions[path].map { answers[$0].place } }

    /// Takes in which class each label means.
    mutating func receive(targets: [Int?], remarks: [Words], count: Int) {
        (self.targets, self.remarks, self.count) = (targets, remarks, count)
        names = Dictionary(
            zip(targets, dataset.classNames).compactMap { target, name in target.map { ($0, name) } },
            uniquingKeysWith: { first, _ in first })
    }

    mutating func receive(_ new: [Answer], broken: Int, done: Int) {
        for answer in new {
            positions[answer.path] = answers.count
            answers.append(answer)
        }
        brokenCount += broken
        self.done = done
        update()
    }

    mutating func sort(by sorting: Sorting) {
        isReversed = sorting == self.sorting && !isReversed
        self.sorting = sorting
        update()
    }

    mutating func show(_ filter: Filter) {
        self.filter = filter
        update()
    }

    private mutating func update() {
        matrix = ConfusionMatrix(answers, targets: targets.compactMap(\.self))
        let filtered = answers.indices.filter { filter.takes(answers[$0], matrix) }
        let keys = filtered.map {
            (key: sorting.key(answers[$0]), name: sorting.name(answers[$0]), place: $0)
        }
        let sorted = keys.sorted {
            ($0.key, $0.name, answers[$0.place].place) < ($1.key, $1.name, answers[$1.place].place)
        }
        shown = isReversed ? sorted.map(\.place).reversed() : sorted.map(\.place)
        start = nil
    }
}

extension PictureSet {
    /// What the filmstrip's order follows.
    enum Sorting: CaseIterable, Sendable {
        /// The largest first.
        case loss, confidence
        case label, file

        /// What comes first is smallest.
        fileprivate func key(_ answer: Answer) -> Double {
            switch self {
            case .loss: -(answer.loss ?? -1)
            case .confidence: -answer.confidence
            case .label, .file: 0
            }
        }

        fileprivate func name(_ answer: Answer) -> String {
            switch self {
            case .loss, .confidence: ""
            case .label: answer.label ?? "\u{10FFFF}"
            case .file: answer.path
            }
        }
    }

    /// Which pictures the filmstrip shows.
    struct Filter: Hashable, Sendable {
        var mistakesOnly = false
        /// Of a row of the matrix, of a column, or of both: a cell.
        var label: ConfusionMatrix.Group?
        var predicted: ConfusionMatrix.Group?
        /// Some pictures by their places in the study, and what is common to them.
        var among: Selection?

        struct Selection: Hashable, Sendable {
            let places: Set<Int>
            let title: Words
        }

        func takes(_ answer: Answer, _ matrix: ConfusionMatrix) -> Bool {
            if let among, !among.places.contains(answer.place) { return false }
            if mistakesOnly, answer.isRight != false { return false }
            if let label {
                guard let target = answer.target, matrix.group(of: target) == label else { return false }
            }
            return predicted == nil || matrix.group(of: answer.predicted) == predicted
        }
    }
}
