#!/usr/bin/env bash
# Each `import gradio`, and not only the first after an installation, parses the source of its components that have events
# and derives a type stub of each, only to find that the stub beside it says the same already: about half of the import's
# time. Where Python knows no file of the classes (inspect.getfile raises OSError) it leaves that out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check gradio==6.31.0
cat > "$folder/seconds.py" <<'PYTHON'
import inspect
import sys
import time

if sys.argv[1] == "without":
    known = inspect.getfile

    def getfile(thing):
        if getattr(thing, "__module__", "").startswith("gradio."):
            raise OSError("no source")
        return known(thing)

    inspect.getfile = getfile
begun = time.process_time()
import gradio  # noqa: E402

print(gradio.__version__, round(time.process_time() - begun, 2))
PYTHON
cat > "$folder/stubs.py" <<'PYTHON'
import pathlib
import subprocess
import sys
import sysconfig

folder = pathlib.Path(__file__).parent
package = pathlib.Path(sysconfig.get_paths()["purelib"], "gradio")


def imported(how: str) -> tuple[int, float]:
    """How many stubs an import wrote anew, and the processor's seconds that it took."""
    before = {path: path.stat().st_mtime_ns for path in package.rglob("*.pyi")}
    told = subprocess.run([sys.executable, folder / "seconds.py", how], capture_output=True, text=True, check=True)
    version, seconds = told.stdout.split()[-2:]
    written = sum(path.stat().st_mtime_ns != before.get(path) for path in package.rglob("*.pyi"))
    print(f"gradio {version}, {how} stubs: {written} of {len(before)} written, {seconds} s of the processor")
    return written, float(seconds)


imported("with"), imported("without")  # once each before it counts: byte code is compiled
(written, slow), (_, quick) = imported("with"), imported("without")
assert written == 0, "an import writes its stubs anew now"
assert slow > 1.3 * quick, "the stubs no longer cost much of an import"
PYTHON
"$folder/venv/bin/python" "$folder/stubs.py"
