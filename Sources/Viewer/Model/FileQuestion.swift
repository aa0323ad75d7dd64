import Datasets
import Imaging
import Words

/// What the window wants to know of the disk, which may be slow: the loop never waits for it.
enum FileQuestion: Equatable, Sendable {
    /// How paths came into the window.
    enum Origin: Sendable {
        case dropped, pasted, typed, chosen
    }

    /// What a folder has for the program.
    case folder(String)
    /// What the files and folders are, read as far as that is needed to open them.
    case open([String], Origin)
    /// What of the catalogue is here, and which folders there are.
    case inventory
    /// All languages that the window can speak.
    case languages
    /// All lessons that ship with the program or are the person's own.
    case lessons
    /// Photos for a training, to be put into a box, or into boxes of their own.
    case examples([String], to: Int?)
    /// A set of pictures, labelled or not.
    case set([String])
    /// A set of pictures that a session looks at.
    case keptSet(String)
    /// The networks of a folder, and those that come later.
    case film(String)
    /// Fonts of the system that have these letters.
    case fonts([Unicode.Scalar])
    /// What a layer holds, of which weights may still lie on the disk.
    case facts(LayerQuestion)
}

/// What was found on the disk.
enum FileFinding: Sendable {
    case listing(FileListing)
    /// The folder that was asked for, and why it cannot be listed.
    case noListing(String, any Error)
    /// Nil where the file is no picture.
    case thumbnail(String, Picture?)
    case opened(OpenedFiles)
    case inventory(Inventory)
    /// English and all others, and why one of them cannot be used.
    case languages([Language], failure: (any Error)?)
    /// In the order of their names, and why one of them cannot be used.
    case lessons([Lesson], failure: (any Error)?)
    case examples(FoundExamples, to: Int?)
    case noExamples(any Error)
    /// Nil for letters that no font has.
    case fonts([Unicode.Scalar: FoundFont?])
    case facts(LayerFacts)
}

/// What was found among files and folders; each part may be missing.
struct Media: Sendable, Equatable {
    /// Those in folders included.
    var photos: [String] = []
    var network: String?
    /// A file with the names of classes.
    var labels: String?
    var hadFolders = false
    /// Files that were left out because they are none of these.
    var skipped: [String] = []
}

/// What can be opened of files that were dropped, pasted, typed or chosen.
enum OpenedFiles: Sendable {
    case media(Media)
    /// A set of pictures, and those of them that join the list of photos.
    case set(Dataset, photos: [String])
    /// A set of pictures that a session looks at; nil where it is gone.
    case keptSet(String, Dataset?)
    /// The first, and the paths of all that came with it.
    case session(FoundSession, all: [String])
    case lesson(Lesson)
    /// A folder of networks, which is watched from now on.
    case film(String, [Film.Frame])
    /// A folder by the path that was typed.
    case folder(FileListing)
    case missing(String)
    /// A file that is there and none that can be opened.
    case unknown(String)
    case failed(any Error)
}
