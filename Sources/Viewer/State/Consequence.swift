import ModelFormats

extension ViewerState {
    /// What the loop has to do after an action.
    enum Consequence: Equatable {
        case redraw
        /// The window's parts have another size.
        case rearrange
        case request
        /// Holds the work until it is gone on with or something else is asked.
        case pauseWork
        case goOn
        /// The network's name.
        case download(String)
        case cancelDownload
        case toggleFullScreen
        case copyCommandLine
        case save(Saving)
        /// What is said of a network, beside its file.
        case remember(ModelChoice)
        /// The same, and asks for it.
        case adopt(ModelChoice)
        /// To be looked up on the disk, which takes its time.
        case look(FileQuestion)
        case train(TrainingOrder)
        /// A study of a set.
        case keep(SetPace)
        case stopFilm
        /// Makes a frame a photo.
        case freeze(FrozenFrame)
        case paste
        case quit
    }
}
