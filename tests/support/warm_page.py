"""The page, started as `python app.py` starts it, but for its runs: the trainer of each is forked."""

import runpy
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]

if __name__ == "__main__":
    sys.path[0] = str(TESTS.parent)
    sys.path.append(str(TESTS))
    from support import warm

    from gan_demo.runs import launch

    launch.SPARE = warm.Trainers()
    sys.argv[0] = str(TESTS.parent / "app.py")
    runpy.run_path(sys.argv[0], run_name="__main__")
