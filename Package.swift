// swift-tools-version: 6.0
import PackageDescription

// PIE is what Swift makes. Addresses of functions are resolved at the start and read-only from then on; no stack is
// executable. Tests/package/layout.sh reads it off the programs.
let hardenedLinks: [LinkerSetting] = [
    .unsafeFlags(["relro", "now", "noexecstack"].flatMap { ["-Xlinker", "-z", "-Xlinker", $0] })
]
let hardenedSwift: [SwiftSetting] = [.unsafeFlags(["-Xfrontend", "-enable-stack-protector"])]
let hardenedC: [CSetting] = [
    .unsafeFlags(["-fstack-protector-strong"]),
    .define("_FORTIFY_SOURCE", to: "3", .when(configuration: .release)),
]

let package = Package(
    name: "Glassbox",
    products: [
        .executable(name: "glassbox", targets: ["glassbox"]),
        .executable(name: "glassbox-hdf5", targets: ["HDF5Reader"]),
        .executable(name: "glassbox-pictures", targets: ["PictureReader"]),
        .executable(name: "glassbox-video", targets: ["VideoReader"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: [
        .systemLibrary(name: "COneDNN"),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas"),
        .systemLibrary(name: "CSDL2", pkgConfig: "sdl2"),
        .systemLibrary(name: "CCairo", pkgConfig: "cairo-ft"),
        .systemLibrary(name: "CFontconfig", pkgConfig: "fontconfig"),
        .systemLibrary(name: "CHDF5", pkgConfig: "hdf5"),
        .systemLibrary(name: "CFFmpeg", pkgConfig: "libavformat"),
        .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg"),
        .systemLibrary(name: "CTIFF", pkgConfig: "libtiff-4"),
        .systemLibrary(name: "CAVIF"),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl"),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),
        // A signal handler, which must not run Swift.
        .target(name: "CMappingGuard", cSettings: hardenedC),

        .target(name: "Words"),
        // What a process that reads a stranger's file may not do.
        .target(name: "CWalls", cSettings: hardenedC),
        .target(name: "Files", dependencies: ["Words", "CMappingGuard", "CZlib", "CLinux"]),
        .target(name: "Tensors", dependencies: ["Files", "COpenBLAS"]),
        // Loops over vectors, once for each instruction set, which take minutes without optimisation.
        .target(name: "CWinograd", cSettings: [.unsafeFlags(["-O2"])] + hardenedC),
        .target(name: "CVectorLoops", cSettings: [.unsafeFlags(["-O2", "-fno-math-errno"])] + hardenedC),
        .target(name: "NeuralNetwork", dependencies: ["Tensors", "COneDNN", "CWinograd", "CVectorLoops"]),
        // Loops over pixels, which take minutes without optimisation.
        .target(
            name: "Imaging", dependencies: ["Tensors", "PictureReport", "VideoReport", "CLinux", "CSDL2"],
            swiftSettings: [.unsafeFlags(["-O"])]),
        .target(name: "Figures", dependencies: ["Imaging", "CCairo"]),
        .target(name: "Datasets", dependencies: ["Imaging"]),
        .target(name: "PictureReport"),
        // Its own process: glassbox starts it for the first picture. Loops over pixels.
        .executableTarget(
            name: "PictureReader",
            dependencies: ["PictureReport", "CSDL2", "CJPEG", "CTIFF", "CAVIF", "CLinux", "CWalls"],
            swiftSettings: [.unsafeFlags(["-O"])] + hardenedSwift, linkerSettings: hardenedLinks),
        .target(name: "VideoReport"),
        // Its own process: glassbox starts it for each video and camera. Loops over pixels.
        .executableTarget(
            name: "VideoReader", dependencies: ["VideoReport", "CFFmpeg", "CLinux", "CWalls"],
            swiftSettings: [.unsafeFlags(["-O"])] + hardenedSwift, linkerSettings: hardenedLinks),
        .target(name: "HDF5Report"),
        // Its own process: glassbox starts it for each HDF5 file.
        .executableTarget(
            name: "HDF5Reader", dependencies: ["HDF5Report", "CHDF5", "CLinux", "CWalls"],
            swiftSettings: hardenedSwift,
            linkerSettings: hardenedLinks),
        .target(
            name: "ModelFormats",
            dependencies: [
                "NeuralNetwork", "Imaging", "HDF5Report", "CLinux", "CCurl", "CCrypto",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["ONNX/Protocol/onnx.proto"]),
        .target(name: "Explanations", dependencies: ["ModelFormats", "Figures"]),
        // Loops over all values of all layers, which take minutes without optimisation.
        .target(
            name: "Studies", dependencies: ["Explanations", "Datasets"], swiftSettings: [.unsafeFlags(["-O"])]
        ),
        // Loops over parameters, which take minutes without optimisation.
        .target(
            name: "Training", dependencies: ["ModelFormats", "Datasets"],
            swiftSettings: [.unsafeFlags(["-O"])]),
        .target(
            name: "Viewer",
            dependencies: [
                "Explanations", "Studies", "Training", "CLinux", "CSDL2", "CFontconfig",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(
            name: "glassbox",
            dependencies: [
                "Viewer", "Studies", "Training", "CLinux",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: hardenedSwift, linkerSettings: hardenedLinks),

        .testTarget(name: "WordsTests", dependencies: ["Words"]),
        // Tries from inside what walls forbid.
        .target(name: "CWallsProbe", dependencies: ["CWalls"], path: "Tests/WallsProbe/Attempts"),
        .executableTarget(
            name: "walls-probe", dependencies: ["CWallsProbe"], path: "Tests/WallsProbe/Program"),
        .testTarget(name: "FilesTests", dependencies: ["Files", "CZlib", "CLinux", "walls-probe"]),
        .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
        // Sums over millions of values, which take minutes without optimisation.
        .target(
            name: "GoldenData", dependencies: ["ModelFormats", "CZlib"], path: "Tests/GoldenDataReader",
            swiftSettings: [.unsafeFlags(["-O"])]),
        .target(name: "LoopbackServer", path: "Tests/LoopbackServer", exclude: ["server.py"]),
        .target(
            name: "OperatorSamples", dependencies: ["NeuralNetwork", "GoldenData"],
            path: "Tests/OperatorSamples"),
        .testTarget(
            name: "NeuralNetworkTests",
            dependencies: ["NeuralNetwork", "GoldenData", "OperatorSamples", "CWinograd"]),
        .executableTarget(
            name: "onnx-backend", dependencies: ["ModelFormats", "NeuralNetwork", "Files"],
            path: "Tests/ONNXBackend",
            exclude: ["cases.tar.gz", "passing.txt", "run.sh"]),
        // Signals of a child that reads changed files.
        .target(name: "FuzzTraps", path: "Tests/FuzzTraps"),
        .executableTarget(
            name: "glassbox-fuzz",
            dependencies: ["Viewer", "Explanations", "ModelFormats", "HDF5Report", "CLinux", "FuzzTraps"],
            path: "Tests/Fuzz", exclude: ["seeds", "regressions", "run.sh"]),
        .executableTarget(
            name: "operator-benchmark", dependencies: ["ModelFormats", "NeuralNetwork"],
            path: "Benchmarks/steps"),
        .testTarget(
            name: "ImagingTests",
            dependencies: ["Imaging", "PictureReport", "PictureReader", "VideoReport", "VideoReader"]),
        .testTarget(name: "FiguresTests", dependencies: ["Figures"]),
        .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "CZlib"]),
        .testTarget(
            name: "ModelFormatsTests",
            dependencies: ["ModelFormats", "GoldenData", "HDF5Reader", "CZlib", "LoopbackServer"]),
        .testTarget(name: "ExplanationsTests", dependencies: ["Explanations", "GoldenData"]),
        .testTarget(name: "StudiesTests", dependencies: ["Studies", "GoldenData"]),
        .testTarget(name: "TrainingTests", dependencies: ["Training", "GoldenData"]),
        .testTarget(
            name: "ViewerTests",
            dependencies: ["Viewer", "Studies", "Training", "OperatorSamples", "GoldenData"],
            exclude: ["Snapshots/Pictures"]),
        .testTarget(name: "glassboxTests", dependencies: ["glassbox", "LoopbackServer"]),
    ],
    swiftLanguageModes: [.v6]
)

// What tests check is optimised in ./test; to optimise the tests, too, would take longer than they do.
for target in package.targets where target.type == .test {
    target.swiftSettings = [.unsafeFlags(["-Onone"], .when(configuration: .release))]
}

// A module is compiled again when one that it names has changed, and how its values lie in memory is decided by all modules
// behind those: each names them all, or a build after a change would mix old and new.
let modules = package.targets.filter { [.regular, .executable].contains($0.type) }

/// The names of the modules that a target names, and those of the modules behind them.
@MainActor func names(behind target: Target) -> Set<String> {
    var all: Set<String> = []
    for case .byNameItem(let name, _) in target.dependencies {
        guard let module = modules.first(where: { $0.name == name }) else { continue }
        all.formUnion(names(behind: module).union([name]))
    }
    return all
}

for target in package.targets {
    var unnamed = names(behind: target)
    for case .byNameItem(let name, _) in target.dependencies { unnamed.remove(name) }
    target.dependencies += unnamed.sorted().map { .byNameItem(name: $0, condition: nil) }
}
