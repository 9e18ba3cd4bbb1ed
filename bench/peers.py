#!/usr/bin/env python3
"""Dateline beside its peers: SQLite's FTS5, Lucene and libxapian's own indexer and matcher, over the same articles.

    bench/peers.py [--build=build] [--output=build/bench] [--builds=N] [--rounds=N] [--half] ARTICLES.jsonl[.gz] ...

Each file of articles is written once more as plain JSON Lines (those that have a text; id, title, text, date, source), and
that one file is what every engine reads. Builds run in turns, and the shortest counts: other work on the machine only ever
adds to it. Indexes are merged to the end; dateline's is compacted where the run leaves more than one segment. Then each
engine has a warm process, and all are asked the same queries in turns, round by round, and each round by another core, on
which all of them answer; the figure of a query is the median over the rounds, of a class the median and the 99th
percentile over its queries. Ratios are dateline's figure by the peer's: below 1 dateline takes less.

All engines are asked for words and phrases. Lucene alone is also asked for words among the articles of a source or a time
(filters), for the beginning of a word (prefix) and for what is nearly a word (fuzzy), for the newest hits, for counts over
all hits by source (facets) and by month (timeline), and for every hit as a line of JSON (export). What is compared is told
by the matches: totals, and behind them dates and counts where totals agree.

What is timed is the way from words to the ten best hits as documents. FTS5 and Xapian do not count all matches meanwhile;
Lucene and dateline do in the columns that say `exact`. `bm25` is the ranking that the peers have; `default` is dateline's
own, with phrases first and a second pass over positions. What is ordered by date or only counted knows neither, and stands
under `default exact`. Lucene gives all articles with a prefix one score; its facets and months are counted by its own
module, and its order by date, where it may leave matches uncounted, skips by its points. `dateline, bodies` also stores the
articles' texts, which no other index here holds, and shows what an export takes that has them; `lucene, warm` is the
shortest of the last builds of many in one process, since much of what a short run of Java takes is its compiler; `lucene`
is what a shell sees.

NAME.json with all figures and NAME.svg, a chart, are left in the output directory.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import chart
import corpus
import engines as known
import measure
import table

HALF_ENGINES = ("dateline", "lucene")


def measure_file(path, options):
    name = os.path.basename(path).split(".")[0]
    engines, missing = known.find_engines(options.build)
    classes = corpus.CLASSES
    if options.half:
        engines = [engine for engine in engines if engine.name in HALF_ENGINES]
        classes = (corpus.HALF,)
    with tempfile.TemporaryDirectory(dir=options.output) as scratch:
        articles, queries = os.path.join(scratch, "articles.jsonl"), os.path.join(scratch, "queries")
        measure.tell(f"{name}: reading")
        count = corpus.normalise(path, articles)
        classes = corpus.write_queries(articles, count, f"{options.build}/dateline", classes, queries)
        raw = os.path.getsize(articles)
        built, paths = measure.build_all(engines, articles, scratch, options.builds)
        measure.stored_shares(options.build, built, paths, raw)
        times, answers, about, notes = measure.ask_all(engines, paths, queries, classes, options.rounds)
        with open(queries, encoding="utf-8") as file:
            asked = [line.rstrip("\n").split("\t") for line in file]
        return {
            "name": name, "articles": count, "bytes": raw, "machine": measure.machine(), "versions": about,
            "missing": missing, "notes": notes, "build": built, "classes": measure.by_class(classes, times),
            "export": measure.export_rates(classes, times, answers),
            "small": {} if options.half else measure.small_figures(options.build, paths["dateline"], articles),
            "queries": [{"class": its, "kind": classes[i].kind, "op": op, "words": words, "parameters": parameters,
                         "us": {column: round(values[i], 2) for column, values in times.items() if i in values},
                         "matches": {column: values[i][0] for column, values in answers.items() if i in values},
                         "numbers": {column: values[i][1] for column, values in answers.items() if i in values}}
                        for i, (its, op, words, *parameters) in enumerate(asked)],
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build", help="where dateline and bench/ are built")
    parser.add_argument("--output", default="build/bench")
    parser.add_argument("--builds", type=int, default=3, help="how often each index is built; those that take long once")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--half", action="store_true", help="only counts over half of the articles, beside Lucene's")
    parser.add_argument("articles", nargs="+")
    options = parser.parse_args()
    for path in options.articles:
        if not os.path.isfile(path):
            parser.error(f"no such file: {os.path.abspath(path)}")
    os.makedirs(options.output, exist_ok=True)
    for path in options.articles:
        try:
            figures = measure_file(path, options)
        except subprocess.CalledProcessError as failure:
            sys.exit(f"{path}: {failure}")
        output = os.path.join(options.output, figures["name"])
        with open(output + ".json", "w", encoding="utf-8") as file:
            json.dump(figures, file, indent=1)
        with open(output + ".svg", "w", encoding="utf-8") as file:
            file.write(chart.draw(figures))
        table.show(figures)
        print(f"figures: {output}.json, chart: {output}.svg\n", flush=True)


if __name__ == "__main__":
    main()
