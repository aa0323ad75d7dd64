import COneDNN
import Foundation
import Tensors

/// oneDNN as it is loaded.
public enum OneDNN {
    /// Its version, `2.6.3`.
    public static var version: String {
        let version = dnnl_version().pointee
        return "\(version.major).\(version.minor).\(version.patch)"
    }

    /// The instruction set of its code for 32-bit floats, under the name that `DNNL_MAX_CPU_ISA` gives it.
    public static var instructions: String {
        sets.first { has($0.isa) }?.name ?? "unknown"
    }

    /// The widest vector instructions that it uses, which can be narrower than the processor's.
    public static var vectorInstructions: Processor.VectorInstructions {
        has(dnnl_cpu_isa_avx512_core) ? .avx512 : has(dnnl_cpu_isa_avx2) ? .avx2 : .none
    }

    /// Whether it uses the processor's instructions for bfloat16 (AVX512_BF16 or AMX).
    static var hasBFloat16: Bool { has(dnnl_cpu_isa_avx512_core_bf16) }

    /// Threads of the team that it computes with.
    public static var threadCount: Int {
        // OpenMP's library comes with oneDNN, if that is built for OpenMP.
        guard dnnl_version().pointee.cpu_runtime == UInt32(DNNL_RUNTIME_OMP),
            let symbol = dlsym(nil, "omp_get_max_threads")
        else { return Processor.current.coreCount }
        return Int(unsafeBitCast(symbol, to: (@convention(c) () -> Int32).self)())
    }

    /// The widest first.
    private static var sets: [(isa: dnnl_cpu_isa_t, name: String)] {
        [
            (dnnl_cpu_isa_avx512_core, "AVX512_CORE"), (dnnl_cpu_isa_avx2, "AVX2"), (dnnl_cpu_isa_avx, "AVX"),
            (dnnl_cpu_isa_sse41, "SSE41"),
        ]
    }

    /// Whether it may use a set; each has the bits of those that it contains.
    private static func has(_ isa: dnnl_cpu_isa_t) -> Bool {
        dnnl_get_effective_cpu_isa().rawValue & isa.rawValue == isa.rawValue
    }
}
