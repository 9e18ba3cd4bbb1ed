"""The articles that every engine indexes, and the queries that are chosen from them.

Words of queries are runs of lower-case ASCII letters as they stand in the text between spaces, so that every engine splits
them alike. Frequencies of words spread evenly on a logarithmic scale. The same file gives the same queries.
"""
import bisect
import collections
import datetime
import functools
import gzip
import itertools
import json
import math
import os
import random
import re
import string
import subprocess
import sys
import zlib

SEED = 1996
QUERIES = 200    # of each class
EXPORTS = 20     # of the one that gives all hits
HALVES = 50      # of the one that counts half of the articles
RARE = 2         # articles that the rarest word of a query stands in
AT_ONCE = 20000  # words on a command line
READ_MOST = 200000                   # articles that words are taken from
SPAN_LEAST, SPAN_MOST = 30, 3650     # days that a query asks for
PREFIX_LEAST, PREFIX_FORMS = 3, 800  # letters, and words that begin with them: dateline's limit is 1,000 stems
SLIP_LEAST = 4                       # letters of a word: with fewer nothing is near it
HALF_WORDS, HALF_LEAST, HALF_OFF = 5, 0.05, 0.1  # words, and shares of the articles: of a word, and away from a half
TITLES, TEXTS, DATES = ("title", "headline"), ("text", "body"), ("date", "published", "pub_date")
SOURCES = ("source",)

# A word, or some in one run, with a space or the text's end on both sides and at most a stop or a comma between.
WORD = re.compile(r"(?<!\S)[a-z]{2,20}(?=[.,;]?(?:\s|$))")
FORM = re.compile(r"[a-z]+")
RUN = re.compile(r"(?<!\S)[a-z]{2,20}(?: [a-z]{2,20})+(?=[.,;]?(?:\s|$))")


# ---- articles ----

def first_text(record, names):
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def record_of(line):
    try:
        record = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def read_records(path):
    """The JSON objects that are lines of a file; tells at the end how many other lines it has passed over."""
    opener, passed_over = gzip.open if path.endswith(".gz") else open, 0
    try:
        with opener(path, "rt", encoding="utf-8-sig", errors="replace") as file:
            for line in filter(str.strip, file):
                record = record_of(line)
                if record is None:
                    passed_over += 1
                else:
                    yield record
    except (OSError, EOFError, zlib.error) as failure:
        sys.exit(f"{os.path.abspath(path)}: {getattr(failure, 'strerror', None) or failure}")
    if passed_over:
        print(f"{path}: {passed_over} lines passed over, which are no JSON objects", file=sys.stderr, flush=True)


def day_of(text):
    """The day of a date that begins with one, as ISO 8601 has it; of any other nothing."""
    try:
        return datetime.date.fromisoformat(text[:len("1996-09-14")]).isoformat()
    except ValueError:
        return ""


def normalise(source, target):
    """Writes the articles that have a text as JSON Lines of id, title, text, date and source; returns how many. Ids are
    unique, dates are days, sources have no quotes in them."""
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
                       "date": day_of(first_text(record, DATES)),
                       "source": " ".join(first_text(record, SOURCES).replace('"', "'").split())}
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
    if not seen:
        sys.exit(f"{source}: no articles with a text")
    return len(seen)


# ---- queries ----

class Words:
    """The words of the articles by frequency, and the articles themselves to take words from; of very many only some."""

    def __init__(self, path, count, dateline, rng):
        self.rng = rng
        with open(path, encoding="utf-8") as file:
            self.articles = [json.loads(line) for line in itertools.islice(file, 0, None, count // READ_MOST + 1)]
        frequency = collections.Counter()
        for article in self.articles:
            frequency.update(set(WORD.findall(article["text"])))
        common = {word: count for word, count in frequency.items() if count >= RARE}
        self.stops = stop_words(sorted(common), dateline)
        self.usable = {word: count for word, count in common.items() if word not in self.stops}
        if not self.usable:
            sys.exit(f"nothing to ask for: no word of ASCII letters stands in {RARE} articles, but for stop words")

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

    @functools.cached_property
    def forms(self):
        """All that begins like a word, in order: what a prefix may stand for, and more."""
        forms = set()
        for article in self.articles:
            forms.update(FORM.findall(article["text"].lower()))
        return sorted(forms)

    def article(self):
        return self.rng.choice(self.articles)

    def of_an_article(self):
        return WORD.findall(self.article()["text"])

    def run(self, least, most):
        """Words that stand one behind the other in some article; None when the article that was drawn has none."""
        runs = [run for run in RUN.findall(self.article()["text"]) if run.count(" ") >= least - 1]
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


# A draw gives a query as its line has it, behind class and kind: words, parameters. None when it has not found one.

def text_of(words, *parameters):
    return "\t".join([" ".join(words), *parameters]) if words else None


def one_word(words, *parameters):
    return text_of(words.pick(words.usable, 1), *parameters)


def some_words(words, least, most, *parameters):
    return text_of(words.pick(words.of_an_article(), words.rng.randint(least, most)), *parameters)


def phrase(words):
    run = words.run(2, 4)
    return text_of(run) if run and not words.stops.intersection(run) else None


def phrase_with_stop(words):
    run = words.run(2, 5)
    return text_of(run) if run and words.stops.intersection(run) and not words.stops.issuperset(run) else None


def span_around(words, day):
    """A stretch of time with a day in it, as parameters; its length spreads evenly on a logarithmic scale."""
    date = datetime.date
    days = round(math.exp(words.rng.uniform(math.log(SPAN_LEAST), math.log(SPAN_MOST))))
    first = max(date.fromisoformat(day).toordinal() - words.rng.randint(0, days), date.min.toordinal())
    last = min(first + days, date.max.toordinal())
    return f"from-date={date.fromordinal(first)}", f"to-date={date.fromordinal(last)}"


def filtered(words):
    """Words of an article, and its source or a time around its date or both."""
    article = words.article()
    chosen = words.pick(WORD.findall(article["text"]), words.rng.randint(1, 2))
    by = words.rng.choice((("source",), ("date",), ("source", "date")))
    if not all(article[name] for name in by):
        return None
    parameters = [f'source="{article["source"]}"'] if "source" in by else []
    if "date" in by:
        parameters += span_around(words, article["date"])
    return text_of(chosen, *parameters)


def prefix(words):
    """The first letters of a word."""
    word, = words.pick(words.usable, 1)
    start = word[:words.rng.randint(PREFIX_LEAST, max(len(word) - 1, PREFIX_LEAST))]
    first, last = (bisect.bisect_left(words.forms, bound) for bound in (start, start + "{"))
    return text_of([start]) if last - first <= PREFIX_FORMS else None


def slip(words):
    """A word with one letter, but not the first, left out, put in, changed, or turned round with the next."""
    word, = words.pick(words.usable, 1)
    if len(word) < SLIP_LEAST:
        return None
    at = words.rng.randrange(1, len(word) - 1)
    here, behind, other = word[at], word[at + 1], words.rng.choice(string.ascii_lowercase)
    instead = words.rng.choice((behind, here + other + behind, other + behind, behind + here))
    return text_of([word[:at] + instead + word[at + 2:]])


def half(words):
    """Any of some words, which half of the articles have if these stand independently; other forms make it a few more."""
    count = len(words.articles)
    frequent = sorted(word for word, its in words.usable.items() if its >= HALF_LEAST * count)
    chosen = words.rng.sample(frequent, words.rng.randint(1, min(len(frequent), HALF_WORDS))) if frequent else []
    without = math.prod(1 - words.usable[word] / count for word in chosen)
    return text_of(chosen, "facet=source", "page-size=0") if abs(without - 0.5) <= HALF_OFF else None


# The kind says what an engine has to know (engines.py): `words` and nothing else; the best by what is more than words
# (`ranked`); the `newest`; `counts` over all that matches; `export` of it. Some `need` a field that articles may not have.
Class = collections.namedtuple("Class", "name kind op draw need queries", defaults=(None, QUERIES))
CLASSES = (
    Class("one word", "words", "term", one_word),
    Class("and", "words", "and", lambda words: some_words(words, 2, 3)),
    Class("or", "words", "or", lambda words: some_words(words, 2, 5)),
    Class("phrase", "words", "phrase", phrase),
    Class("stop phrase", "words", "phrase", phrase_with_stop),
    Class("filters", "ranked", "and", filtered),
    Class("prefix", "ranked", "prefix", prefix),
    Class("fuzzy", "ranked", "fuzzy", slip),
    Class("newest", "newest", "and", lambda words: some_words(words, 1, 2, "order-by=newest"), "date"),
    Class("facets", "counts", "term", lambda words: one_word(words, "facet=source", "page-size=0"), "source"),
    Class("timeline", "counts", "term", lambda words: one_word(words, "timeline=month", "page-size=0"), "date"),
    Class("export", "export", "term", lambda words: one_word(words, "order-by=newest", "cursor=*"), "date", EXPORTS),
)
HALF = Class("facets of half", "counts", "or", half, "source", HALVES)


def write_queries(articles, count, dateline, classes, target):
    """Chooses queries and writes them for the runners (format in runner.h); returns the class of each, in order."""
    words = Words(articles, count, dateline, random.Random(SEED))
    written = []
    with open(target, "w", encoding="utf-8") as file:
        for its in classes:
            if its.need and not any(article[its.need] for article in words.articles):
                continue
            chosen = {}
            for _ in range(50 * its.queries):
                text = its.draw(words)
                if text:
                    chosen[text] = True
                if len(chosen) == its.queries:
                    break
            for text in chosen:
                file.write(f"{its.name}\t{its.op}\t{text}\n")
                written.append(its)
    return written
