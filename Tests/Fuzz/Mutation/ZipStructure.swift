import Files

/// Zip archives: an entry's content is changed by the structure that its name promises, and sizes and sums are made right again.
struct ZipStructure: Structure {
    private struct Entry {
        var name: [UInt8]
        var content: [UInt8]
    }

    func mutated(_ bytes: [UInt8], donor: [UInt8], _ chance: inout Chance) -> [UInt8]? {
        guard var entries = Self.entries(bytes), !entries.isEmpty else { return nil }
        let place = Self.interesting(entries, &chance)
        switch chance.below(20) {
        case 0: entries.remove(at: place)
        case 1: entries.insert(entries[place], at: 0)
        case 2: ByteStructure.change(&entries[place].name, donor: entries[place].name, &chance)
        case 3:
            guard let other = Self.entries(donor)?.randomElement(&chance) else { return nil }
            entries[place].content = other.content
        default:
            let name = entries[place].name
            let theirs = Self.entries(donor)?.first { Self.ending($0.name) == Self.ending(name) }?.content
            let donor = theirs ?? entries[place].content
            let structure = Self.structure(of: name)
            guard
                let changed = structure.mutated(entries[place].content, donor: donor, &chance)
                    ?? ByteStructure().mutated(entries[place].content, donor: donor, &chance)
            else { return nil }
            entries[place].content = changed
        }
        var archive = Self.bytes(of: entries)
        // Sizes and places that contradict each other.
        if chance.isTrue(percent: 5) { ByteStructure.change(&archive, donor: archive, &chance) }
        return archive
    }

    /// An entry whose content is read rather than taken as numbers.
    private static func interesting(_ entries: [Entry], _ chance: inout Chance) -> Int {
        let texts = entries.indices.filter {
            ["pkl", "json", "py", "version"].contains(ending(entries[$0].name))
        }
        return chance.isTrue(percent: 90) ? texts.randomElement(&chance) ?? 0 : chance.below(entries.count)
    }

    private static func structure(of name: [UInt8]) -> any Structure {
        switch ending(name) {
        case "pkl": PickleStructure()
        case "json": JSONStructure()
        case "py": CodeStructure()
        default: ByteStructure()
        }
    }

    private static func ending(_ name: [UInt8]) -> String {
        String(decoding: name.split(separator: 0x2E).last ?? [], as: UTF8.self)
    }

    private static func entries(_ bytes: [UInt8]) -> [Entry]? {
        guard bytes.count > 22 else { return nil }
        guard
            let end = stride(from: bytes.count - 22, through: max(0, bytes.count - 70_000), by: -1).first(
                where: {
                    bytes[$0] == 0x50 && bytes.little($0, 4) == 0x0605_4B50
                }), var place = bytes.little(end + 16, 4), let count = bytes.little(end + 10, 2)
        else { return nil }
        var entries: [Entry] = []
        for _ in 0..<count {
            guard bytes.little(place, 4) == 0x0201_4B50, let method = bytes.little(place + 10, 2),
                let stored = bytes.little(place + 20, 4), let size = bytes.little(place + 24, 4),
                let nameSize = bytes.little(place + 28, 2), let extra = bytes.little(place + 30, 2),
                let comment = bytes.little(place + 32, 2), let header = bytes.little(place + 42, 4),
                place + 46 + nameSize <= bytes.count,
                let ownName = bytes.little(header + 26, 2), let ownExtra = bytes.little(header + 28, 2),
                case let start = header + 30 + ownName + ownExtra, start + stored <= bytes.count
            else { return nil }
            let content = Array(bytes[start..<start + stored])
            let inflated: [UInt8]? =
                method == 8 ? content.withUnsafeBytes { Inflation.bytes(of: $0, count: size) } : content
            guard let inflated else { return nil }
            entries.append(Entry(name: Array(bytes[place + 46..<place + 46 + nameSize]), content: inflated))
            place += 46 + nameSize + extra + comment
        }
        return entries
    }

    private static func bytes(of entries: [Entry]) -> [UInt8] {
        var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
        for entry in entries {
            let start = bytes.count
            let sum = Int(entry.content.withUnsafeBytes { CRC32.value(of: $0) })
            // The content starts at a multiple of 64, as PyTorch has it.
            let extra = (64 - (start + 30 + entry.name.count + 4) % 64) % 64
            for (isDirectory, signature) in [(false, 0x0403_4B50), (true, 0x0201_4B50)] {
                var header: [UInt8] = []
                header.append(little: signature, 4)
                if isDirectory { header.append(little: 20, 2) }
                header.append(little: 20, 2)
                header.append(little: 0, 8)
                header.append(little: sum, 4)
                header.append(little: entry.content.count, 4)
                header.append(little: entry.content.count, 4)
                header.append(little: entry.name.count, 2)
                header.append(little: isDirectory ? 0 : extra + 4, 2)
                if isDirectory {
                    header.append(little: 0, 8)
                    header.append(little: 0, 2)
                    header.append(little: start, 4)
                }
                header += entry.name
                if !isDirectory {
                    header += [0x46, 0x42]
                    header.append(little: extra, 2)
                    header += [UInt8](repeating: 0x5A, count: extra)
                    bytes += header + entry.content
                } else {
                    directory += header
                }
            }
        }
        let start = bytes.count
        bytes += directory
        bytes.append(little: 0x0605_4B50, 4)
        bytes.append(little: 0, 4)
        bytes.append(little: entries.count, 2)
        bytes.append(little: entries.count, 2)
        bytes.append(little: directory.count, 4)
        bytes.append(little: start, 4)
        bytes.append(little: 0, 2)
        return bytes
    }
}

/// Code and other text, by lines and words.
struct CodeStructure: Structure {
    func mutated(_ bytes: [UInt8], donor: [UInt8], _ chance: inout Chance) -> [UInt8]? {
        var bytes = bytes
        if chance.isTrue(percent: 40) {
            var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
            let place = chance.below(lines.count)
            switch chance.below(4) {
            case 0: lines.remove(at: place)
            case 1: lines.insert(lines[place], at: chance.below(lines.count))
            case 2: lines.swapAt(place, chance.below(lines.count))
            default:
                let theirs = donor.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
                lines[place] = theirs.randomElement(&chance) ?? []
            }
            return Array(lines.joined(separator: [0x0A]))
        }
        let words = Self.words(bytes)
        guard let word = words.randomElement(&chance) else { return nil }
        let isNumber = (0x30...0x39).contains(bytes[word.lowerBound])
        let others = isNumber && chance.isTrue(percent: 70) ? [] : Self.words(donor)
        let replacement =
            others.randomElement(&chance).map { Array(donor[$0]) }
            ?? Array("\(Int64(bitPattern: chance.edge()))".utf8)
        bytes.replaceSubrange(word, with: replacement)
        return bytes
    }

    private static func words(_ bytes: [UInt8]) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var place = 0
        while place < bytes.count {
            let start = place
            while place < bytes.count, isWord(bytes[place]) { place += 1 }
            if place > start { words.append(start..<place) } else { place += 1 }
        }
        return words
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == 0x5F
    }
}
