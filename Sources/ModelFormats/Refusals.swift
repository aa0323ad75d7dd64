import Words

/// The errors of this module.
public enum ModelFormatsRefusals {
    public static let all: [any Refusal.Type] = [
        BareWeightsError.self, DownloadError.self, ExportedProgramError.self, FixedInputSize.self,
        ForeignNetwork.self,
        HDF5Error.self, HuggingFaceError.self, KerasError.self, LabelCountError.self,
        ModelError.self, NamedTensorsError.self, ONNXError.self, ONNXExportError.self, PyTorchError.self,
        OtherInputError.self, SafeTensorsError.self,
        SidecarError.self, TFLiteError.self, TorchScriptError.self, TrainableNetworkError.self,
        UnknownModelFile.self, UnknownOutput.self,
        UnsuitableInput.self, UnsupportedFeature.self, UnsupportedKerasLayer.self, WriteObstacle.self,
        ZipError.self,
    ]
}
