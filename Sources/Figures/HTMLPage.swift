import Foundation

/// One HTML file that needs nothing else: no script, no other file, no network; it prints well.
public struct HTMLPage {
    private let title, body, language: String

    /// - Parameters:
    ///   - title: plain text, for the window and the first line.
    ///   - body: markup; drawings and pictures lie in it.
    ///   - language: of its texts, as in ISO 639-1.
    public init(title: String, body: String, language: String = "en") {
        self.title = Markup.escaped(title)
        self.body = body
        self.language = Markup.escaped(language)
    }

    public var data: Data {
        Data(
            """
            <!DOCTYPE html>
            <html lang="\(language)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <h1>\(title)</h1>
            \(body)
            </body>
            </html>

            """.utf8)
    }

    private static let style = """
        body { font: 15px/1.5 sans-serif; color: #222; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; border-bottom: 1px solid #ccc; margin-top: 2.5rem; }
        table { border-collapse: collapse; margin: .5rem 0 1.5rem; } th, td { padding: .2rem .7rem; text-align: left; }
        thead th { border-bottom: 1px solid #888; } tbody tr:nth-child(even) { background: #f6f6f6; }
        td.number { text-align: right; font-variant-numeric: tabular-nums; }
        figure { margin: 0 0 1rem; break-inside: avoid; } figcaption { font-size: .85rem; color: #555; max-width: 30rem; }
        .sheet { display: flex; flex-wrap: wrap; gap: 1rem; } .sheet figure { width: 170px; }
        section { break-before: auto; } svg { max-width: 100%; height: auto; }
        @media print { body { margin: 0; max-width: none; } }
        """
}
