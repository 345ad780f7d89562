#!/usr/bin/env bash
# For a short time on a GPU: the tests marked cuda, then saved runs go on, each for its share of the rest.
#
#   bench/gpu.sh RUNS OUT [SECONDS]
#
# RUNS holds run folders with a saved state. What the tests said goes to OUT, and what each run is then, with its card.
set -uo pipefail
runs=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
end=$(($(date +%s) + ${3:-480}))
python=${PYTHON:-python3}
cd "$(dirname "$0")/.."

"$python" -m pytest -m cuda 2>&1 | tee "$out/tests.txt"
folders=("$runs"/*/)
left=${#folders[@]}
for folder in "${folders[@]}"; do
  share=$(((end - $(date +%s)) / left--))
  ((share > 0)) || break
  recipe=$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1] + "/settings.json"))["recipe"])' "$folder")
  timeout --signal TERM --kill-after 60 "$share" "$python" -m gan_demo train "$recipe" --run "$folder" --resume
  mkdir -p "$out/$(basename "$folder")"
  cp -r "$folder"/{settings.json,events.jsonl,state.pt,checkpoint} "$out/$(basename "$folder")/"
done
