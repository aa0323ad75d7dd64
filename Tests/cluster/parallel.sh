#!/usr/bin/env bash
# Divides a study with GNU parallel, kills one part on its way, runs it again, and compares what is put together with one run.
#
#     Tests/cluster/parallel.sh .build/release/glassbox
set -euo pipefail
program=$(readlink -f -- "$1")
root=$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# 150 pictures: the sample photos under many names, one of them broken.
while read -r label photo; do
    mkdir -p "set/$label"
    for number in $(seq 25); do ln -s "$root/Resources/photos/$photo" "set/$label/$number-$photo"; done
done << 'END'
palace palace.jpg
daisy flower.jpg
espresso coffee.png
missile rocket.jpg
tiger_cat cat.png
tripod camera.png
END
echo text > set/palace/broken.jpg

"$program" study set --analyses errors,twins,health --csv one.csv --report one.html > one.txt

# A part that is killed while it runs: it is not finished, and `merge` says so.
"$program" study set --analyses errors,twins,health --shard 2/5 --output part-2.jsonl > /dev/null 2>&1 &
victim=$!
until [ -s part-2.jsonl ]; do sleep 0.02; done
kill -KILL $victim
wait $victim 2> /dev/null || true
if "$program" merge part-2.jsonl 2> errors.txt; then
    echo "a part that is not finished was merged" && exit 1
fi
grep -q "is not finished" errors.txt || { cat errors.txt; exit 1; }

# `citation` keeps parallel from asking for one.
seq 5 | parallel --will-cite -j 2 "$program" study set --analyses errors,twins,health --shard {}/5 \
    --output part-{}.jsonl '>' /dev/null
"$program" merge part-*.jsonl --csv merged.csv > merged.txt
cmp one.csv merged.csv
diff one.txt merged.txt

find set/ -name '*.jpg' | sort | parallel --will-cite --keep-order --pipe -N 20 "$program" study --stdin > lines.jsonl
python3 - << 'END'
import json
lines = [json.loads(line) for line in open("lines.jsonl")]
assert len(lines) == 76, len(lines)
assert sum("error" in line for line in lines) == 1
assert sum(line["predictions"][0]["label"] == "palace" for line in lines if "error" not in line) == 25
END
echo "Five parts by GNU parallel, one of them killed and run again, make the table of one run: $(wc -l < one.csv) lines."
