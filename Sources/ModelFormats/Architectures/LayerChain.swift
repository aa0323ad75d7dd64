import NeuralNetwork

/// The layers of a network of one's own, one after the other, as a person says them:
///
///     conv relu pool conv:s2p1 bn leaky avgpool3s2 flatten linear relu dropout linear
struct LayerChain: Equatable {
    enum Layer: Equatable {
        /// Nil padding is half of the kernel.
        case convolution(stride: Int, padding: Int?)
        case normalization
        case activation(Activation)
        case maximum(kernel: Int, stride: Int, padding: Int)
        case average(kernel: Int, stride: Int, padding: Int)
        case globalAverage, dropout, flatten, dense, softmax
    }

    /// A word with what it means.
    struct Item: Equatable {
        let word: String
        let layer: Layer
    }

    let items: [Item]

    /// A word that means no layer.
    struct UnknownWord: Error, Equatable {
        let word: String
    }

    private static let limit = 1000

    /// The words that stand for a layer without settings, and what can follow those with.
    static let words =
        "conv, conv:s2p1, bn, relu, relu6, leaky, elu, gelu, silu, sigmoid, tanh, pool, maxpool3s2, avgpool2, gap, dropout, flatten, linear, softmax"

    private static let plain: [String: Layer] = [
        "bn": .normalization, "relu": .activation(.relu), "relu6": .activation(.relu6),
        "leaky": .activation(.leakyRelu(slope: 0.01)), "elu": .activation(.elu(alpha: 1)),
        "gelu": .activation(.gelu), "silu": .activation(.silu), "sigmoid": .activation(.sigmoid),
        "tanh": .activation(.tanh), "gap": .globalAverage, "dropout": .dropout, "flatten": .flatten,
        "linear": .dense, "softmax": .softmax, "conv": .convolution(stride: 1, padding: nil),
        "pool": .maximum(kernel: 2, stride: 2, padding: 0),
    ]

    /// - Throws: ``UnknownWord``.
    init(_ text: String) throws(UnknownWord) {
        var items: [Item] = []
        for word in text.lowercased().split(whereSeparator: { " \t\n,".contains($0) }).map(String.init) {
            guard items.count < Self.limit, let layer = Self.layer(word) else {
                throw UnknownWord(word: word)
            }
            items.append(Item(word: word, layer: layer))
        }
        self.items = items
    }

    private static func layer(_ word: String) -> Layer? {
        if let layer = plain[word] { return layer }
        for (start, isMaximum) in [("maxpool", true), ("avgpool", false)] where word.hasPrefix(start) {
            guard let settings = settings(word.dropFirst(start.count).trimmingColon, first: "k") else {
                return nil
            }
            let kernel = settings["k"] ?? 2
            let stride = settings["s"] ?? kernel
            let padding = settings["p"] ?? 0
            guard padding <= kernel / 2 else { return nil }
            return isMaximum
                ? .maximum(kernel: kernel, stride: stride, padding: padding)
                : .average(kernel: kernel, stride: stride, padding: padding)
        }
        guard word.hasPrefix("conv:"), let settings = settings(word.dropFirst(5), first: nil) else {
            return nil
        }
        return .convolution(stride: settings["s"] ?? 1, padding: settings["p"])
    }

    /// Letters with numbers: `3s2p1`, where the first number may stand without its letter.
    private static func settings(_ text: Substring, first: Character?) -> [Character: Int]? {
        var settings: [Character: Int] = [:]
        var rest = text
        var key = first
        while !rest.isEmpty {
            if let letter = rest.first, "ksp".contains(letter) {
                guard letter != "k" || first != nil else { return nil }
                key = letter
                rest = rest.dropFirst()
            }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let letter = key, let number = Int(digits),
                (letter == "p" ? 0...64 : 1...64).contains(number),
                settings.updateValue(number, forKey: letter) == nil
            else { return nil }
            rest = rest.dropFirst(digits.count)
            key = nil
        }
        return settings
    }
}

extension Substring {
    /// Without a colon at the start.
    fileprivate var trimmingColon: Substring { first == ":" ? dropFirst() : self }
}
