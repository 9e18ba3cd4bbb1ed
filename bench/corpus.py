"""The articles that every engine indexes, and the queries that are chosen from them.

Words of queries are runs of lower-case ASCII letters as they stand in the text between spaces, so that every engine splits
them alike. Frequencies of words spread evenly on a logarithmic scale. The same file gives the same queries.
"""
import bisect
import collections
import gzip
import json
import math
import random
import re
import subprocess

SEED = 1996
QUERIES = 200    # of each class
RARE = 2         # articles that the rarest word of a query stands in
AT_ONCE = 20000  # words on a command line
TITLES, TEXTS, DATES = ("title", "headline"), ("text", "body"), ("date", "published", "pub_date")

# A word, or some in one run, with a space or the text's end on both sides and at most a stop or a comma between.
WORD = re.compile(r"(?<!\S)[a-z]{2,20}(?=[.,;]?(?:\s|$))")
RUN = re.compile(r"(?<!\S)[a-z]{2,20}(?: [a-z]{2,20})+(?=[.,;]?(?:\s|$))")


# ---- articles ----

def first_text(record, names):
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def read_records(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.strip():
                yield json.loads(line, strict=False)


def normalise(source, target):
    """Writes the articles that have a text as JSON Lines of id, title, text and date; returns how many. Ids are unique."""
    seen = set()
    with open(target, "w", encoding="utf-8", errors="replace") as file:
        for record in read_records(source):
            text = first_text(record, TEXTS)
            if not text:
                continue
            article_id = first_text(record, ("id",))
            if not article_id or article_id in seen:
                article_id = f"article-{len(seen)}"
            seen.add(article_id)
            article = {"id": article_id, "title": first_text(record, TITLES), "text": text,
                       "date": first_text(record, DATES)}
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
    return len(seen)


# ---- queries ----

class Words:
    """The words of the articles by frequency, and the articles themselves to take words from."""

    def __init__(self, path, dateline, rng):
        self.rng = rng
        with open(path, encoding="utf-8") as file:
            self.texts = [json.loads(line)["text"] for line in file]
        frequency = collections.Counter()
        for text in self.texts:
            frequency.update(set(WORD.findall(text)))
        common = {word: count for word, count in frequency.items() if count >= RARE}
        self.stops = stop_words(sorted(common), dateline)
        self.usable = {word: count for word, count in common.items() if word not in self.stops}

    def pick(self, words, count):
        """Some distinct words out of a list, evenly by the logarithm of their frequency; None when there are too few."""
        ranked = sorted((self.usable[word], word) for word in set(words) if word in self.usable)
        if len(ranked) < count:
            return None
        chosen = []
        while len(chosen) < count:
            wanted = math.exp(self.rng.uniform(math.log(ranked[0][0]), math.log(ranked[-1][0])))
            first = min(bisect.bisect_left(ranked, (0.9 * wanted, "")), len(ranked) - 1)
            last = max(bisect.bisect_left(ranked, (1.1 * wanted, "")), first + 1)
            chosen.append(ranked.pop(self.rng.randrange(first, last))[1])
        self.rng.shuffle(chosen)
        return chosen

    def of_an_article(self):
        return WORD.findall(self.rng.choice(self.texts))

    def run(self, least, most):
        """Words that stand one behind the other in some article; None when the article that was drawn has none."""
        runs = [run for run in RUN.findall(self.rng.choice(self.texts)) if run.count(" ") >= least - 1]
        if not runs:
            return None
        words = self.rng.choice(runs).split(" ")
        count = self.rng.randint(least, min(most, len(words)))
        at = self.rng.randrange(len(words) - count + 1)
        return words[at:at + count]


def stop_words(words, dateline):
    """Those of some words that dateline takes for stop words, which it may leave out of a query."""
    stops = set()
    for at in range(0, len(words), AT_ONCE):
        command = [dateline, "analyze", "--", *words[at:at + AT_ONCE]]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        rows = (line.split("\t") for line in said.splitlines())
        stops.update(row[2] for row in rows if row[-1] == "stop")
    return stops


def phrase(words):
    run = words.run(2, 4)
    return run if run and not words.stops.intersection(run) else None


def phrase_with_stop(words):
    run = words.run(2, 5)
    return run if run and words.stops.intersection(run) and not words.stops.issuperset(run) else None


CLASSES = (
    ("one word", "term", lambda words: words.pick(words.usable, 1)),
    ("and", "and", lambda words: words.pick(words.of_an_article(), words.rng.randint(2, 3))),
    ("or", "or", lambda words: words.pick(words.of_an_article(), words.rng.randint(2, 5))),
    ("phrase", "phrase", phrase),
    ("stop phrase", "phrase", phrase_with_stop),
)


def write_queries(articles, dateline, target):
    """Chooses queries and writes them for the runners (format in runner.h); returns their classes in order."""
    words = Words(articles, dateline, random.Random(SEED))
    written = []
    with open(target, "w", encoding="ascii") as file:
        for name, op, draw in CLASSES:
            chosen = {}
            for _ in range(50 * QUERIES):
                query = draw(words)
                if query:
                    chosen[" ".join(query)] = True
                if len(chosen) == QUERIES:
                    break
            for query in chosen:
                file.write(f"{name}\t{op}\t{query}\n")
                written.append(name)
    return written
