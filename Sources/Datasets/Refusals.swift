import Words

/// The errors of this module.
public enum DatasetsRefusals {
    public static let all: [any Refusal.Type] = [DatasetError.self]
}
