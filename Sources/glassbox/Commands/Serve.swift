import ArgumentParser
import Files
import Foundation

/// `glassbox serve`: answers questions until its input ends, and keeps the networks meanwhile.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Answer questions of another program, one after the other, and keep the networks meanwhile.",
        discussion: """
            A request is a line of JSON on standard input, {"id": 1, "arguments": ["explain", "photo.jpg", "--method", \
            "grad-cam", "--raw", "values.npy"]}: a command line of \(Self.names). "files", a list of {"name", "bytes"}, \
            announces photos whose bytes follow the line; "folder" is where paths begin. The answer is a line \
            {"id", "status", "answer", "remarks", "files"} with what --json prints, followed by the bytes of the files that \
            the command line would have written; where there is none, "error" is the sentence and "status" the exit code. \
            The end of the input ends the program.
            """)

    /// What can be asked.
    static let commands: [any (ParsableCommand & ServedCommand).Type] = [
        Classify.self, Explain.self, Evaluate.self, Arithmetic.self, Methods.self, ListTargets.self,
        Layers.self,
    ]

    private static let names = commands.map { $0._commandName }.joined(separator: ", ")

    @Flag(help: "Requests come on standard input, answers go to standard output.")
    var stdio = false

    /// Seconds without a request until memory for the next one is given back.
    private static let idleSeconds = 5.0

    func validate() throws {
        guard stdio else { throw ValidationError("serve needs --stdio.") }
    }

    func run() throws {
        Interruption.endsAtOnce()
        ClosedOutput.endsProgram()
        let workplace = ServedWorkplace()
        var requests = RequestReader(STDIN_FILENO)
        while true {
            if !requests.hasMore(within: Self.idleSeconds) { workplace.rest() }
            do {
                guard let (head, files) = try requests.next() else { return }
                try send(Self.response(to: head, files, at: workplace))
            } catch let error as RequestError {
                try send(Response(id: .null, error).data)
                throw error
            }
        }
    }

    private func send(_ data: Data) throws {
        StandardStreams.writeOutput(data)
        try StandardStreams.check()
    }

    private static func response(to head: JSONValue, _ files: [MappedFile], at workplace: ServedWorkplace)
        throws
        -> Data
    {
        let id = Request.id(of: head)
        defer { workplace.end() }
        do {
            let request = try Request(head: head, files: files)
            try workplace.begin(request)
            let answer = try command(request.arguments).answer(at: workplace)
            if let path = MappedFile.shortened.min() {
                workplace.forgetNetworks()
                throw FileError.shortened(path)
            }
            return try Response(id: id, answer, remarks: workplace.remarks, files: workplace.written).data
        } catch {
            return try Response(id: id, error).data
        }
    }

    private static func command(_ arguments: [String]) throws -> any ServedCommand {
        guard let name = arguments.first, let command = commands.first(where: { $0._commandName == name })
        else {
            throw RequestError.notServed(arguments.first ?? "", known: commands.map { $0._commandName })
        }
        do {
            return try parsed(command, Array(arguments.dropFirst()))
        } catch  where command.exitCode(for: error).isSuccess {
            throw RequestError.noQuestion
        }
    }

    private static func parsed<Command: ParsableCommand & ServedCommand>(
        _ command: Command.Type, _ arguments: [String]
    ) throws -> Command {
        try command.parse(arguments)
    }
}
