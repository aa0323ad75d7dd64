/// Pickles (protocols 0 to 5, Python's `pickletools`) as lists of instructions, one pickle after another, and what follows them.
struct PickleStructure: Structure {
    private struct Instruction {
        var code: UInt8
        var argument: [UInt8] = []

        var bytes: [UInt8] { [code] + argument }
    }

    func mutated(_ bytes: [UInt8], donor: [UInt8], _ chance: inout Chance) -> [UInt8]? {
        var (instructions, end) = Self.instructions(bytes)
        guard !instructions.isEmpty else { return nil }
        let place = chance.below(instructions.count)
        switch chance.below(12) {
        case 0: instructions.remove(at: place)
        case 1:
            let range = chance.range(in: instructions.count, atMost: 30)
            instructions.insert(contentsOf: Array(instructions[range]), at: place)
        case 2: instructions.swapAt(place, chance.below(instructions.count))
        case 3: instructions[place] = chance.one(of: instructions)
        case 4:
            let (theirs, _) = Self.instructions(donor)
            let range = chance.range(in: theirs.count, atMost: 20)
            instructions.insert(contentsOf: Array(theirs[range]), at: place)
        case 5: instructions[place].code = chance.one(of: Self.simple)
        case 6: instructions.insert(Instruction(code: chance.one(of: Self.simple)), at: place)
        default:
            // Those with arguments rather than others.
            let some = instructions.indices.filter { !instructions[$0].argument.isEmpty }
            guard let place = some.randomElement(&chance) else { return nil }
            change(&instructions[place], donor: donor, &chance)
        }
        return instructions.flatMap(\.bytes) + bytes[end...]
    }

    private func change(_ instruction: inout Instruction, donor: [UInt8], _ chance: inout Chance) {
        guard let width = Self.lengthWidth(instruction.code) else {
            if Self.width(instruction.code) != nil {
                let edge = chance.edge()
                for place in instruction.argument.indices {
                    instruction.argument[place] = UInt8(truncatingIfNeeded: edge >> UInt64(8 * min(place, 7)))
                }
            } else {
                ByteStructure.change(&instruction.argument, donor: instruction.argument, &chance)
            }
            return
        }
        var content = Array(instruction.argument.dropFirst(width))
        ByteStructure.change(&content, donor: donor, &chance)
        var argument: [UInt8] = []
        argument.append(
            little: chance.isTrue(percent: 85) ? content.count : Int(truncatingIfNeeded: chance.edge()), width
        )
        instruction.argument = argument + content
    }

    /// Instructions without an argument.
    private static let simple = Array(
        "(.012NQRabdelostu)]}\u{81}\u{85}\u{86}\u{87}\u{88}\u{89}\u{8f}\u{90}\u{91}\u{93}\u{94}"
            .unicodeScalars
    )
    .map { UInt8($0.value) }

    /// Bytes of an argument of fixed width.
    private static func width(_ code: UInt8) -> Int? {
        switch code {
        case 0x4B, 0x71, 0x68, 0x80, 0x82: 1  // K q h PROTO EXT1
        case 0x4D, 0x83: 2  // M EXT2
        case 0x4A, 0x72, 0x6A, 0x84: 4  // J r j EXT4
        case 0x47, 0x95: 8  // G FRAME
        default: nil
        }
    }

    /// Bytes of the length before an argument.
    private static func lengthWidth(_ code: UInt8) -> Int? {
        switch code {
        case 0x8A, 0x55, 0x8C, 0x43: 1
        case 0x8B, 0x54, 0x58, 0x42: 4
        case 0x8D, 0x8E, 0x96: 8
        default: nil
        }
    }

    /// Lines of text that follow.
    private static func lines(_ code: UInt8) -> Int {
        switch code {
        case 0x63, 0x69: 2  // c i
        case 0x49, 0x4C, 0x46, 0x53, 0x56, 0x67, 0x70, 0x50: 1  // I L F S V g p P
        default: 0
        }
    }

    private static func instructions(_ bytes: [UInt8]) -> (instructions: [Instruction], end: Int) {
        var found: [Instruction] = []
        var (place, end) = (0, 0)
        while place < bytes.count {
            let code = bytes[place]
            if found.last?.code == 0x2E, code != 0x80 { break }
            var next = place + 1
            if let width = width(code) {
                next += width
            } else if let width = lengthWidth(code) {
                guard let count = bytes.little(next, width), count >= 0, count <= bytes.count else { break }
                next += width + count
            }
            for _ in 0..<lines(code) {
                guard let line = bytes[min(next, bytes.count)...].firstIndex(of: 0x0A) else {
                    return (found, end)
                }
                next = line + 1
            }
            guard next <= bytes.count else { break }
            found.append(Instruction(code: code, argument: Array(bytes[place + 1..<next])))
            place = next
            end = next
        }
        return (found, end)
    }
}
