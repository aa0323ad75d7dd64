"""What goes wrong, in the program's own sentences."""


class GlassboxError(RuntimeError):
    """The program refused or failed: its sentence, and its exit code as ``status``.

    64 is wrong usage, 65 bad data, 66 no such input, 69 not available, 70 an internal error, 73 an output that cannot be
    written, 130 cancelled; a negative number is the signal that ended the program.
    """

    def __init__(self, sentence: str, status: int):
        super().__init__(sentence)
        self.status = status
