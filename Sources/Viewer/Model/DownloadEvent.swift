import ModelFormats

/// How a download is going.
enum DownloadEvent: Sendable {
    case progress(DownloadProgress)
    /// It is here and verified.
    case arrived
    case cancelled
    case failed(any Error)
}

/// A network of the catalogue that is on its way.
struct RunningDownload: Equatable {
    let name: String
    let title: String
    var progress: DownloadProgress?
}
