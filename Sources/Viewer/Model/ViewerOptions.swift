import Foundation
import ModelFormats
import Words

/// What the window opens with.
public struct ViewerOptions: Sendable {
    /// Photos to look at; without any, those that ship with the program.
    public var images: [String]
    public var model: ModelChoice
    /// A layer's name, or nil for the one at which Grad-CAM says most.
    public var layer: String?
    /// A method's name, or nil for the first.
    public var mode: String?
    /// A class as on the command line, or nil for the most probable.
    public var classText: String?
    /// Where all randomness comes from.
    public var seed: UInt64
    /// A folder of networks that is watched, or nil.
    public var watch: String?
    /// The desktop's language by its code, if it has one.
    public var language: String?

    /// Whether the window may start with what it showed last.
    var namesNothing: Bool {
        images.isEmpty && model == ModelChoice() && layer == nil && mode == nil && classText == nil
            && seed == 0 && watch == nil
    }

    /// The same with whole paths of networks, which hold wherever the next start begins.
    var withWholePaths: ViewerOptions {
        var options = self
        if model.isFile { options.model.name = URL(fileURLWithPath: model.name).path }
        options.watch = watch.map { URL(fileURLWithPath: $0).path }
        return options
    }

    public init(
        images: [String] = [], model: ModelChoice = ModelChoice(), layer: String? = nil, mode: String? = nil,
        classText: String? = nil, seed: UInt64 = 0,
        watch: String? = nil,
        language: String? = Language.code(environment: ProcessInfo.processInfo.environment)
    ) {
        self.images = images
        self.model = model
        self.layer = layer
        self.mode = mode
        self.classText = classText
        self.seed = seed
        self.watch = watch
        self.language = language
    }
}
