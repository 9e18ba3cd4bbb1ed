"""The engines of the benchmark: how each builds its index of a file of articles and how its warm process is started."""
import json
import os
import re
import shutil
import subprocess

JAVA_MEMORY = "-Xmx1g"
JAVA_WARM_ROUNDS = 50  # on 12,526 articles the times fall until about the 45th, while the compiler works


class Engine:
    """`build(articles, index)` gives the commands that make an index, `run(index, queries)` the command of a warm process
    by the name of its column. `repeats` is how often it is built, at most; `warm_rounds` go before those that count.
    With `tells_time` the build prints the seconds and the processor seconds that count."""

    def __init__(self, name, build, run=lambda index, queries: {}, repeats=99, warm_rounds=1, tells_time=False):
        self.name, self.build, self.run = name, build, run
        self.repeats, self.warm_rounds, self.tells_time = repeats, warm_rounds, tells_time


def has_command(dateline, name):
    said = subprocess.run([dateline, "--help"], capture_output=True, text=True).stdout
    return re.search(rf"^\s*{name}\b", said, re.MULTILINE) is not None


def dateline_engine(program, runner, store):
    """An engine for each setting of --store; the one without bodies, as the peers are, is asked."""
    compacts = has_command(program, "compact")

    def build(articles, index):
        steps = [[program, "index", "--quiet", f"--store={store}", "-a", index, articles]]
        return steps + [[program, "compact", "-a", index]] if compacts else steps

    def run(index, queries):
        if store != "fields":
            return {}
        return {f"dateline {ranking} {total}": [runner, index, queries, ranking, total]
                for ranking in ("bm25", "default") for total in ("exact", "fast")}

    return Engine("dateline" if store == "fields" else "dateline, bodies", build, run)


def lucene_engines(class_path):
    """Lucene as it runs from a shell; and its build once more in a process whose code is compiled already."""
    java = ["java", JAVA_MEMORY, "-cp", class_path, "PeerLucene"]

    def run(index, queries):
        return {f"lucene {total}": [*java, "query", index, queries, total] for total in ("exact", "fast")}

    return [Engine("lucene", lambda articles, index: [[*java, "index", articles, index]], run,
                   warm_rounds=JAVA_WARM_ROUNDS),
            Engine("lucene, warm", lambda articles, index: [[*java, "index-warm", articles, index]],
                   repeats=2, tells_time=True)]


def program_engine(name, program, **options):
    return Engine(name, lambda articles, index: [[program, "index", articles, index]],
                  lambda index, queries: {name: [program, "query", index, queries]}, **options)


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
    # One build is enough of what takes long.
    engines.append(program_engine("xapian", f"{build}/bench/bench-xapian", repeats=1))
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
