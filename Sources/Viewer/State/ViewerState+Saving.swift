import Explanations
import Foundation

/// What is taken out of the window.
extension ViewerState {
    /// Asks for the place of what is to be saved.
    mutating func ask(_ export: Export) -> Consequence {
        card = nil
        let folder = preferences.saveFolder ?? FileManager.default.currentDirectoryPath
        if export == .network, training.result != nil {
            let names = training.plan.filledClasses.prefix(3).map { String($0.name.prefix(24)) }
            card = Saving(export, name: names.joined(separator: "-"), folder: folder)
            return .redraw
        }
        guard let answer, model != nil, obstacle == nil || export == .window || export == .session else {
            notice = Strings.nothingYet
            return .redraw
        }
        guard export != .commandLine else { return .copyCommandLine }
        let name =
            switch export {
            case .window: "glassbox-window"
            case .frame: stillFrameName ?? "frame"
            default: answer.explanation.fileStem + (isOfFilm(export) ? "-film" : "")
            }
        card = Saving(export, name: name, folder: folder)
        return .redraw
    }

    /// Whether there is such a thing to take out.
    func offers(_ export: Export) -> Bool {
        if export == .frame { return stillFrameName != nil }
        if export == .network { return training.result != nil && !training.isBusy }
        return !isOfFilm(export) || film.map { $0.frames.count > 1 && $0.saved == nil } ?? false
    }

    private func isOfFilm(_ export: Export) -> Bool { export == .film || export == .filmSheet }

    /// Asks again, since there is a file of that name.
    mutating func askAgain(_ saving: Saving) {
        var saving = saving
        saving.isTaken = true
        card = saving
    }
}
