import Files

/// Files of chunks with lengths: the lengths, and PNG's sums, are made right again after a change.
enum ChunkStructure: Structure {
    case png, riff, jpeg

    private struct Chunk {
        var name: [UInt8]
        var content: [UInt8]
    }

    func mutated(_ bytes: [UInt8], donor: [UInt8], _ chance: inout Chance) -> [UInt8]? {
        var (chunks, tail) = chunks(bytes)
        guard !chunks.isEmpty else { return nil }
        let place = chance.isTrue(percent: 40) ? 0 : chance.below(chunks.count)
        switch chance.below(10) {
        case 0: chunks.remove(at: place)
        case 1: chunks.insert(chunks[place], at: chance.below(chunks.count + 1))
        case 2: chunks.swapAt(place, chance.below(chunks.count))
        case 3:
            guard let other = self.chunks(donor).chunks.randomElement(&chance) else { return nil }
            chunks.insert(other, at: place)
        case 4: ByteStructure.change(&tail, donor: donor, &chance)
        case 5: ByteStructure.change(&chunks[place].name, donor: chunks[place].name, &chance)
        default:
            let changed = ByteStructure(head: 24).mutated(chunks[place].content, donor: donor, &chance)
            chunks[place].content = changed ?? []
        }
        return self.bytes(of: chunks, tail)
    }

    private func chunks(_ bytes: [UInt8]) -> (chunks: [Chunk], tail: [UInt8]) {
        var chunks: [Chunk] = []
        var place = self == .png ? 8 : self == .riff ? 12 : 2
        while place < bytes.count {
            let (header, size): (Int, Int?) =
                switch self {
                case .png: (8, bytes.big(place, 4))
                case .riff: (8, bytes.little(place + 4, 4))
                case .jpeg: (4, bytes[place] == 0xFF ? bytes.big(place + 2, 2).map { $0 - 2 } : nil)
                }
            guard let size, size >= 0, size <= bytes.count - place - header else { break }
            let name = self == .png ? place + 4..<place + 8 : place..<place + (self == .riff ? 4 : 2)
            chunks.append(
                Chunk(
                    name: Array(bytes[name]), content: Array(bytes[place + header..<place + header + size])))
            place += header + size + (self == .png ? 4 : self == .riff ? size & 1 : 0)
            // After the start of a scan follow its data.
            if self == .jpeg, name.lowerBound + 1 < bytes.count, bytes[name.lowerBound + 1] == 0xDA { break }
        }
        return (chunks, Array(bytes[min(place, bytes.count)...]))
    }

    private func bytes(of chunks: [Chunk], _ tail: [UInt8]) -> [UInt8] {
        var body: [UInt8] = []
        for chunk in chunks {
            switch self {
            case .png:
                body.append(big: chunk.content.count, 4)
                let summed = chunk.name + chunk.content
                body += summed
                body.append(big: Int(summed.withUnsafeBytes { CRC32.value(of: $0) }), 4)
            case .riff:
                body += chunk.name
                body.append(little: chunk.content.count, 4)
                body += chunk.content + (chunk.content.count & 1 == 1 ? [0] : [])
            case .jpeg:
                body += chunk.name
                body.append(big: chunk.content.count + 2, 2)
                body += chunk.content
            }
        }
        body += tail
        switch self {
        case .png: return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + body
        case .jpeg: return [0xFF, 0xD8] + body
        case .riff:
            var file = Array("RIFF".utf8)
            file.append(little: body.count + 4, 4)
            return file + Array("WEBP".utf8) + body
        }
    }
}

/// A text of known length before the numbers: safetensors and `.npy`.
enum TextHeaderStructure: Structure {
    case safeTensors, npy

    func mutated(_ bytes: [UInt8], donor: [UInt8], _ chance: inout Chance) -> [UInt8]? {
        let lead = self == .npy ? 10 : 8
        guard let count = self == .npy ? bytes.little(8, 2) : bytes.little(0, 8), count > 0,
            count <= bytes.count - lead
        else { return nil }
        let text = Array(bytes[lead..<lead + count])
        let theirs = Array(donor.dropFirst(lead).prefix(self == .npy ? 128 : 4096))
        guard var changed = JSONStructure().mutated(text, donor: theirs, &chance) else { return nil }
        if self == .safeTensors, chance.isTrue(percent: 70) {
            while changed.count % 8 != 0 { changed.append(0x20) }
        }
        var file = self == .npy ? Array(bytes.prefix(8)) : []
        file.append(little: changed.count, self == .npy ? 2 : 8)
        return file + changed + bytes[(lead + count)...]
    }
}
