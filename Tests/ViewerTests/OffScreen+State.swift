import ModelFormats

@testable import Viewer

extension Viewer {
    static func initialState(_ options: ViewerOptions) throws -> ViewerState { try Start(options).state }

    static func samplePhotos() throws -> [String] { try SamplePhotos.paths() }
}

extension OffScreen {
    convenience init(state: ViewerState, width: Int = OffScreen.width, height: Int = OffScreen.height) throws
    {
        var start = try Start(ViewerOptions())
        start.state = state
        try self.init(start, width: width, height: height)
    }
}

extension ViewerState {
    /// Opens files and takes in what the reader finds, as the loop does.
    mutating func open(_ paths: [String], _ origin: FileQuestion.Origin = .dropped) -> Effect {
        guard case .look(.open(let asked, let from)) = perform(.open(paths, origin)) else { return .nothing }
        return receive(OpenedFiles(at: asked, from))
    }

    mutating func receive(_ files: OpenedFiles) -> Effect {
        receive(Delivery(generation: 0, content: .file(.opened(files))))
    }
}
