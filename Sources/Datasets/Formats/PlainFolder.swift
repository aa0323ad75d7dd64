import Words

/// Pictures in a folder, without labels.
struct PlainFolderFormat: DatasetFormat {
    let titles: [Words] = ["pictures without labels"]

    func read(_ location: Location) throws -> Dataset? {
        guard location.isFolder else { return nil }
        let walk = try PictureWalk(location.folder, from: "")
        guard !walk.pictures.isEmpty else { return nil }
        var remarks: [DatasetRemark] = []
        if !walk.others.isEmpty { remarks.append(.otherFiles(in: walk.others)) }
        if !walk.unreadable.isEmpty { remarks.append(.unreadableFolders(walk.unreadable)) }
        return Dataset(
            path: location.path, title: titles[0], classNames: [],
            entries: walk.pictures.map { Dataset.Entry(name: $0, label: nil) }, remarks: remarks,
            source: PictureFiles(folder: location.folder))
    }
}
