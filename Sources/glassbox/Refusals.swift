import Words

/// The errors of this module.
enum ProgramRefusals {
    static let all: [any Refusal.Type] = [
        UsageError.self, StandardOutputError.self, LowMemory.self,
        RequestError.self,
    ]
}
