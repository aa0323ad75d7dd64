import CSDL2
import Dispatch
import Explanations
import Imaging

/// Draws the window without one: the same screen on a surface in memory.
final class OffScreen {
    static let width = 1700
    static let height = 1000

    let screen: Screen
    private let surface: UnsafeMutablePointer<SDL_Surface>
    private let arrived = DispatchSemaphore(value: 0)

    /// - Throws: `FileError`, ``ViewerError/drawing(_:)``.
    init(
        _ start: Start, width: Int = OffScreen.width, height: Int = OffScreen.height
    ) throws {
        guard
            let surface = SDL_CreateRGBSurfaceWithFormat(
                0, Int32(width), Int32(height), 32, SDL_PIXELFORMAT_ABGR8888.rawValue),
            let renderer = SDL_CreateSoftwareRenderer(surface)
        else { throw ViewerError.drawing(sdlMessage()) }
        self.surface = surface
        let canvas = try Canvas(renderer: renderer)
        canvas.fit(width: width, height: height)
        let arrived = arrived
        screen = Screen(
            state: start.state, canvas: canvas,
            worker: Worker(networks: start.networks) { arrived.signal() }, trace: Trace())
        // One picture is asked for.
        screen.playsVideos = false
    }

    deinit {
        screen.worker.stop()
        screen.canvas.forgetTextures()
        SDL_DestroyRenderer(screen.canvas.renderer)
        SDL_FreeSurface(surface)
    }

    /// Asks for all that the state wants and waits until it is there.
    func complete() {
        screen.request()
        while screen.state.activity != .idle {
            arrived.wait()
            _ = screen.receive()
        }
        screen.draw()
        waitForFiles()
        completeSet()
    }

    /// Waits until the network has said what it makes of the whole set, and the thumbnails that are shown then are there.
    private func completeSet() {
        func isBusy() -> Bool {
            screen.state.set.map {
                $0.isBusy || $0.phase != .paused && $0.findings.isBusy && !$0.findings.isHeld
            } ?? false
        }
        // A session's set has come with the files just now.
        if screen.state.set?.isDue == true { screen.draw() }
        guard isBusy() else { return }
        while isBusy() || screen.state.activity != .idle {
            arrived.wait()
            _ = screen.receive()
        }
        screen.draw()
        waitForFiles()
    }

    /// Performs an action and waits for its result.
    func perform(_ action: Action) {
        switch screen.arranged({ screen.state.perform(action) }) {
        case .request, .rearrange: complete()
        case .adopt(let choice):
            screen.remember(choice, keepsRest: true)
            complete()
        case .look(let question):
            let generation = screen.state.generation
            screen.look(question)
            waitForFiles()
            if screen.state.generation != generation { complete() }
        default: break
        }
    }

    private func waitForFiles() {
        while screen.isLookingAtFiles {
            arrived.wait()
            _ = screen.receive()
        }
    }

    /// What the window shows.
    func picture() -> Picture {
        screen.draw()
        return screen.picture() ?? Picture(width: 1, height: 1)
    }
}
