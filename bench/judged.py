#!/usr/bin/env python3
"""Relevance on judged collections: `dateline eval`, without and with --expand.

    bench/judged.py --dateline=build/dateline DIR [NAME ...]

DIR holds NAME.jsonl.gz (articles), NAME.queries.tsv (id TAB text) and NAME.qrels.tsv (query TAB document TAB grade). Each
collection is indexed into a temporary archive.
"""
import argparse
import glob
import json
import os
import subprocess
import sys
import tempfile

WAYS = {"default": [], "expand": ["--expand"]}
MEASURES = ("nDCG@10", "MAP")


def evaluate(dateline, archive, directory, name, options):
    command = [dateline, "eval", "-a", archive, f"--topics={directory}/{name}.queries.tsv",
               f"--qrels={directory}/{name}.qrels.tsv", "--format=json", *options]
    said = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return [said["mean"][measure] for measure in MEASURES], said["judged"]


def measure(dateline, directory, name):
    with tempfile.TemporaryDirectory() as scratch:
        archive = os.path.join(scratch, "archive")
        subprocess.run([dateline, "index", "-a", archive, f"{directory}/{name}.jsonl.gz"], check=True,
                       stdout=subprocess.DEVNULL)
        values = []
        for options in WAYS.values():
            means, judged = evaluate(dateline, archive, directory, name, options)
            values += means
        return values, judged


def print_row(name, judged, values):
    print(f"{name:<16}{judged:>8}" + "".join(f"{value:>10.4f}" for value in values), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dateline", default="build/dateline")
    parser.add_argument("directory")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    names = options.names or sorted(os.path.basename(path)[:-len(".jsonl.gz")]
                                    for path in glob.glob(f"{options.directory}/*.jsonl.gz"))
    if not names:
        sys.exit(f"no judged collections in {options.directory}")
    print(" " * 24 + "".join(f"{way:^20}" for way in WAYS))
    print(f"{'collection':<16}{'queries':>8}" + "".join(f"{measure:>10}" for _ in WAYS for measure in MEASURES))
    rows = []
    for name in names:
        try:
            values, judged = measure(options.dateline, options.directory, name)
        except subprocess.CalledProcessError as failure:
            sys.exit(f"{name}: {failure}")
        rows.append(values)
        print_row(name, judged, values)
    print_row("mean", "", [sum(column) / len(rows) for column in zip(*rows)])


if __name__ == "__main__":
    main()
