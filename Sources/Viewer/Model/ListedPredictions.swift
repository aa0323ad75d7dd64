import Explanations

extension Prediction {
    /// How many of the most probable classes the window lists.
    static let listedCount = 5
}

extension [Prediction] {
    /// The most probable classes, the last of them replaced by the chosen one where that is none of them.
    ///
    /// - Parameter chosen: a class's index.
    func listed(with chosen: Int?) -> [Prediction] {
        var listed = Array(prefix(Prediction.listedCount))
        if let chosen, !listed.isEmpty, !listed.contains(where: { $0.index == chosen }),
            let prediction = first(where: { $0.index == chosen })
        {
            listed[listed.count - 1] = prediction
        }
        return listed
    }
}
