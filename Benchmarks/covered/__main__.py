"""Opens many networks of many forms and compares what they answer with the framework that wrote them.

Every module of this folder with a function `files()` gives (family, name, build); `build(folder)` writes a file there and gives its
path, an input N×C×H×W, the framework's answer (scores, or probabilities) and, where it has them, options of glassbox and the
gradient of the greatest score with respect to the input. Files and answers are kept in the work folder, so that a second run only
asks the program.
"""
import argparse
import collections
import concurrent.futures
import importlib
import json
import pathlib
import subprocess
import sys
import tempfile
import traceback

import numpy

MODULES = {"onnx_files": "ONNX", "bare_weights": "Bare weights", "keras_files": "Keras",
           "tflite_files": "TensorFlow Lite", "pt2_files": "torch.export", "torchscript_files": "TorchScript"}
TOLERANCE = 1e-3
# Of the gradient's length. A rectifier or a maximum that lies at the brink falls to the other side by rounding alone, so that two
# exact libraries differ by more than their rounding.
GRADIENT_LIMIT = 5e-2
COARSE = {"quantised": 0.05, "int8": 0.05, "uint8": 0.05, "int16": 0.02, "dynamic": 0.05}


def safe(text):
    return "".join(c if c.isalnum() or c in "-_.+" else "_" for c in text)


def kept(folder, build):
    """The path, the input, the answer and the options of a file, written once."""
    record = folder / "record.json"
    if not record.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path, picture, answer, options, gradient = (*build(folder), (), None)[:5]
        numpy.save(folder / "input.npy", numpy.ascontiguousarray(picture, dtype=numpy.float32))
        record.write_text(json.dumps({
            "path": str(pathlib.Path(path).relative_to(folder)), "answer": numpy.asarray(answer, float).ravel().tolist(),
            "options": list(options)}))
        if gradient is not None:
            numpy.save(folder / "gradient.npy", numpy.asarray(gradient, dtype=numpy.float32))
    known = json.loads(record.read_text())
    return folder / known["path"], folder / "input.npy", numpy.array(known["answer"]), known.get("options", [])


def explained(program, path, picture, options, index):
    """The gradient that the program finds for a class, or nil where it gives none."""
    with tempfile.TemporaryDirectory() as folder:
        result = pathlib.Path(folder) / "gradient.npy"
        subprocess.run(
            [program, "explain", picture, "--model", path, "--method", "saliency", "--class", str(index), "--raw", result, *options],
            capture_output=True, timeout=180)
        return numpy.load(result) if result.exists() else None


def asked(program, path, picture, options, answer):
    """Exit status, scores, probabilities, what the program said, and how far its gradient is from the framework's."""
    try:
        result = subprocess.run(
            [program, "classify", picture, "--model", path, "--json", "--top", "1000000", *options],
            capture_output=True, text=True, timeout=180)
    except subprocess.TimeoutExpired:
        return "no answer in 180 s", None, None, "", None
    said = result.stderr.strip()
    if result.returncode != 0:
        return result.returncode, None, None, said, None
    predictions = sorted(json.loads(result.stdout)[0]["predictions"], key=lambda p: p["index"])
    error = None
    if (picture.parent / "gradient.npy").exists():
        expected = numpy.load(picture.parent / "gradient.npy")
        # One score is that of the second of two classes.
        found = explained(program, path, picture, options, int(answer.argmax()) if len(answer) > 1 else 1)
        error = numpy.inf
        if found is not None and found.size == expected.size:
            error = float(numpy.linalg.norm(found.ravel() - expected.ravel()) / max(1e-12, numpy.linalg.norm(expected)))
    return (0, numpy.array([p["logit"] for p in predictions]),
            numpy.array([p["probability"] for p in predictions]), said, error)


def deviation(found, answer):
    """Of the five greatest of what is expected, relative to the greatest of all."""
    if found is None or len(found) != len(answer) or not numpy.isfinite(found).all():
        return numpy.inf
    top = numpy.argsort(answer)[-5:]
    return float(numpy.abs(found - answer)[top].max() / max(1e-6, numpy.abs(answer).max()))


def judged(name, status, scores, probabilities, answer):
    if status != 0:
        return ("refused" if status in (65, 69) else "failed"), None
    if len(answer) == 1 and len(scores) == 2:  # one score is that of the second of two classes
        scores, probabilities = scores[1:], probabilities[1:]
    best = min(deviation(scores, answer), deviation(probabilities, answer))
    limit = max([TOLERANCE] + [limit for word, limit in COARSE.items() if word in name])
    return ("right" if best <= limit else "wrong"), best


def gradients(row):
    return f"{row['exact']} of {row['gradients']}" if row["gradients"] else ""


def entries(names):
    for name in names:
        module = importlib.import_module(f"covered.{name}")
        for family, entry, build in module.files():
            yield MODULES[name], family, entry, build


def table(results):
    """By format and family, in Markdown."""
    rows = collections.OrderedDict()
    for result in results:
        row = rows.setdefault((result["format"], result["family"]), collections.Counter())
        row[result["verdict"]] += 1
        row["files"] += 1
        row["gradients"] += result["gradient"] is not None
        row["exact"] += result["gradient"] is not None and result["gradient"] <= TOLERANCE
    lines = ["| Format | Family | Files | Right | Refused with a sentence | Wrong or failed | Gradients within 1e-3 |",
             "|---|---|---|---|---|---|---|"]
    for (group, family), row in rows.items():
        lines.append(f"| {group} | {family} | {row['files']} | {row['right']} | {row['refused']} | {row['wrong'] + row['failed']} | {gradients(row)} |")
    whole = collections.Counter(result["verdict"] for result in results)
    lines.append(f"| **All** | | {len(results)} | {whole['right']} | {whole['refused']} | {whole['wrong'] + whole['failed']} | {gradients(sum(rows.values(), collections.Counter()))} |")
    return lines


def main():
    parser = argparse.ArgumentParser(prog="coverage", description=__doc__)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="where files are written and kept")
    parser.add_argument("--modules", default=",".join(MODULES))
    parser.add_argument("--only", default="", help="a part of a family's or a file's name")
    parser.add_argument("--json", type=pathlib.Path, help="every file's result")
    parser.add_argument("--earlier", type=pathlib.Path, action="append", default=[], help="results of another run, for the table")
    parser.add_argument("--page", type=pathlib.Path, help="the table by family, in Markdown, between its two marks")
    options = parser.parse_args()

    results = []
    available = [m for m in options.modules.split(",") if (pathlib.Path(__file__).parent / f"{m}.py").exists()]
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pending = None

        def take(pending):
            group, family, name, answer, future = pending
            status, scores, probabilities, said, slope = future.result()
            verdict, error = judged(f"{family} {name}", status, scores, probabilities, answer)
            if verdict == "right" and slope is not None and slope > GRADIENT_LIMIT:
                verdict = "wrong"
            results.append(dict(format=group, family=family, name=name, verdict=verdict, status=status,
                                deviation=error, gradient=slope, said=said.splitlines()))
            if verdict != "right":
                print(f"{verdict:8} {family}: {name}  {'' if error is None else f'{error:.2g} '}{'' if slope is None else f'gradient {slope:.2g} '}{said[-240:]!r}", flush=True)

        for group, family, name, build in entries(available):
            if options.only and options.only not in family and options.only not in name:
                continue
            try:
                path, picture, answer, needed = kept(options.work / safe(group) / safe(family) / safe(name), build)
            except Exception:
                print(f"not built {family}: {name}\n{traceback.format_exc(limit=-2)}", file=sys.stderr, flush=True)
                continue
            future = pool.submit(asked, options.program, path, picture, needed, answer)
            if pending:
                take(pending)
            pending = (group, family, name, answer, future)
        if pending:
            take(pending)

    for earlier in options.earlier:
        results += json.loads(earlier.read_text())
    lines = table(results)
    print("\n".join(lines))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
    if options.page:
        page = options.page.read_text()
        begin, end = "<!-- coverage -->", "<!-- /coverage -->"
        before, after = page.split(begin)[0], page.split(end)[1]
        options.page.write_text(before + begin + "\n" + "\n".join(lines) + "\n" + end + after)
    return 1 if any(result["verdict"] in ("wrong", "failed") for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
