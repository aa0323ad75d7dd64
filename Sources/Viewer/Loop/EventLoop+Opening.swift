import CSDL2

/// How large the window is.
extension EventLoop {
    /// As large as parts and letters are elsewhere, but at least four fifths of the display and at most all of it: many displays
    /// say nothing of their density.
    static func openingSize(_ driver: String?) -> (width: Int32, height: Int32) {
        var bounds = SDL_Rect(x: 0, y: 0, w: Int32(Extent.beside.width), h: Int32(Extent.beside.height))
        SDL_GetDisplayUsableBounds(0, &bounds)
        let (width, height) = (Double(bounds.w), Double(bounds.h))
        let least = [Extent.beside, .stacked].max {
            min(width / $0.width, height / $0.height) < min(width / $1.width, height / $1.height)
        }!
        let most = min(width / least.width, height / least.height)
        let scale = min(max(density(driver), 0.8 * most), most)
        // A display with no room to spare is filled, whatever its proportions: the parts flow into it.
        if scale == most { return (bounds.w, bounds.h) }
        return (Int32(least.width * scale), Int32(least.height * scale))
    }

    /// How many of the display's units a logical pixel takes for text to be as large as elsewhere: X11 counts real pixels,
    /// other systems have units of their own.
    private static func density(_ driver: String?) -> Double {
        var dotsPerInch: Float = 0
        guard driver == "x11", SDL_GetDisplayDPI(0, nil, &dotsPerInch, nil) == 0,
            (96...600).contains(dotsPerInch)
        else { return 1 }
        return Double(dotsPerInch) / 96
    }

    func toggleFullScreen() {
        let full = SDL_WINDOW_FULLSCREEN_DESKTOP.rawValue
        let isFull = SDL_GetWindowFlags(window) & full == full
        SDL_SetWindowFullscreen(window, isFull ? 0 : full)
    }
}
