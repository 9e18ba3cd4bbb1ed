"""Measuring: builds one after the other in turns, warm processes round by round, and dateline's own small figures."""
import contextlib
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
    """A warm process that answers commands (runner.h). What it is asked are the queries at `places` of all."""

    def __init__(self, command, places, warm_rounds):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.places = places
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

    def move_to(self, core):
        """Has the threads that bear the program's name run on one core: not those that collect or compile for it."""
        with open(f"/proc/{self.process.pid}/comm", encoding="utf-8") as file:
            name = file.read()
        for thread in os.listdir(f"/proc/{self.process.pid}/task"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # one that has ended since
                with open(f"/proc/{self.process.pid}/task/{thread}/comm", encoding="utf-8") as file:
                    if file.read() == name:
                        os.sched_setaffinity(int(thread), {core})

    def run_round(self):
        self.rounds.append([float(number) for number in self.ask("round").split()])

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def medians(self):
        """Microseconds by place."""
        return dict(zip(self.places, (statistics.median(times) for times in zip(*self.rounds))))

    def answers(self):
        """Total and other numbers by place."""
        split = (word.partition(":") for word in self.ask("answers").split())
        return {place: (int(total), [int(number) for number in numbers.split(",") if number])
                for place, (total, _, numbers) in zip(self.places, split)}


def choose_queries(queries, classes, kinds, target):
    """Writes those queries of a file whose classes are of these kinds; returns their places in it."""
    places = [place for place, its in enumerate(classes) if its.kind in kinds]
    with open(queries, encoding="utf-8") as file, open(target, "w", encoding="utf-8") as chosen:
        lines = file.readlines()
        chosen.writelines(lines[place] for place in places)
    return places


def start_runners(engines, paths, queries, classes):
    """The processes by column, and a line for each column that would say nothing of its own."""
    runners, notes = {}, []
    for engine in engines:
        for name, column in engine.columns.items():
            chosen = f"{queries}-{name}"
            places = choose_queries(queries, classes, column.kinds, chosen)
            if not places:
                continue
            runner = Runner([*engine.serve(paths[engine.name], chosen), *column.arguments], places, engine.warm_rounds)
            if REFUSES in runner.about:
                notes.append(f"{name}: left out, {runner.about}")
                runner.close()
            else:
                runners[name] = runner
    return runners, notes


def ask_all(engines, paths, queries, classes, rounds):
    """Times and answers by column and place of the query, what the engines say of themselves, and notes."""
    runners, notes = start_runners(engines, paths, queries, classes)
    columns = list(runners)
    cores = sorted(os.sched_getaffinity(0))
    for column, runner in runners.items():
        tell(f"  warming {column}")
        for _ in range(runner.warm_rounds):
            runner.ask("round")
    for turn in range(rounds):
        tell(f"  round {turn + 1} of {rounds}")
        # Each round another one begins, and all are on another core: the other's work on a machine slows one of them.
        for at in range(len(columns)):
            runner = runners[columns[(turn + at) % len(columns)]]
            runner.move_to(cores[turn % len(cores)])
            runner.run_round()
    times = {column: runner.medians() for column, runner in runners.items()}
    answers = {column: runner.answers() for column, runner in runners.items()}
    about = {column: runner.about for column, runner in runners.items()}
    for runner in runners.values():
        runner.close()
    return times, answers, about, notes


def percentile(values, share):
    ranked = sorted(values)
    return ranked[max(math.ceil(share * len(ranked)) - 1, 0)]


def figures_of(places, times):
    """By column, of those that were asked: median and 99th percentile over some queries."""
    asked = {column: [its[place] for place in places] for column, its in times.items() if places and places[0] in its}
    return {column: {"median_us": statistics.median(values), "p99_us": percentile(values, 0.99)}
            for column, values in asked.items()}


def by_class(classes, times):
    """The figures of each class, and of those together that every engine is asked."""
    chosen = {}
    for place, its in enumerate(classes):
        chosen.setdefault(its.name, []).append(place)
    chosen["all words"] = [place for place, its in enumerate(classes) if its.kind == "words"]
    return {name: figures_of(places, times) for name, places in chosen.items() if places}


def export_rates(classes, times, answers):
    """Hits and megabytes a second by column, over all queries of the classes that export."""
    places = [place for place, its in enumerate(classes) if its.kind == "export"]
    rates = {}
    for column, its in times.items():
        if places and places[0] in its:
            micros = sum(its[place] for place in places)
            totals, numbers = zip(*(answers[column][place] for place in places))
            rates[column] = {"hits_per_second": 1e6 * sum(totals) / micros,
                             "mb_per_second": sum(number for number, in numbers) / micros}
    return rates


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
    return {"cpu": model.group(1) if model else platform.machine(), "cores": len(os.sched_getaffinity(0)),
            "kernel": platform.release(), "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")}
