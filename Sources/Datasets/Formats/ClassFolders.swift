import Words

/// One folder for each class, as torchvision's `ImageFolder` takes it, with or without folders `train`, `val` and `test` around
/// them. Pictures may lie deeper inside a class's folder. Classes are ordered by their names' bytes.
struct ClassFoldersFormat: DatasetFormat {
    let titles: [Words] = ["folders of classes"]

    func read(_ location: Location) throws -> Dataset? {
        guard let listing = location.listing, !listing.folders.isEmpty else { return nil }
        let parts = try Self.parts(listing)
        var reading = Reading(folder: location.folder)
        if let parts {
            for part in parts { try reading.add(part.listing, under: part.name + "/", part: part.part) }
        } else {
            try reading.add(listing, under: "", part: nil)
        }
        return reading.dataset(at: location.path, title: titles[0])
    }

    private static let partNames: [String: Dataset.Part] = [
        "train": .training, "training": .training, "val": .validation, "valid": .validation,
        "validation": .validation, "dev": .validation, "test": .test, "testing": .test,
    ]

    /// The folders of a set that states its parts: all have such names, and one at least holds folders. (A class may be called
    /// `train`, too.)
    private static func parts(
        _ listing: FolderListing
    ) throws -> [(name: String, part: Dataset.Part, listing: FolderListing)]? {
        var parts: [(name: String, part: Dataset.Part, listing: FolderListing)] = []
        for name in listing.folders {
            guard let part = partNames[name.lowercased()] else { return nil }
            parts.append((name, part, try FolderListing("\(listing.path)/\(name)")))
        }
        return parts.contains { !$0.listing.folders.isEmpty } ? parts : nil
    }

    /// What was found so far.
    private struct Reading {
        let folder: String
        private var classes: [String: Int] = [:]
        private var entries: [Dataset.Entry] = []
        private var besideClasses = 0
        private var others: [String: Int] = [:]
        private var unreadable: [String] = []

        init(folder: String) { self.folder = folder }

        /// Adds a folder of folders of classes; labels are numbered as the classes are met.
        mutating func add(_ listing: FolderListing, under prefix: String, part: Dataset.Part?) throws {
            for name in listing.folders {
                let walk = try PictureWalk(folder, from: prefix + name)
                let label = classes[name] ?? classes.count
                classes[name] = label
                for picture in walk.pictures {
                    entries.append(Dataset.Entry(name: picture, label: label, part: part))
                }
                others.merge(walk.others, uniquingKeysWith: +)
                unreadable += walk.unreadable
                guard entries.count <= Dataset.maximumCount else {
                    throw DatasetError.tooMany(folder, limit: Dataset.maximumCount)
                }
            }
            for file in listing.files {
                if PictureNames.isPicture(file, in: listing.path) {
                    entries.append(Dataset.Entry(name: prefix + file, label: nil, part: part))
                    besideClasses += 1
                } else {
                    others[PictureNames.ending(of: file) ?? "", default: 0] += 1
                }
            }
        }

        /// - Returns: nil where no class has a picture.
        func dataset(at path: String, title: Words) -> Dataset? {
            guard entries.count > besideClasses else { return nil }
            // The order of names' bytes, which is that of their scalars.
            let names = classes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            var places = [Int](repeating: 0, count: names.count)
            for (place, name) in names.enumerated() { places[classes[name]!] = place }
            let labelled = entries.map {
                Dataset.Entry(name: $0.name, label: $0.label.map { places[$0] }, part: $0.part)
            }
            return Dataset(
                path: path, title: title, classNames: names, entries: labelled,
                remarks: remarks(names, labelled), source: PictureFiles(folder: folder))
        }

        private func remarks(_ names: [String], _ entries: [Dataset.Entry]) -> [DatasetRemark] {
            var counts = [Int](repeating: 0, count: names.count)
            for entry in entries { if let label = entry.label { counts[label] += 1 } }
            let empty = names.indices.filter { counts[$0] == 0 }.map { names[$0] }
            var remarks: [DatasetRemark] = []
            if !others.isEmpty { remarks.append(.otherFiles(in: others)) }
            if besideClasses > 0 { remarks.append(.besideClasses(besideClasses)) }
            if !empty.isEmpty { remarks.append(.emptyClasses(empty)) }
            if !unreadable.isEmpty { remarks.append(.unreadableFolders(unreadable)) }
            if names.count == 1 { remarks.append(.oneClass(names[0])) }
            return remarks
        }
    }
}

extension DatasetRemark {
    /// - Parameter counts: of files by what their names end in.
    static func otherFiles(in counts: [String: Int]) -> DatasetRemark {
        .otherFiles(counts.values.reduce(0, +), endings: counts.keys.map { $0.isEmpty ? "–" : $0 }.sorted())
    }
}
