"""The measurements as a Markdown table."""

from .rows import Row


def seconds(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def megabytes(value: float | None) -> str:
    return "" if value is None else f"{value / 1e6:.0f} MB"


def table(rows: list[Row]) -> str:
    cells = [("Measurement", "Glassbox", "Compared with", "Its time", "Ratio", "Target", "Peak memory", "Its peak memory")]
    cells += [(
        row.title, seconds(row.ours), row.rival, seconds(row.theirs),
        "" if row.ratio is None else f"{row.ratio:.2f}",
        row.target + ("" if row.is_met else " (missed)"), megabytes(row.our_memory), megabytes(row.their_memory),
    ) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    rule = tuple("-" * (width - 1) + (":" if column in (1, 3, 4, 6, 7) else "-") for column, width in enumerate(widths))
    lines = [
        "| " + " | ".join(
            cell.rjust(width) if column in (1, 3, 4, 6, 7) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))) + " |"
        for row in [cells[0], rule, *cells[1:]]]
    return "\n".join(lines)
