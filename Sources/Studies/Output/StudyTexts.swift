import Words

/// What reports and figures of studies say, one of each form: all of it has a translation in each language.
public enum StudyTexts {
    public static var all: [Words] {
        get throws {
            try Analyses.all.flatMap { try $0.examples.flatMap(\.words) } + HTMLReport.texts
                + FigureFiles.texts
                + ConfusionDrawing.texts + ReliabilityDrawing.texts
        }
    }
}
