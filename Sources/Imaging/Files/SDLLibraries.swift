import CSDL2

/// SDL's libraries as they are loaded.
public enum SDLLibraries {
    /// Names and versions: `SDL2` and `2.26.5`, then those for pictures and for fonts.
    public static var versions: [(name: String, version: String)] {
        var core = SDL_version()
        SDL_GetVersion(&core)
        return [
            ("SDL2", text(core)), ("SDL2_image", text(IMG_Linked_Version().pointee)),
            ("SDL2_ttf", text(TTF_Linked_Version().pointee)),
        ]
    }

    private static func text(_ version: SDL_version) -> String {
        "\(version.major).\(version.minor).\(version.patch)"
    }
}
