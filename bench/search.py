#!/usr/bin/env python3
"""From process start to answer: `dateline search` beside Xapian's own `quest` over the same text.

    bench/search.py --dateline=build/dateline [--runs=N] ARTICLES.jsonl[.gz]

Both index the same articles (title and text, English stems, positions): dateline with `dateline index`, Xapian with Omega's
scriptindex. Then each query is asked of both in turn, A B A B, with a warm cache and the answer thrown away; the figure of a
query is the median of its pairwise ratios. Times are of whole processes.
"""
import argparse
import collections
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import corpus

LONG = 60    # words of an article that words are taken from
RARE = 3000  # words that are more frequent than a rare one
SCRIPT = """id : boolean=Q unique=Q field=id
title : index field=title
text : index field=text
"""


def read_articles(path):
    for record in corpus.read_records(path):
        text = corpus.first_text(record, corpus.TEXTS)
        if text:
            yield {"title": corpus.first_text(record, corpus.TITLES), "text": text}


def one_line(value):
    return " ".join(value.split())


def build_peer(scratch, articles):
    """A Xapian database by scriptindex; ids are numbers, since an Omega term has a limit of its own."""
    dump, script, database = (os.path.join(scratch, name) for name in ("dump", "script", "peer"))
    with open(script, "w", encoding="utf-8") as file:
        file.write(SCRIPT)
    with open(dump, "w", encoding="utf-8", errors="replace") as file:
        for number, article in enumerate(articles):
            file.write(f"id={number}\ntitle={one_line(article['title'])}\ntext={one_line(article['text'])}\n\n")
    subprocess.run(["scriptindex", "--stemmer=english", database, script, dump], check=True, stdout=subprocess.DEVNULL)
    return database


def choose_queries(articles, seed=1996):
    """Words and phrases as they stand in the articles: one common, one rare, two, three, a phrase."""
    rng = random.Random(seed)
    frequency = collections.Counter()
    texts = []
    for article in articles:
        words = re.findall(r"[a-z]{4,}", article["text"].lower())
        texts.append(words)
        frequency.update(set(words))
    ranked = sorted(frequency, key=lambda word: (-frequency[word], word))
    texts = [text for text in texts if len(text) > LONG]
    if not texts or len(ranked) <= RARE:
        sys.exit(f"too little to ask for: no article of over {LONG} words of ASCII letters, or at most {RARE} words in all")
    queries = {"one common word": [], "one rare word": [], "two words": [], "three words": [], "phrase": []}
    for _ in range(8):
        words = rng.choice(texts)
        at = rng.randrange(len(words) - 3)
        queries["one common word"].append(rng.choice(ranked[20:200]))
        queries["one rare word"].append(rng.choice(ranked[RARE:2 * RARE]))
        queries["two words"].append(" ".join(rng.sample(words, 2)))
        queries["three words"].append(" ".join(rng.sample(words, 3)))
        queries["phrase"].append('"' + " ".join(words[at:at + 2]) + '"')
    return queries


def timed(command):
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    took = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: {done.stderr.decode()}")
    return took


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dateline", default="build/dateline")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("articles")
    options = parser.parse_args()
    for command in ("scriptindex", "quest"):
        if not shutil.which(command):
            sys.exit(f"search: {command} is missing (packages/bench.txt)")
    articles = list(read_articles(options.articles))
    queries = choose_queries(articles)
    with tempfile.TemporaryDirectory() as scratch:
        archive = os.path.join(scratch, "archive")
        subprocess.run([options.dateline, "index", "-a", archive, options.articles], check=True)
        peer = build_peer(scratch, articles)
        print(f"{'class':<18}{'dateline ms':>12}{'quest ms':>10}{'ratio':>8}   (medians; {options.runs} pairs a query)")
        everything = []
        for name, asked in queries.items():
            ours, theirs, ratios = [], [], []
            for query in asked:
                a = [options.dateline, "search", "-a", archive, "--", query]
                b = ["quest", "-d", peer, "-s", "english", "-m", "10", "--default-op=and", query]
                timed(a), timed(b)
                pairs = [(timed(a), timed(b)) for _ in range(options.runs)]
                ours += [x for x, _ in pairs]
                theirs += [y for _, y in pairs]
                ratios.append(statistics.median(x / y for x, y in pairs))
            everything += ratios
            print(f"{name:<18}{1000 * statistics.median(ours):>12.2f}{1000 * statistics.median(theirs):>10.2f}"
                  f"{statistics.median(ratios):>8.2f}", flush=True)
        print(f"{'all':<40}{statistics.median(everything):>8.2f}")


if __name__ == "__main__":
    main()
