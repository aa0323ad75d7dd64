"""HDF5 files, sound ones and such as mean harm, written by h5py.

sound.h5 holds arrays in every form of storage that a Keras file may have. The others
each have one thing that Glassbox refuses; `kept` is a sound array beside it.
"""

from pathlib import Path

import h5py
import numpy

FOLDER = Path(__file__).resolve().parent


def values(*shape):
    count = int(numpy.prod(shape))
    return (numpy.arange(count, dtype=numpy.float32) * numpy.float32(0.5) - 3).reshape(shape)


def write(name, fill, **options):
    with h5py.File(FOLDER / name, "w", **options) as file:
        file["kept"] = values(2, 3)
        fill(file)


def sound(file):
    file.attrs["text"] = "one text"
    file.attrs["bytes"] = numpy.bytes_("fixed length")
    file.attrs["list"] = numpy.array([b"first", b"second one"])
    file.attrs["number"] = 4
    file.attrs["variable"] = ["a", "bc", ""]
    file.attrs["layer_names0"] = numpy.array([b"zero", b"one"])
    file.attrs["layer_names1"] = numpy.array([b"two"])
    group = file.create_group("group/inner")
    group.attrs["path"] = "group/inner"
    group["plain"] = values(3, 4, 5)
    group.create_dataset("compressed", data=values(9, 11), chunks=(4, 5), compression="gzip", shuffle=True)
    group.create_dataset("chunks", data=values(7, 3), chunks=(2, 2), fletcher32=True)
    group["double"] = values(5).astype("f8")
    group["half"] = values(4, 2).astype("f2")
    group["big"] = values(6).astype(">f4")
    group["integers"] = numpy.arange(5)
    group["scalar"] = numpy.float32(2.5)
    group["nothing"] = values(0)
    file["optimizer_weights/momentum"] = values(2)
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple((5,))
    dataset = h5py.h5d.create(file.id, b"compact", h5py.h5t.IEEE_F32LE, space, compact)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, values(5))


def external_storage(file):
    file.create_dataset("outside", (4,), "f4", external=[("/etc/passwd", 0, 16)])


def virtual(file):
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "data", (4,))
    file.create_virtual_dataset("put-together", layout)


def link_to_itself(file):
    file["group/again"] = file["/"]


def links(file, link):
    file["link"] = link


def bomb(shape, **options):
    return lambda file: file.create_dataset("bomb", shape, "f4", **options)


def main():
    print(f"h5py {h5py.__version__}, HDF5 {h5py.version.hdf5_version}")
    write("sound.h5", sound)
    write("sound-latest.h5", sound, libver="latest")
    write("soft-link.h5", lambda file: links(file, h5py.SoftLink("/kept")))
    write("external-link.h5", lambda file: links(file, h5py.ExternalLink("/etc/passwd", "/")))
    write("external-storage.h5", external_storage)
    write("virtual.h5", virtual)
    write("cycle.h5", link_to_itself)
    write("bomb-chunks.h5", bomb((1 << 20, 1 << 20), chunks=(1 << 10, 1 << 10), compression="gzip"))
    write("bomb-late.h5", bomb((1 << 10, 1 << 10)))
    write("bomb-overflow.h5", bomb((1 << 31, 1 << 31, 8), chunks=(1, 1, 8)))
    for path in sorted(FOLDER.glob("*.h5")):
        print(f"{path.stat().st_size:>8}  {path.name}")


if __name__ == "__main__":
    main()
