import Words

/// The errors of this module that a person may be told.
public enum ViewerRefusals {
    public static let all: [any Refusal.Type] = [
        FileListingError.self, EmptyFolder.self, SessionError.self, LessonError.self, ViewerError.self,
        FilmError.self,
    ]
}
