/// Names as Keras makes them.
enum KerasNaming {
    /// `BatchNormalization` → `batch_normalization`, `Conv2D` → `conv2d`, `PReLU` → `p_re_lu`.
    static func snakeCase(_ name: String) -> String {
        var letters: [Character] = []
        let source = Array(name.filter { $0.isLetter || $0.isNumber || $0 == "_" })
        // An underscore goes before a capital that a small letter follows …
        for (index, letter) in source.enumerated() {
            let isFollowed = index + 1 < source.count && source[index + 1].isLowercase
            if index > 0, letter.isUppercase, isFollowed { letters.append("_") }
            letters.append(letter)
        }
        // … and between a small letter and a capital.
        var result: [Character] = []
        for letter in letters {
            if letter.isUppercase, result.last?.isLowercase == true { result.append("_") }
            result.append(letter)
        }
        return String(result).lowercased()
    }

    /// The groups that a layer's name tells: `conv2_block1_1_conv` lies in `conv2`, `block1`; `block_3_expand` in
    /// `block_3`; `conv2d_4`, a name that Keras gave, in none.
    static func scope(of layer: KerasLayer) -> [String] {
        guard !layer.name.hasPrefix(snakeCase(layer.className)) else { return [] }
        let parts = layer.name.split(separator: "_").map(String.init)
        var scope: [String] = []
        var index = 0
        while index + 1 < parts.count, scope.count < 2 {
            if isNumbered(parts[index]) {
                scope.append(parts[index])
                index += 1
            } else if scope.isEmpty, index + 2 < parts.count, parts[index].allSatisfy(\.isLetter),
                parts[index + 1].allSatisfy(\.isNumber)
            {
                scope.append("\(parts[index])_\(parts[index + 1])")
                index += 2
            } else {
                break
            }
        }
        return scope
    }

    /// Letters, then a number, then at most one letter: `block4`, `stage2`, `block1a`.
    private static func isNumbered(_ part: String) -> Bool {
        let letters = part.prefix { $0.isLetter }
        let rest = part.dropFirst(letters.count)
        let digits = rest.prefix { $0.isNumber }
        return !letters.isEmpty && !digits.isEmpty && rest.count - digits.count <= 1
    }
}
