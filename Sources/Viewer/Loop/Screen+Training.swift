import CSDL2
import Files
import Imaging
import Training
import Words

/// Trainings and films, between the state and the workers.
extension Screen {
    func train(_ order: TrainingOrder) {
        worker.training.obey(order) { [files = worker.files] in files.watch($0) }
    }

    /// Copies the trained network to where a person wants it.
    func saveNetwork(_ saving: Saving) {
        guard let result = state.training.result else { return }
        state.notice = Strings.saving
        worker.save {
            saving.write { try TrainedFiles(result).copy(to: TrainedFiles($0)) }
        }
    }

    /// Has the pictures of the film made.
    func makeFilm(_ saving: Saving) {
        guard let film = state.film else { return }
        state.film?.saved = 0
        worker.films.make(saving, of: film.frames, asking: state.request(scale: canvas.scale))
    }

    /// Writes the film, each picture under its caption.
    func write(_ pictures: [FilmPicture], _ saving: Saving) {
        let captioned = pictures.map { self.captioned($0) }
        state.notice = Strings.saving
        worker.save {
            saving.write { try WholeFile.write(FilmWriter.data(of: captioned, as: saving.export), to: $0) }
        }
    }

    /// The height of a caption in logical pixels.
    private static let captionHeight = 36.0

    /// A picture with its caption above it, drawn where the window is drawn next.
    private func captioned(_ frame: FilmPicture) -> Picture {
        let height = Self.captionHeight
        let place = Rect(
            x: 0, y: 0, width: min(Double(frame.picture.width) / canvas.scale, Layout.width),
            height: height)
        Theme.$appearance.withValue(Appearance()) {
            canvas.fill(place, Theme.surface)
            canvas.text(frame.caption, in: place.insetBy(8, 0), size: Theme.Size.heading, weight: .bold)
        }
        let strip = picture(of: canvas.pixels(place))
        let top = strip?.height ?? 0
        var whole = Picture(width: frame.picture.width, height: frame.picture.height + top, fill: .white)
        if let strip { whole.draw(strip, atX: 0, y: 0) }
        whole.draw(frame.picture, atX: 0, y: top)
        return whole
    }
}
