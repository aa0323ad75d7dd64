import ArgumentParser
import Explanations
import Files
import Foundation
import ModelFormats
import Words

/// `glassbox benchmark`: how fast a network runs here, and how fast the machine would allow.
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time a network on this machine.",
        discussion: """
            All measurements are run in turn, again and again, so that what else the machine does falls on all of \
            them alike; the median counts.
            """)

    @OptionGroup var modelOptions: ModelOptions

    @Option(help: ArgumentHelp("How many runs of each measurement.", valueName: "count"))
    var runs = 15

    @Option(help: ArgumentHelp("The photo; by default the sample photo.", valueName: "image"))
    var image: String?

    @Flag(
        help: """
            Print JSON: {model, machine, libraries: [{name, version, code, threads, warning}], measurements: \
            [{name, median, minimum, runs}], peakMemory}.
            """)
    var json = false

    @Flag(
        help: ArgumentHelp(
            "Read measurements' names from standard input, one a line, and answer each with one run's seconds.",
            discussion: """
                So another program can run its own measurements in between. Besides: peak-memory in bytes, methods, and \
                streaming METHOD for the seconds to the first picture and from a cancellation to the end.
                """))
    var serve = false

    /// The JSON object.
    struct Report: Codable, Equatable {
        struct Row: Codable, Equatable {
            var name: Measurement
            /// Seconds.
            var median: Double
            /// Seconds.
            var minimum: Double
            var runs: Int
        }

        var model: String
        var machine: Machine
        var libraries: [Library]
        var measurements: [Row]
        /// The most memory held while the network ran, in bytes.
        var peakMemory: Int
    }

    func validate() throws {
        guard runs >= 1 else { throw ValidationError("--runs must be at least 1.") }
    }

    func run() throws {
        let photo = try image ?? ResourceFolder.path("Resources/photos/cat.png")
        let bench = try Workbench(try modelOptions.load(), photo: photo)
        if serve { return try answer(with: bench) }
        let times = try measure(bench)
        let peak = peakMemoryByteCount()
        let report = Report(
            model: bench.model.name, machine: try .measured(), libraries: Library.loaded(),
            measurements: bench.measurements.filter { !$0.isLong }.map { measurement in
                let sorted = times[measurement, default: []].sorted()
                return Report.Row(
                    name: measurement, median: sorted[sorted.count / 2], minimum: sorted[0],
                    runs: sorted.count)
            }, peakMemory: peak)
        if json { try JSONOutput.print(report) } else { show(report, title: bench.model.title) }
    }

    /// The seconds of every run, after one that warms the caches.
    private func measure(_ bench: Workbench) throws -> [Measurement: [Double]] {
        var times: [Measurement: [Double]] = [:]
        for round in 0...runs {
            for measurement in bench.measurements where !measurement.isLong {
                let seconds = try bench.run(measurement)
                if round > 0 { times[measurement, default: []].append(seconds) }
            }
        }
        return times
    }

    private func answer(with bench: Workbench) throws {
        Interruption.endsAtOnce()
        while let line = readLine() {
            if line == "peak-memory" {
                print(peakMemoryByteCount())
            } else if line == "methods" {
                print(bench.methods.map(\.name).joined(separator: " "))
            } else if let name = Self.method(in: line) {
                let streaming = try bench.stream(ExplanationMethods.named(name))
                print(streaming.firstPicture, streaming.cancellation ?? 0)
            } else {
                guard let measurement = Measurement(rawValue: line), bench.measurements.contains(measurement)
                else {
                    throw UsageError.unknownMeasurement(
                        line, known: bench.measurements.map(\.rawValue) + ["peak-memory"])
                }
                print(try bench.run(measurement))
            }
            fflush(nil)
        }
    }

    /// The method's name in a line that asks how the method streams.
    private static func method(in line: String) -> String? {
        let words = line.split(separator: " ")
        return words.count == 2 && words[0] == "streaming" ? String(words[1]) : nil
    }

    private func show(_ report: Report, title: String) {
        var table = Table(.left, .right, .right)
        table.add(title, "median", "best")
        for row in report.measurements {
            table.add(row.name.summary, row.median.asTime, row.minimum.asTime)
        }
        print(table.text())
        print("Peak memory: \(report.peakMemory.asMegabytes)")
        let machine = report.machine
        print(
            "\(machine.processor), \(machine.cores) cores, \(machine.vectors): "
                + String(
                    format: "%.0f GFLOP/s, %.1f GB/s read", machine.gigaflopsPerSecond,
                    machine.gigabytesPerSecond))
        for library in report.libraries { print(library.line) }
        for warning in report.libraries.compactMap(\.warning) { print("Warning: \(warning)") }
    }
}
