import Explanations
import Foundation

/// What is taken out of the window.
extension ViewerState {
    /// Asks for the place of what is to be saved.
    mutating func ask(_ export: Export) -> Consequence {
        card = nil
        guard let answer, model != nil, obstacle == nil || export == .window || export == .session else {
            notice = Strings.nothingYet
            return .redraw
        }
        guard export != .commandLine else { return .copyCommandLine }
        let folder = preferences.saveFolder ?? FileManager.default.currentDirectoryPath
        let name = export == .window ? "glassbox-window" : answer.explanation.fileStem
        card = Saving(export, name: name, folder: folder)
        return .redraw
    }

    /// Asks again, since there is a file of that name.
    mutating func askAgain(_ saving: Saving) {
        var saving = saving
        saving.isTaken = true
        card = saving
    }
}
