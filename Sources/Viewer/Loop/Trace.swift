import CSDL2
import Foundation

/// What happened when, as lines of JSON in the file that `GLASSBOX_TRACE` names; nothing without it.
final class Trace {
    private let file: UnsafeMutablePointer<FILE>?
    private var layouts: [String: [Int]] = [:]
    private var lastState = ""
    private let start = Trace.processStart()

    init() {
        file = ProcessInfo.processInfo.environment["GLASSBOX_TRACE"].flatMap { fopen($0, "a") }
    }

    deinit { if let file { fclose(file) } }

    var isOn: Bool { file != nil }

    /// Writes one event; values are JSON already.
    func write(_ event: String, _ values: [(String, String)] = []) {
        guard let file else { return }
        let time = String(format: "%.6f", Self.now() - start)
        let fields = [("event", Self.quoted(event)), ("t", time)] + values
        fputs("{" + fields.map { "\(Self.quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}\n", file)
        fflush(file)
    }

    /// Writes where the controls lie in window pixels if that changed.
    func layout(_ controls: [Control], pixels: (Rect) -> SDL_Rect) {
        guard isOn else { return }
        var places: [String: [Int]] = [:]
        for control in controls {
            let frame = pixels(control.frame)
            places[control.name] = [Int(frame.x), Int(frame.y), Int(frame.w), Int(frame.h)]
        }
        guard places != layouts else { return }
        layouts = places
        let entries = places.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\($0.value)" }
        write("layout", [("controls", "{" + entries.joined(separator: ",") + "}")])
    }

    /// Writes what is shown if that changed.
    func state(_ state: ViewerState) {
        guard isOn else { return }
        let facts: [(String, String)] = [
            ("busy", "\(state.activity == .working)"), ("paused", "\(state.activity == .paused)"),
            ("model", Self.quoted(state.model?.name ?? "")),
            ("photo", Self.quoted(state.path)), ("photos", "\(state.photos.count)"),
            ("layer", Self.quoted(state.layer?.name ?? "")), ("method", Self.quoted(state.mode.name)),
            ("class", "\(state.classIndex ?? -1)"),
            ("answered", Self.quoted(state.answer?.question.method ?? "")),
            ("pictures", "\(state.pictureCount)"), ("notice", Self.quoted(state.notice?.english ?? "")),
            ("obstacle", Self.quoted(state.obstacle?.english ?? "")),
            ("focus", Self.quoted(state.focus ?? "")),
            ("presenting", "\(state.isPresented)"),
            ("lesson", Self.quoted(state.lessonRun?.lesson.name ?? "")),
            ("step", "\((state.lessonRun?.step ?? -1) + 1)"),
            ("stepDone", "\(state.lessonRun?.isDone == true)"),
            ("training", Self.quoted("\(state.training.phase)")),
            ("epochs", "\(state.training.history.count)"), ("frames", "\(state.film?.frames.count ?? 0)"),
            ("frame", "\(state.frame ?? -1)"), ("playing", "\(state.playingVideo != nil)"),
            ("moment", "\(state.analysis?.frame?.number ?? -1)"),
            ("set", Self.quoted(state.set.map { "\($0.phase)" } ?? "")),
            ("studied", "\(state.set?.done ?? 0)"), ("mistakes", "\(state.set?.mistakeCount ?? 0)"),
            ("shown", "\(state.set?.shown.count ?? 0)"),
            ("page", Self.quoted(state.set.map { "\($0.findings.page)" } ?? "")),
            ("finding", "\(state.set?.findings.isBusy == true)"),
            ("held", "\(state.set?.isHeld == true)"),
            ("channel", "\(state.enlargedChannel ?? -1)"),
        ]
        let text = facts.map(\.1).joined(separator: "\t")
        guard text != lastState else { return }
        lastState = text
        write("state", facts)
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20: result += String(format: "\\u%04x", scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Seconds since the machine started.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// When this process started: field 22 of proc(5)'s `stat`, in clock ticks since the machine started.
    private static func processStart() -> Double {
        guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return now() }
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 19, let ticks = Double(fields[19]) else { return now() }
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
