"""Pseudo-random numbers that any language can make again, bit for bit.

splitmix64(x), all arithmetic modulo 2^64:
    z = x + 0x9E3779B97F4A7C15
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB
    z ^ (z >> 31)
uniform(x) = (splitmix64(x) >> 40) * 2^-24, in [0, 1), exact in float32; so is 2 * uniform(x) - 1.
"""

import numpy

INPUT_INDEX = 1000


def splitmix64(x: numpy.ndarray) -> numpy.ndarray:
    """The output function of the generator for every uint64 of an array."""
    with numpy.errstate(over="ignore"):
        z = numpy.asarray(x, numpy.uint64) + numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return z ^ (z >> numpy.uint64(31))


def symmetric(tensor_index: int, count: int, seed: int = 0) -> numpy.ndarray:
    """`count` float32 in [-1, 1): element i is 2 * uniform(seed + (tensor_index << 40) + i) - 1."""
    first = numpy.uint64(seed + (tensor_index << 40))
    bits = splitmix64(first + numpy.arange(count, dtype=numpy.uint64)) >> numpy.uint64(40)
    return bits.astype(numpy.float32) * numpy.float32(2.0**-23) - numpy.float32(1)


def network_input(shape: tuple[int, ...], seed: int = 0) -> numpy.ndarray:
    """The network input of the golden data: `symmetric` with tensor index 1000."""
    return symmetric(INPUT_INDEX, int(numpy.prod(shape)), seed).reshape(shape)
