import CSDL2
import Files
import ModelFormats

/// The program's icon on its window, where the window manager shows one.
enum WindowIcon {
    static func show(on window: OpaquePointer) {
        guard let path = try? ResourceFolder.path("Resources/icons/glassbox-256.png"),
            let icon = IMG_Load(path)
        else { return }
        SDL_SetWindowIcon(window, icon)
        SDL_FreeSurface(icon)
    }
}
