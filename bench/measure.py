"""Measuring: builds one after the other in turns, warm processes round by round, and dateline's own small figures."""
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import engines as known

REFUSES = "refuses"  # what a runner says of itself when a column of it would be another's again


def tell(text):
    print(text, file=sys.stderr, flush=True)


# ---- building ----

def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.remove(path)


def size_of(path):
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(where, name)) for where, _, names in os.walk(path) for name in names)


def run_measured(command):
    """Seconds, seconds of processor time, peak resident bytes and output of a command.

    A process keeps the peak of the one that it was forked from, so a small one, time(1), stands between this one and it;
    where that is missing, the peak is 0 and so is the processor time."""
    timer = shutil.which("time")
    with tempfile.NamedTemporaryFile("r") as said:
        measured = [timer, "--quiet", "-f", "%M %U %S", "-o", said.name, *command] if timer else command
        start = time.perf_counter()
        done = subprocess.run(measured, check=True, stdout=subprocess.PIPE, text=True)
        took = time.perf_counter() - start
        peak, user, system = [float(word) for word in said.read().split()] if timer else (0, 0, 0)
        return took, user + system, 1024 * int(peak), done.stdout


def build_once(engine, articles, index):
    """Seconds, processor seconds, peak bytes."""
    remove(index)
    os.sync()
    steps = [run_measured(command) for command in engine.build(articles, index)]
    took, cpu, peak, _ = zip(*steps)
    if engine.tells_time:
        took_warm, cpu_warm = [float(word) for word in steps[-1][-1].split()]
        return took_warm, cpu_warm, max(peak)
    return sum(took), sum(cpu), max(peak)


def build_all(engines, articles, scratch, repeats):
    """Builds every index in turns; returns the figures and the paths of the indexes by engine."""
    paths = {engine.name: os.path.join(scratch, re.sub(r"\W+", "-", engine.name)) for engine in engines}
    runs = {engine.name: [] for engine in engines}
    for turn in range(repeats):
        for engine in engines:
            if turn < engine.repeats:
                tell(f"  building {engine.name}, {turn + 1} of {min(repeats, engine.repeats)}")
                runs[engine.name].append(build_once(engine, articles, paths[engine.name]))
    raw = os.path.getsize(articles)
    figures = {}
    for name, measured in runs.items():
        took, cpu, peak = zip(*measured)
        seconds = min(took)
        index_bytes = size_of(paths[name])
        figures[name] = {
            "seconds": seconds, "all_seconds": took, "cpu_seconds": min(cpu) or None,
            "mb_per_second": raw / 1e6 / seconds, "peak_bytes": max(peak) or None,
            "index_bytes": index_bytes, "index_share": index_bytes / raw,
        }
    return figures, paths


# ---- queries ----

class Runner:
    """A warm process that answers commands (runner.h)."""

    def __init__(self, command, warm_rounds):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.warm_rounds = warm_rounds
        self.rounds = []
        self.about = self.ask("about")

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"{' '.join(self.process.args)}: ended with {self.process.wait()}")
        return answer.strip()

    def numbers(self, command):
        return [float(number) for number in self.ask(command).split()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def medians(self):
        return [statistics.median(times) for times in zip(*self.rounds)]


def start_runners(engines, paths, queries):
    """The processes by column, and a line for each column that would say nothing of its own."""
    runners, notes = {}, []
    for engine in engines:
        for column, command in engine.run(paths[engine.name], queries).items():
            runner = Runner(command, engine.warm_rounds)
            if REFUSES in runner.about:
                notes.append(f"{column}: left out, {runner.about}")
                runner.close()
            else:
                runners[column] = runner
    return runners, notes


def ask_all(engines, paths, queries, rounds):
    """Times and exact counts of every query by column, what the engines say of themselves, and notes."""
    runners, notes = start_runners(engines, paths, queries)
    columns = list(runners)
    for column, runner in runners.items():
        tell(f"  warming {column}")
        for _ in range(runner.warm_rounds):
            runner.ask("round")
    for turn in range(rounds):
        tell(f"  round {turn + 1} of {rounds}")
        # Each round another one begins.
        for at in range(len(columns)):
            runner = runners[columns[(turn + at) % len(columns)]]
            runner.rounds.append(runner.numbers("round"))
    times = {column: runner.medians() for column, runner in runners.items()}
    counts = {column: [int(n) for n in runner.numbers("count")] for column, runner in runners.items()}
    about = {column: runner.about for column, runner in runners.items()}
    for runner in runners.values():
        runner.close()
    return times, counts, about, notes


def percentile(values, share):
    ranked = sorted(values)
    return ranked[max(math.ceil(share * len(ranked)) - 1, 0)]


def by_class(classes, times):
    """Median and 99th percentile over the queries of each class, and over all."""
    figures = {}
    for name in [*dict.fromkeys(classes), "all"]:
        figures[name] = {}
        for column, values in times.items():
            chosen = [value for value, its in zip(values, classes) if name in (its, "all")]
            figures[name][column] = {"median_us": statistics.median(chosen), "p99_us": percentile(chosen, 0.99)}
    return figures


# ---- small figures ----

def small_figures(build, index, articles):
    def numbers(*command):
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return [float(word) for word in done.stdout.split()]

    rate, terms = numbers(f"{build}/bench/bench-analyzer", index, articles)
    warm, cold = numbers(f"{build}/bench/bench-open", index)
    return {"analyzer_mb_per_second": rate, "analyzer_terms_per_second": terms, "open_warm_us": warm,
            "open_cold_us": cold}


def stored_shares(build, figures, paths, raw):
    """Adds what an archive takes without its stored articles, where `info` tells."""
    for name, path in paths.items():
        stored = known.stored_bytes(f"{build}/dateline", path) if name.startswith("dateline") else None
        if stored is not None:
            without = figures[name]["index_bytes"] - stored
            figures[name].update(without_stored_bytes=without, without_stored_share=without / raw)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*:\s*(.*)", file.read())
    return {"cpu": model.group(1) if model else platform.machine(), "cores": os.cpu_count(),
            "kernel": platform.release(), "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")}
