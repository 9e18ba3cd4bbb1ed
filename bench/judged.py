#!/usr/bin/env python3
"""Relevance on judged collections, through the program as a person would use it.

    bench/judged.py --dateline=build/dateline DIR [NAME ...]

DIR holds NAME.jsonl.gz (articles), NAME.queries.tsv (id TAB text) and NAME.qrels.tsv (query TAB document TAB grade). Each
collection is indexed into a temporary archive; each query is asked as a bag of words (any word, --default-op=or) to depth
1,000. nDCG@10 and MAP as trec_eval defines them (ndcg_cut_10 with the grade as gain and log2(rank + 1) as discount; map over
grades of 1 and more), in the mean over the queries that have a relevant document.
"""
import argparse
import collections
import glob
import json
import math
import os
import re
import subprocess
import sys
import tempfile

DEPTH = 1000
PAGE = 200


def read_tsv(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip()]


def bag_of_words(text):
    """The words of a query without anything that the query language knows: no operators, no fields, no quotes."""
    return " ".join(re.findall(r"[\w'’.]+", text.lower())).replace("_", " ")


def run_query(dateline, archive, text):
    ids = []
    for page in range(1, DEPTH // PAGE + 1):
        command = [dateline, "search", "-a", archive, "--format=json", "--default-op=or", "--highlight=off",
                   "--show-fields=headline", "--snippet-length=1", f"--page-size={PAGE}", f"--page={page}", "--", text]
        done = subprocess.run(command, capture_output=True)
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)}: {done.stderr.decode()}")
        results = json.loads(done.stdout)["response"]["results"]
        ids += [hit["id"] for hit in results]
        if len(results) < PAGE:
            break
    return ids[:DEPTH]


def ndcg(ids, grades, depth=10):
    gain = sum(max(grades.get(doc, 0), 0) / math.log2(rank + 2) for rank, doc in enumerate(ids[:depth]))
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth]
    best = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(ideal))
    return gain / best


def average_precision(ids, grades):
    relevant = {doc for doc, grade in grades.items() if grade > 0}
    found, total = 0, 0.0
    for rank, doc in enumerate(ids, 1):
        if doc in relevant:
            found += 1
            total += found / rank
    return total / len(relevant)


def measure(dateline, directory, name):
    judgements = collections.defaultdict(dict)
    for query, document, grade in read_tsv(f"{directory}/{name}.qrels.tsv"):
        judgements[query][document] = int(grade)
    with tempfile.TemporaryDirectory() as scratch:
        archive = os.path.join(scratch, "archive")
        subprocess.run([dateline, "index", "-a", archive, f"{directory}/{name}.jsonl.gz"], check=True,
                       stdout=subprocess.DEVNULL)
        scores = []
        for query, text in read_tsv(f"{directory}/{name}.queries.tsv"):
            if not any(grade > 0 for grade in judgements[query].values()):
                continue
            ids = run_query(dateline, archive, bag_of_words(text))
            scores.append((ndcg(ids, judgements[query]), average_precision(ids, judgements[query])))
    return [sum(column) / len(scores) for column in zip(*scores)], len(scores)


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
    rows = []
    print(f"{'collection':<16}{'queries':>8}{'nDCG@10':>10}{'MAP':>8}")
    for name in names:
        means, queries = measure(options.dateline, options.directory, name)
        rows.append(means)
        print(f"{name:<16}{queries:>8}{means[0]:>10.4f}{means[1]:>8.4f}", flush=True)
    print(f"{'mean':<24}{sum(r[0] for r in rows) / len(rows):>10.4f}{sum(r[1] for r in rows) / len(rows):>8.4f}")


if __name__ == "__main__":
    main()
