#!/usr/bin/env python3
"""`dateline serve` under load, beside a plain server over Lucene (PeerHttp.java).

    bench/load.py [--build=build] [--output=build/bench] [--seconds=N] [--rounds=N] [--minutes=N] [ARTICLES.jsonl[.gz]]

The articles, 100,000 generated ones by default, are written once more with the fields that both have (corpus.py), and
both servers answer over all of them on loopback. wrk asks the same queries of both, mixed: one word, some words, any of
some, phrases, words with a source or dates; with ten snippets, with highlight=off, for which dateline makes snippets
without marks and the peer none, and with no snippets; at several numbers of connections. Server and load share the
processors. Rounds are short and in turns, the other server first each time; a figure is the median over the rounds.
Ratios are dateline's figure by the peer's: of requests above 1, and of times below 1, are in its favour.

Both give the ten best hits. Dateline counts all matches, ranks in two passes and writes a line of access log for each
request; Lucene counts to a thousand, ranks by BM25, keeps its cache of queries, and writes none.

Then, with dateline alone: a writer posts 50 articles a second meanwhile, round by round with and without; and for
--minutes=N its memory under load over time. All figures are left in load.json in the output directory.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import corpus
import load_table
import measure
import posting
import serving

ARTICLES = 100000
CLASSES = ("one word", "and", "or", "phrase", "filters")
MODES = {"ten snippets": {}, "highlight=off": {"highlight": "off"},
         "no snippets": {"highlight": "off", "snippet-length": "0"}}
CONNECTIONS = (1, 16, 64, 256)
WARM_SECONDS, WARM_CONNECTIONS = 15, 16
WRITES_CONNECTIONS, POSTS_PER_SECOND, WRITES_SECONDS = 16, 50, 10
MEDIANS = ("requests_per_second", "p50_us", "p99_us", "cpu_us")
SUMS = ("requests", "refused", "lost")


# ---- making ready ----

def generate(build, scratch):
    path = os.path.join(scratch, "generated.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        subprocess.run([f"{build}/generate-news", str(ARTICLES)], check=True, stdout=file)
    return path


def build_indexes(build, articles, scratch):
    """The paths of the archive and of the peer's index; that is None where there is no peer."""
    archive, index = os.path.join(scratch, "archive"), os.path.join(scratch, "lucene")
    measure.tell("  building dateline's archive")
    subprocess.run([f"{build}/dateline", "index", "--quiet", "-a", archive, articles], check=True)
    peer = serving.peer_command(build)
    if peer:
        measure.tell("  building lucene's index")
        subprocess.run([*peer, "index", articles, index], check=True)
    return archive, index if peer else None


def start_servers(build, archive, index, scratch):
    servers = [serving.start_dateline(build, archive, os.path.join(scratch, "access.jsonl"))]
    if index:
        servers.append(serving.start_peer(build, index))
    return servers


# ---- rounds ----

def summary_of(rounds):
    return {**{name: statistics.median(its[name] for its in rounds) for name in MEDIANS},
            **{name: sum(its[name] for its in rounds) for name in SUMS}}


def compare(servers, targets, options):
    """Figures by mode, connections and server."""
    figures = {}
    for mode, path in targets.items():
        for server in servers:
            measure.tell(f"  warming {server.name}, {mode}")
            server.await_answers(first_line(path))
            serving.press(server, path, WARM_CONNECTIONS, WARM_SECONDS)
        figures[mode] = {count: rounds_of(servers, path, count, options) for count in CONNECTIONS}
    return figures


def first_line(path):
    with open(path, encoding="utf-8") as file:
        return file.readline().rstrip("\n")


def rounds_of(servers, path, connections, options):
    rounds = {server.name: [] for server in servers}
    measure.tell(f"  {connections} connections")
    for turn in range(options.rounds):
        for at in range(len(servers)):
            server = servers[(turn + at) % len(servers)]
            rounds[server.name].append(serving.press(server, path, connections, options.seconds))
    return {name: summary_of(its) for name, its in rounds.items()}


# ---- dateline alone ----

def beside_writer(server, path, options):
    """Rounds without and with a writer, in turns."""
    without, beside, posts, first = [], [], [], 0
    for turn in range(options.rounds):
        measure.tell(f"  beside a writer, {turn + 1} of {options.rounds}")
        without.append(serving.press(server, path, WRITES_CONNECTIONS, WRITES_SECONDS))
        writer = posting.Posting(server.url, first, POSTS_PER_SECOND)
        beside.append(serving.press(server, path, WRITES_CONNECTIONS, WRITES_SECONDS))
        posts.append(writer.end())
        first = posts[-1]["next"]
    micros = [1e6 * seconds for its in posts for seconds in its["seconds"]]
    return {"connections": WRITES_CONNECTIONS, "without": summary_of(without), "beside": summary_of(beside),
            "posts": len(micros), "posts_per_second": statistics.median(its["posts_per_second"] for its in posts),
            "p50_us": statistics.median(micros), "p99_us": measure.percentile(micros, 0.99),
            "failed": sum(its["failed"] for its in posts), "missing": sum(its["missing"] for its in posts)}


def memory_over_time(server, path, minutes):
    """Memory at the end of each minute of load, and the requests that it took."""
    begun, samples, requests = time.monotonic(), [server.memory()], 0
    for minute in range(minutes):
        measure.tell(f"  minute {minute + 1} of {minutes}")
        seconds = max(round(begun + 60 * (minute + 1) - time.monotonic()), 1)
        requests += serving.press(server, path, WARM_CONNECTIONS, seconds)["requests"]
        samples.append(server.memory())
    return {"minutes": minutes, "requests": requests, "samples": samples}


def measure_all(options, scratch):
    articles, queries = os.path.join(scratch, "articles.jsonl"), os.path.join(scratch, "queries")
    source = options.articles or generate(options.build, scratch)
    measure.tell("  reading")
    count = corpus.normalise(source, articles)
    classes = [its for its in corpus.CLASSES if its.name in CLASSES]
    corpus.write_queries(articles, count, f"{options.build}/dateline", classes, queries)
    targets = {mode: os.path.join(scratch, f"targets-{at}") for at, mode in enumerate(MODES)}
    for mode, path in targets.items():
        serving.write_targets(queries, MODES[mode], path)
    servers = start_servers(options.build, *build_indexes(options.build, articles, scratch), scratch)
    try:
        figures = {"articles": count, "bytes": os.path.getsize(articles), "machine": measure.machine(),
                   "versions": {server.name: server.about for server in servers},
                   "load": compare(servers, targets, options)}
        figures["memory"] = {server.name: server.memory() for server in servers}
        for server in servers[1:]:
            server.close()
        path = targets["ten snippets"]
        figures["writes"] = beside_writer(servers[0], path, options)
        figures["memory beside writes"] = servers[0].memory()
        figures["time"] = memory_over_time(servers[0], path, options.minutes) if options.minutes else None
        return figures
    finally:
        for server in servers:
            server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build", help="where dateline and bench/ are built")
    parser.add_argument("--output", default="build/bench")
    parser.add_argument("--seconds", type=int, default=3, help="of load in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=int, default=0, help="of load, to see what memory becomes")
    parser.add_argument("articles", nargs="?")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("load: wrk is missing (packages/bench.txt)")
    os.makedirs(options.output, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.output) as scratch:
        figures = measure_all(options, scratch)
    output = os.path.join(options.output, "load.json")
    with open(output, "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=1)
    load_table.show(figures)
    print(f"figures: {output}")


if __name__ == "__main__":
    main()
