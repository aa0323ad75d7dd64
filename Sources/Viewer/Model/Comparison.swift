import Explanations

/// Several answers beside each other: columns by rows.
struct Comparison: Hashable, Sendable {
    /// What differs from picture to picture.
    enum Subject: String, CaseIterable, Sendable {
        /// Columns are methods, rows are classes.
        case methods
        /// The chosen method for the five most probable classes.
        case classes
        /// The chosen method for neighbouring photos.
        case photos
        /// The chosen method in the networks that were used last.
        case networks
        /// The chosen method for the photo, the photo without a rectangle of it, and that alone.
        case region
    }

    var subject: Subject
    /// Names of the methods to compare, for ``Subject/methods``.
    var methods: [String]
    /// For ``Subject/region``, and only for that.
    private(set) var region: Selection?
    /// For ``Subject/methods``: how many of the most probable classes.
    static let rowCount = 2
    /// For ``Subject/photos`` and ``Subject/networks``.
    static let mostColumns = 4

    init(_ subject: Subject, methods: [String] = Self.standardMethods) {
        self.subject = subject
        self.methods = methods
    }

    init(region: Selection) {
        self.init(.region)
        self.region = region
    }

    /// Those that explain a class with one pass back through the network, and the chosen others.
    static let standardMethods = ["grad-cam", "grad-cam++", "layer-cam", "saliency", "integrated-gradients"]
        .filter {
            name in ExplanationMethods.all.contains { $0.name == name }
        }

    /// Adds a method or takes it away; one always stays.
    mutating func toggle(_ method: String) {
        if let index = methods.firstIndex(of: method) {
            if methods.count > 1 { methods.remove(at: index) }
        } else {
            methods.append(method)
        }
    }
}
