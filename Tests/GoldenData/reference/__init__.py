"""What the generators of the golden data share."""

import sys
from pathlib import Path

GOLDEN_DATA = Path(__file__).resolve().parent.parent
ROOT = GOLDEN_DATA.parent.parent
sys.path.insert(0, str(ROOT / "Scripts"))
