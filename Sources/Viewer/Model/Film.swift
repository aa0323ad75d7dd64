import Files
import Foundation
import Imaging
import ModelFormats
import Words

/// One network at several times: the files that a training writes into a folder, in the order of their names.
struct Film: Equatable, Sendable {
    struct Frame: Equatable, Sendable {
        let path: String
        /// Nil for a file that is gone.
        let version: FileVersion?

        /// `Epoch 3`, or the file's name without its ending.
        var caption: Words {
            let stem = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
            guard stem.hasPrefix("epoch-"), let number = Int(stem.dropFirst(6)) else {
                return Words(verbatim: stem)
            }
            return number == 0 ? Strings.beforeTraining : Strings.epoch(number)
        }
    }

    let folder: String
    /// What it is called: of the network that is trained here, or of the folder.
    let name: String
    /// Whether the window's own training writes it.
    let isOwn: Bool
    private(set) var frames: [Frame] = []
    /// Whether each new frame is shown as it comes.
    var isFollowing = true
    var isPlaying = false
    /// How many frames of a copy that is being saved are made.
    var saved: Int?

    /// Frames a second while it plays.
    static let pace = 2.0

    /// - Parameter network: what the network of the window's own training is called; nil for another program's folder.
    init(_ folder: String, network: String? = nil) {
        self.folder = folder
        name = network ?? URL(fileURLWithPath: folder).lastPathComponent
        isOwn = network != nil
    }

    func position(of choice: ModelChoice) -> Int? { frames.firstIndex { $0.path == choice.name } }

    /// Takes in what the folder holds now.
    mutating func receive(_ found: [Frame]) { frames = found }
}

/// What a person does with the film.
enum FilmAction: Hashable, Sendable {
    /// A frame by its position.
    case show(Int)
    case step(Int)
    /// Plays from here, or from the beginning at the end; stops.
    case play
    /// Shows each new frame as it comes.
    case follow
    case close
    case stopSaving
}

/// What comes of a film that is saved.
enum FilmNews: Sendable {
    case progress(Int)
    case made([FilmPicture])
    case failed(any Error)
    case stopped
    /// There is a file of that name.
    case nameTaken
}

/// One frame as it is saved: what the window shows of it, and what stands above.
struct FilmPicture: Sendable {
    let picture: Picture
    let caption: Words
}
