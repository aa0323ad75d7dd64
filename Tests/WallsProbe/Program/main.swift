import CWallsProbe
import Glibc

// walls-probe [open]
exit(walls_probe(CommandLine.arguments.dropFirst().first == "open" ? 1 : 0))
