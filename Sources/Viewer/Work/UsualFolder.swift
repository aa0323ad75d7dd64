import Foundation
import Words

/// Folders that the browser offers where they exist.
enum UsualFolder: CaseIterable {
    case home, pictures, downloads, desktop, documents, media, computer

    var title: Words {
        switch self {
        case .home: "Home"
        case .pictures: "Pictures"
        case .downloads: "Downloads"
        case .desktop: "Desktop"
        case .documents: "Documents"
        case .media: "Media"
        case .computer: "Computer"
        }
    }

    var path: String {
        switch self {
        case .home: NSHomeDirectory()
        case .pictures: NSHomeDirectory() + "/Pictures"
        case .downloads: NSHomeDirectory() + "/Downloads"
        case .desktop: NSHomeDirectory() + "/Desktop"
        case .documents: NSHomeDirectory() + "/Documents"
        case .media: "/media"
        case .computer: "/"
        }
    }
}
