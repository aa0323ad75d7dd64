import CWallsProbe
import Glibc

// walls-probe [open|camera]
let kind = CommandLine.arguments.dropFirst().first
exit(walls_probe(kind == "open" ? 1 : 0, kind == "camera" ? 1 : 0))
