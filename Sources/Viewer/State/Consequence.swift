extension ViewerState {
    /// What the loop has to do after an action.
    enum Consequence: Equatable {
        case redraw
        case request
        case cancelWork
        /// The network's name.
        case download(String)
        case cancelDownload
        case toggleFullScreen
        case export(Export)
        /// To be looked up on the disk, which takes its time.
        case look(FileQuestion)
        case paste
        case quit
    }
}
