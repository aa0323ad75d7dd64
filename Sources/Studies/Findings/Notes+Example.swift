import Imaging

extension Notes {
    /// Notes of pictures that there are not, about cats (class 0) and dogs (class 1).
    ///
    /// - Parameter targets: the class of each picture, or nil for one without a label.
    static func example(_ notes: [(target: Int?, note: Note)], _ total: Total) -> Notes {
        let names = ["cat", "dog"]
        let study = StudyDescription(
            program: "0.1.0", set: "photos", setFingerprint: "", pictureCount: notes.count, setClasses: names,
            targets: [0, 1], remarks: [], network: "net", networkTitle: "Net", networkFingerprint: "0",
            networkClasses: names, layer: "conv1", analyses: [], methods: ["grad-cam"],
            metrics: ["insertion"], seeds: [0], batchSize: 8)
        let pictures = notes.enumerated().map { place, entry in
            (
                picture: StudiedPicture(
                    place: place, file: "\(place).png", label: entry.target.map { names[$0] },
                    target: entry.target, part: place % 2 == 0 ? .training : .validation, box: nil,
                    broken: nil),
                note: entry.note
            )
        }
        return Notes(study: study, pictures: pictures, total: total) { _ in
            Picture(width: 8, height: 8, fill: .white)
        }
    }
}
