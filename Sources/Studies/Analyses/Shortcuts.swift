import Imaging
import Tensors
import Words

/// Whether the network takes a class by something beside it: its heat maps in groups that look at the same place, the odd ones first
/// (SpRAy: Lapuschkin et al. 2019, "Unmasking Clever Hans predictors and assessing what machines really learn").
public struct Shortcuts: SetAnalysis {
    public init() {}

    public let name = "shortcuts"
    public let title: Words = "Shortcuts"
    public let summary: Words =
        "The heat maps of each class in groups; groups whose pictures all have their evidence at the same small place come first, because that may be a mark and not the thing."
    public let looksIntoLayers = true

    public struct Note: Codable, Sendable {
        /// The evidence for the label, or for the predicted class without one.
        let map: EvidenceMap
        let predicted: Int
        /// The part of the picture that the network sees: x, y, width, height; nil in notes of an older program.
        let region: [Int]?
    }

    public func obstacle(in study: Study) -> StudyObstacle? {
        study.layer.map == nil ? .noMaps(name, layer: study.layer.name) : nil
    }

    public func observe(_ batch: StudyBatch, _ total: inout NoTotal) throws -> [Note] {
        let predicted = try batch.predictedClasses()
        let classes = zip(batch.items, predicted).map { $0.picture.target ?? $1 }
        let maps = try batch.gradCAM(classes)
        return batch.items.indices.map {
            Note(
                map: EvidenceMap(maps[$0]), predicted: predicted[$0], region: batch.items[$0].region.array)
        }
    }

    /// A group of pictures of one class.
    public struct Cluster: Sendable {
        /// The class.
        public let name: String
        public let members: [StudiedPicture]
        /// The mean of their maps, row by row.
        let map: [Double]
        /// How much of the mean map lies in the two of its 64 places that have most, 0…1.
        public let concentration: Double
        /// The share of the class, 0…1.
        public let share: Double
        /// Whether that place is at the picture's border.
        public let isAtBorder: Bool

        /// Whether so much evidence lies at so small a place that it may be a mark.
        public var isDoubtful: Bool { concentration >= doubtful }

        /// One of each form that ``words`` takes.
        public static let examples = [(0.9, true), (0.9, false), (0.1, false)].map {
            Cluster(name: "cat", members: [], map: [], concentration: $0, share: 0.5, isAtBorder: $1)
        }

        /// What is odd about it, or what there is to say of another one.
        public var words: Words {
            let (count, share, most) = (members.count, share.asPercentage, concentration.asPercentage)
            guard isDoubtful else {
                return
                    "\(count) pictures of \(className: name) (\(share)), \(most) of the evidence at one small place"
            }
            return isAtBorder
                ? "\(count) pictures of \(className: name) (\(share)) have \(most) of their evidence at one small place at the border: is there a mark?"
                : "\(count) pictures of \(className: name) (\(share)) have \(most) of their evidence at one small place: is it the thing?"
        }
    }

    /// Places along a side of the maps that are compared.
    static let side = 8
    /// Pictures of a class that are compared.
    private static let mostMembers = 512
    /// Pictures that make a group.
    private static let fewestMembers = 3
    /// The share of the evidence in so few places from which on a group is doubtful.
    static let doubtful = 0.6

    public var examples: [Finding] {
        // All evidence at the border, in the middle, everywhere.
        [[0], [27], Array(0..<64)].map { places in
            let map = EvidenceMap(Tensor([8, 8], (0..<64).map { places.contains($0) ? 1 : 0 }))
            let note = Note(map: map, predicted: 0, region: [0, 0, 8, 8])
            return finding(Notes.example((0..<4).map { _ in (0, note) }, NoTotal()))
        }
    }

    public func finding(_ notes: Notes<Note, NoTotal>) -> Finding {
        var finding = Finding(name: name, title: title)
        let clusters = Self.clusters(notes)
        let odd = clusters.filter(\.isDoubtful)
        finding.add("groups", .integer(clusters.count))
        finding.add("doubtful", .integer(odd.count))
        finding.sentences = Self.sentences(clusters)
        var table = FindingTable(
            "clusters", "Groups, the odd ones first",
            columns: [
                "class", "pictures", "share of the class", "evidence at one place", "at the border",
                "for example",
            ])
        var members = FindingTable(
            "members", "Pictures of the doubtful groups", columns: ["class", "group", "file"], shownRows: 12)
        for (number, cluster) in clusters.enumerated() {
            table.add([
                .className(cluster.name), .integer(cluster.members.count), .number(cluster.share),
                .number(cluster.concentration), .isTrue(cluster.isAtBorder),
                .text(cluster.members.first?.file ?? ""),
            ])
            if cluster.isDoubtful {
                for picture in cluster.members {
                    members.add([.className(cluster.name), .integer(number + 1), .text(picture.file)])
                }
            }
        }
        finding.tables = [table, members]
        for cluster in odd.prefix(3) { finding.figures += figures(cluster, notes) }
        return finding
    }

    /// What the groups say, the odd ones first.
    public static func sentences(_ clusters: [Cluster]) -> [Words] {
        let odd = clusters.filter(\.isDoubtful)
        return odd.isEmpty
            ? ["No group of pictures has its evidence at one small place."] : odd.prefix(5).map(\.words)
    }

    private func figures(_ cluster: Cluster, _ notes: Notes<Note, NoTotal>) -> [FindingFigure] {
        cluster.members.prefix(4).compactMap { picture in
            Self.evidence(in: picture.place, notes).map {
                FindingFigure("\(picture.file): evidence for \(className: cluster.name)", .picture($0))
            }
        }
    }

    /// A picture by its place in the study, small, with the evidence for its class over it; nil where it is not here.
    public static func evidence(in place: Int, _ notes: Notes<Note, NoTotal>) -> Picture? {
        guard let note = notes.note(place), note.map.isSound, let photo = notes.photo(place) else {
            return nil
        }
        let thumbnail = Notes<Note, NoTotal>.thumbnail(of: photo)
        let region = (PixelRectangle(note.region) ?? photo.bounds).intersection(photo.bounds)
        let shown = region.scaled(from: photo, to: thumbnail)
        guard shown.width > 0, shown.height > 0 else { return nil }
        return note.map.overlay(on: thumbnail, region: shown)
    }

    /// The groups of all classes, those with most evidence at one small place first.
    public static func clusters(_ notes: Notes<Note, NoTotal>) -> [Cluster] {
        var classes: [Int: [(picture: StudiedPicture, map: [Double])]] = [:]
        var shape: (rows: Int, columns: Int)?
        for (picture, note) in notes.pictures where note.map.isSound {
            guard let map = note.map.reduced(to: side) else { continue }
            shape = (min(side, note.map.rows), min(side, note.map.columns))
            classes[picture.target ?? note.predicted, default: []].append((picture, map))
        }
        guard let shape else { return [] }
        var found: [Cluster] = []
        for (index, all) in classes.sorted(by: { $0.key < $1.key }) {
            let step = max(1, (all.count + mostMembers - 1) / mostMembers)
            let members = all.indices.filter { $0 % step == 0 }.map { all[$0] }
            let groups = SpectralClusters(members.map(\.map))
            for group in 0..<groups.count {
                let own = members.indices.filter { groups.groups[$0] == group }.map { members[$0] }
                guard own.count >= fewestMembers else { continue }
                found.append(
                    cluster(
                        own, of: members.count, own[0].picture.label ?? notes.study.className(index), shape))
            }
        }
        return found.sorted {
            (-$0.concentration, $0.members[0].place) < (-$1.concentration, $1.members[0].place)
        }
    }

    private static func cluster(
        _ own: [(picture: StudiedPicture, map: [Double])], of count: Int, _ name: String,
        _ shape: (rows: Int, columns: Int)
    ) -> Cluster {
        var mean = [Double](repeating: 0, count: own[0].map.count)
        for member in own {
            for (place, value) in member.map.enumerated() { mean[place] += value / Double(own.count) }
        }
        let most = max(2, mean.count / 32)
        let order = mean.indices.sorted { (mean[$1], $0) < (mean[$0], $1) }
        let (row, column) = (order[0] / shape.columns, order[0] % shape.columns)
        return Cluster(
            name: name, members: own.map(\.picture), map: mean,
            concentration: order.prefix(most).reduce(0) { $0 + mean[$1] },
            share: Double(own.count) / Double(count),
            isAtBorder: row == 0 || column == 0 || row == shape.rows - 1 || column == shape.columns - 1)
    }
}
