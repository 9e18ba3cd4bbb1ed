"""The engines of the benchmark: how each builds its index of a file of articles and how its warm process is started."""
import collections
import json
import os
import re
import shutil
import subprocess

JAVA_MEMORY = "-Xmx1g"
JAVA_WARM_ROUNDS = 50  # on 12,526 articles the times fall until about the 45th, while the compiler works


# Kinds of queries (corpus.py).
RANKED_KINDS = ("words", "ranked")
ALL_KINDS = (*RANKED_KINDS, "newest", "counts", "export")

# What a warm process is started with behind an index and queries, and the kinds of queries that it is asked.
Column = collections.namedtuple("Column", "arguments kinds")


class Engine:
    """`build(articles, index)` gives the commands that make an index. `serve(index, queries)` is the command of a warm
    process, of which there is one for each of the columns, by name. `repeats` is how often the index is built, at most;
    `warm_rounds` go before those that count. With `tells_time` the build prints the seconds and the processor seconds
    that count."""

    def __init__(self, name, build, serve=None, columns=None, repeats=99, warm_rounds=1, tells_time=False):
        self.name, self.build, self.serve, self.columns = name, build, serve, columns or {}
        self.repeats, self.warm_rounds, self.tells_time = repeats, warm_rounds, tells_time


def has_command(dateline, name):
    said = subprocess.run([dateline, "--help"], capture_output=True, text=True).stdout
    return re.search(rf"^\s*{name}\b", said, re.MULTILINE) is not None


def dateline_columns(store):
    """The index without bodies, as the peers' are, is asked; the other one only for exports. What is in the order of dates
    or only counted knows neither a ranking nor a total that may be left open."""
    if store != "fields":
        return {"dateline, bodies": Column(["default", "exact"], ("export",))}
    return {f"dateline {ranking} {total}": Column([ranking, total], kinds)
            for ranking, total, kinds in (("bm25", "exact", RANKED_KINDS), ("bm25", "fast", RANKED_KINDS),
                                          ("default", "exact", ALL_KINDS), ("default", "fast", RANKED_KINDS))}


# Makes one segment of what a run has left, where it is not one already: $0 is the index, behind it the command.
ONE_SEGMENT = '[ "$(ls "$0" | grep -c "[.]seg$")" = 1 ] || exec "$@"'


def dateline_engine(program, runner, store):
    """An engine for each setting of --store. As with the peers, the index is one segment at the end."""
    compacts = has_command(program, "compact")

    def build(articles, index):
        steps = [[program, "index", "--quiet", f"--store={store}", "-a", index, articles]]
        compact = ["sh", "-c", ONE_SEGMENT, index, program, "compact", "-a", index]
        return steps + [compact] if compacts else steps

    return Engine("dateline" if store == "fields" else "dateline, bodies", build,
                  lambda index, queries: [runner, index, queries], dateline_columns(store))


def lucene_engines(class_path):
    """Lucene as it runs from a shell; and its build once more in a process whose code is compiled already."""
    java = ["java", JAVA_MEMORY, "-cp", class_path, "PeerLucene"]
    columns = {"lucene exact": Column(["exact"], ALL_KINDS),
               "lucene fast": Column(["fast"], (*RANKED_KINDS, "newest"))}
    return [Engine("lucene", lambda articles, index: [[*java, "index", articles, index]],
                   lambda index, queries: [*java, "query", index, queries], columns, warm_rounds=JAVA_WARM_ROUNDS),
            Engine("lucene, warm", lambda articles, index: [[*java, "index-warm", articles, index]],
                   repeats=2, tells_time=True)]


def program_engine(name, program, **options):
    return Engine(name, lambda articles, index: [[program, "index", articles, index]],
                  lambda index, queries: [program, "query", index, queries], {name: Column([], ("words",))}, **options)


def find_engines(build):
    """The engines whose programs stand in a build directory, and a line for each peer that is missing."""
    engines, missing = [], []
    for store in ("fields", "article"):
        engines.append(dateline_engine(f"{build}/dateline", f"{build}/bench/bench-query", store))
    if os.path.exists(f"{build}/bench/bench-fts5"):
        engines.append(program_engine("fts5", f"{build}/bench/bench-fts5"))
    else:
        missing.append("fts5: not built, for want of SQLite's headers")
    if os.path.exists(f"{build}/bench/PeerLucene.class") and shutil.which("java"):
        with open(f"{build}/bench/lucene.classpath", encoding="utf-8") as file:
            engines += lucene_engines(file.read().strip())
    else:
        missing.append("lucene: not built, for want of a JDK or of Lucene's jars")
    if os.path.exists(f"{build}/bench/bench-xapian"):
        # One build is enough of what takes long.
        engines.append(program_engine("xapian", f"{build}/bench/bench-xapian", repeats=1))
    else:
        missing.append("xapian: not built")
    return engines, missing


def stored_bytes(dateline, index):
    """Bytes of an archive that are stored articles, as `info` names its parts; None when it does not tell."""
    said = subprocess.run([dateline, "info", "-a", index, "--format=json"], check=True, capture_output=True).stdout
    sizes = [part["bytes"] for part in named_parts(json.loads(said)) if "stored" in part["name"]]
    return sum(sizes) if sizes else None


def named_parts(value):
    """Every object with a name and a size, at any depth."""
    if isinstance(value, dict):
        if isinstance(value.get("name"), str) and isinstance(value.get("bytes"), int):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for element in value:
            yield from named_parts(element)
