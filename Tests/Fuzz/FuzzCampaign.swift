import Foundation
import Synchronization

/// Many children over all formats until the time is up or every format has had its inputs.
final class FuzzCampaign: Sendable {
    private struct Account {
        let format: FuzzFormat
        var next: UInt64 = 0
        var seconds = 0.0
        var read = 0, accepted = 0, used = 0, findings = 0
        /// Pieces of work that are under way.
        var running = 0
        /// Inputs for one child.
        var piece: UInt64 = 300
    }

    private let settings: FuzzSettings
    private let accounts: Mutex<[Account]>
    /// Findings by their keys, with how often they came.
    private let found = Mutex<[String: Int]>([:])

    init(_ formats: [FuzzFormat], _ settings: FuzzSettings) {
        self.settings = settings
        accounts = Mutex(formats.map { Account(format: $0) })
    }

    /// - Returns: whether nothing was found.
    func run() -> Bool {
        let end = Date() + settings.seconds
        let group = DispatchGroup()
        for _ in 0..<settings.jobs {
            group.enter()
            Thread.detachNewThread { [self] in
                while Date() < end, let (format, range) = take(end) { work(format, range) }
                group.leave()
            }
        }
        group.wait()
        let accounts = accounts.withLock { $0 }
        for account in accounts {
            print(
                account.format.name.padding(toLength: 18, withPad: " ", startingAt: 0),
                "\(account.read) read, \(account.accepted) accepted, \(account.used) used, "
                    + "\(account.findings) findings, \(Int(account.seconds)) s")
        }
        if !settings.corpus.isEmpty {
            for account in accounts {
                print(
                    "\(account.format.name): \(FuzzCorpus.reached(account.format, in: settings.corpus)) edges"
                )
            }
        }
        let causes = found.withLock { $0 }
        print(
            "fuzz: \(accounts.reduce(0) { $0 + $1.read }) inputs, \(accounts.reduce(0) { $0 + $1.accepted }) accepted, "
                + "\(accounts.reduce(0) { $0 + $1.used }) used, \(causes.count) causes of findings (seed \(settings.seed))"
        )
        return causes.isEmpty
    }

    /// Work for a format that has had the least time for its share.
    private func take(_ end: Date) -> (FuzzFormat, Range<UInt64>)? {
        accounts.withLock { accounts in
            let open = accounts.indices.filter { accounts[$0].next < settings.count }
            guard
                let place = open.min(by: { first, second in
                    func spent(_ account: Account) -> Double {
                        (account.seconds + 2 * Double(account.running)) / Double(account.format.share)
                    }
                    return spent(accounts[first]) < spent(accounts[second])
                })
            else { return nil }
            let start = accounts[place].next
            let range = start..<min(start + accounts[place].piece, settings.count)
            accounts[place].next = range.upperBound
            accounts[place].running += 1
            return (accounts[place].format, range)
        }
    }

    private func work(_ format: FuzzFormat, _ range: Range<UInt64>) {
        var rest = range
        let start = Date()
        var (read, accepted, used, findings) = (0, 0, 0, 0)
        while !rest.isEmpty {
            guard let run = try? FuzzRun(format, ["\(rest.lowerBound)", "\(rest.upperBound)"], settings)
            else { break }
            read += run.read
            accepted += run.accepted
            used += run.used
            findings += run.findings.count
            for finding in run.findings { keep(finding, format) }
            guard let index = run.brokenAt else { break }
            read += 1
            rest = index + 1..<max(index + 1, rest.upperBound)
        }
        let seconds = -start.timeIntervalSinceNow
        accounts.withLock { accounts in
            guard let place = accounts.firstIndex(where: { $0.format.name == format.name }) else { return }
            accounts[place].seconds += seconds
            accounts[place].running -= 1
            accounts[place].read += read
            accounts[place].accepted += accepted
            accounts[place].used += used
            accounts[place].findings += findings
            // Children of some four seconds.
            let rate = Double(max(read, 1)) / max(seconds, 0.05)
            accounts[place].piece = UInt64(min(max(rate * 4, 20), 20_000))
        }
    }

    /// Writes the first input of every cause.
    private func keep(_ finding: Finding, _ format: FuzzFormat) {
        let cause = "\(finding.kind.rawValue) \(format.name) \(finding.key)"
        let isNew = found.withLock { found in
            found[cause, default: 0] += 1
            return found[cause] == 1
        }
        guard isNew else { return }
        print("FOUND \(cause) (--seed \(settings.seed), input \(finding.index))")
        fflush(nil)
        var inputs = FuzzInputs(of: format, seed: settings.seed, root: settings.root)
        guard finding.kind != .none else { return }
        var (bytes, seed) = finding.input.map { ($0, "guided") } ?? inputs.input(finding.index)
        if settings.minimises { bytes = Minimiser(format, seed, finding, settings).minimised(bytes) }
        let folder = "\(settings.root)/.build/fuzz/found/\(format.name)"
        let stem = URL(fileURLWithPath: seed).deletingPathExtension().lastPathComponent
        let ending = URL(fileURLWithPath: format.fileName).pathExtension
        let name = "\(stem)-\(finding.kind.rawValue)-\(settings.seed)-\(finding.index)"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try? Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name).\(ending)"))
        try? Data("\(cause)\n\n\(finding.text)\n".utf8).write(
            to: URL(fileURLWithPath: "\(folder)/\(name).report"))
    }
}
