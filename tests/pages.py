#!/usr/bin/env python3
"""How well the text and the fields of news sites' pages are found: converts each page of corpora/pages, compares the
body with the text beside the page by their words, and the fields with those that the page states.

    pages.py [PAGE.html...]

DATELINE is the program. DATELINE_CONVERT, if set, is a command that takes its place: it is given a page and prints the
article as a line of JSON. Standard library only.
"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
from collections import Counter
from datetime import datetime, timezone

PAGES = 84
MEAN_MIN, PAGE_MIN, FIELDS_MIN = .95, .80, .95
ROOT = pathlib.Path(os.environ.get("DATELINE_ROOT") or pathlib.Path(__file__).resolve().parent.parent)


def convert(page):
    """The first article of a page; an empty one, and what the program said, when it gives none."""
    command = shlex.split(os.environ.get("DATELINE_CONVERT") or f"{shlex.quote(os.environ['DATELINE'])} convert")
    ran = subprocess.run(command + [str(page)], capture_output=True, timeout=60, check=False)
    lines = ran.stdout.splitlines()
    return (json.loads(lines[0]), "") if lines else ({}, ran.stderr.decode("utf-8", "replace").strip())


def words(text):
    return Counter(re.findall(r"\w+", text.lower()))


def measure(found, expected):
    """Precision, recall and F1 of the words, each as often as it stands there."""
    common = (found & expected).total()
    if not common:
        return 0., 0., 0.
    return common / found.total(), common / expected.total(), 2 * common / (found.total() + expected.total())


def instant(text):
    time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def same(field, found, expected):
    """Whether a value is the one that a page states; None: the page states none."""
    if field == "byline":
        found = [found] if isinstance(found, str) else found or []
        return sorted(map(str.casefold, found)) == sorted(map(str.casefold, expected or []))
    if found is None or expected is None:
        return found == expected
    if field == "published":
        return instant(found) == instant(expected) if "T" in expected else found.startswith(expected)
    if field == "lang":
        return found.lower().split("-")[0] == expected
    return " ".join(found.split()).casefold() == " ".join(expected.split()).casefold()


def judge(page):
    """A line of the table: F1, fields that are right, fields in all."""
    article, said = convert(page)
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    body = words(article.get("body") or "")
    figures = measure(body, words(page.with_suffix(".txt").read_text(encoding="utf-8")))
    wrong = [field for field in expected if not same(field, article.get(field), expected[field])]
    right = len(expected) - len(wrong)
    print(f"{page.stem:16}" + "".join(f"{figure:10.3f}" for figure in figures) + f"{right:7}/{len(expected)}", said)
    for field in wrong:
        print(f"    {field}: {article.get(field)!r}, not {expected[field]!r}")
    return figures[2], right, len(expected)


def main():
    pages = [pathlib.Path(name) for name in sys.argv[1:]] or sorted((ROOT / "corpora" / "pages").glob("*.html"))
    print("page             precision    recall        F1   fields")
    judged = [judge(page) for page in pages]
    mean = sum(f1 for f1, _, _ in judged) / len(judged)
    fields = sum(right for _, right, _ in judged) / sum(of for _, _, of in judged)
    print(f"{len(judged)} pages: mean F1 {mean:.3f}, least {min(judged)[0]:.3f}, fields right {100 * fields:.1f} %")
    faults = [text for text, fault in (
        (f"there must be {PAGES} pages", not sys.argv[1:] and len(judged) != PAGES),
        (f"the mean F1 is below {MEAN_MIN:.2f}", mean < MEAN_MIN),
        (f"a page is below {PAGE_MIN:.2f}", min(judged)[0] < PAGE_MIN),
        (f"less than {100 * FIELDS_MIN:.0f} % of the fields are right", fields < FIELDS_MIN)) if fault]
    for fault in faults:
        print(f"pages: {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
