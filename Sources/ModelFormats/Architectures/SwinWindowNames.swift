/// What timm's name of a Swin transformer of the second version says of its windows, which its weights do not: `swinv2_tiny_window16_256`,
/// or `swinv2_base_window12to24_192to384` for one that was trained further with larger windows.
struct SwinWindowNames: Equatable {
    /// Rows and columns of a window, and those of the windows at the training's begin, to which distances are related.
    let side: Int
    let trained: Int?
    /// Rows and columns of pictures.
    let size: Int

    /// - Returns: nil for another name.
    init?(_ architecture: String?) {
        guard let parts = architecture?.split(separator: "_"), parts.first == "swinv2",
            let place = parts.firstIndex(where: { $0.hasPrefix("window") }), place + 1 < parts.count
        else { return nil }
        func numbers(_ text: Substring) -> [Int] {
            text.split(separator: "to").prefix(2).map { Int($0.prefix(while: \.isNumber)) ?? 0 }
        }
        let windows = numbers(parts[place].dropFirst("window".count))
        let sizes = numbers(parts[place + 1])
        guard let side = windows.last, let size = sizes.last, InputSize.allowed.contains(size),
            windows.allSatisfy((1...SwinWindow.windowLimit).contains)
        else { return nil }
        self.side = side
        self.size = size
        trained = windows.count > 1 ? windows[0] : nil
    }

    /// The variants that timm builds.
    static let variants =
        ["tiny", "small", "base"].flatMap { ["swinv2_\($0)_window8_256", "swinv2_\($0)_window16_256"] }
        + ["base", "large"].flatMap { size in
            ["window12_192", "window12to16_192to256", "window12to24_192to384"].map { "swinv2_\(size)_\($0)" }
        }
}
