#!/usr/bin/env bash
# `import gradio` parses the source of each of its components that has events and writes a type stub beside it, on every
# import and not once: files of the installed package are rewritten by a program that only imports it, and the import
# spends seconds on it. Where Python knows no file of the classes (inspect.getfile raises OSError) it leaves that out.
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
    print(f"gradio {version}, {how} stubs: {written} written, {seconds} s of the processor")
    return written, float(seconds)


imported("with"), imported("without")  # once each before it counts: byte code is compiled
(again, slow), (none, quick) = imported("with"), imported("without")
assert again > 20, "an import after the first writes no stubs any more"
assert none == 0, "stubs are written without the source"
assert quick < slow, "the stubs cost nothing any more"
PYTHON
"$folder/venv/bin/python" "$folder/stubs.py"
