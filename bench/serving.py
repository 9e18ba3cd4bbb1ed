"""Servers under load: dateline's and the peer's, what wrk makes of them, and what they take of memory."""
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

JAVA = ["java", "-Xmx1g", "-Dsun.net.httpserver.nodelay=true", "-Dsun.net.httpserver.maxIdleConnections=4096"]
PEER_THREADS = 2 * os.cpu_count()  # half as many and four times as many make no clear difference
TRIES, PAUSE = 600, 0.1
TIMEOUT = "30s"  # of a request: what is late is slow, and no error
SCRIPT = os.path.join(os.path.dirname(__file__), "load.lua")
MEMORY = {"resident": "VmRSS", "own": "RssAnon", "peak": "VmHWM"}


class Server:
    """A process that answers at `url`, once it has told it on standard output."""

    def __init__(self, name, command, errors):
        self.name = name
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        said = self.process.stdout.readline()
        if not (told := re.search(r"listening on (\S+)", said)):
            sys.exit(f"{name}: does not start: {' '.join(command)}")
        self.url = told.group(1)
        self.about = said[:told.start()].strip()

    def get(self, target):
        with urllib.request.urlopen(self.url + target) as answer:
            return answer.read()

    def await_answers(self, target):
        for _ in range(TRIES):
            try:
                return self.get(target)
            except urllib.error.HTTPError as failure:
                if failure.code != 503:
                    raise
            time.sleep(PAUSE)
        return sys.exit(f"{self.name}: does not get ready")

    def memory(self):
        """Bytes: what is resident, what of that is no file's, and the most that was."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            lines = dict(line.split(":", 1) for line in file)
        return {name: 1024 * int(lines[field].split()[0]) for name, field in MEMORY.items()}

    def processor_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.terminate()
        self.process.wait()


def start_dateline(build, archive, log):
    with open(log + ".errors", "w", encoding="utf-8") as errors:
        server = Server("dateline", [f"{build}/dateline", "serve", "-a", archive, "--listen=127.0.0.1:0", "--writable",
                                     f"--access-log={log}"], errors)
    version = subprocess.run([f"{build}/dateline", "--version"], check=True, capture_output=True, text=True).stdout
    server.about = version.splitlines()[0]
    return server


def peer_command(build):
    """How the peer is started; None where it is not built."""
    if not os.path.exists(f"{build}/bench/PeerHttp.class") or not shutil.which("java"):
        return None
    with open(f"{build}/bench/lucene.classpath", encoding="utf-8") as file:
        return [*JAVA, "-cp", file.read().strip(), "PeerHttp"]


def start_peer(build, index):
    return Server("lucene", [*peer_command(build), "serve", index, str(PEER_THREADS)], None)


# ---- queries ----

def query_text(op, words):
    """As both servers read it: bare words are required."""
    if op == "phrase":
        return f'"{words}"'
    return words.replace(" ", " OR ") if op == "or" else words


def write_targets(queries, more, target):
    """Makes the targets of requests out of a file of queries (runner.h), in an order that mixes the classes: it goes
    through a list of so many classes of equal length, one of each in turn."""
    with open(queries, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    classes = {}
    for name, op, words, *parameters in lines:
        asked = {"q": query_text(op, words), **dict(its.split("=", 1) for its in parameters), **more}
        classes.setdefault(name, []).append("/v1/search?" + urllib.parse.urlencode(asked))
    longest = max(map(len, classes.values()))
    with open(target, "w", encoding="utf-8") as file:
        for at in range(longest):
            file.writelines(its[at % len(its)] + "\n" for its in classes.values())


# ---- load ----

def press(server, targets, connections, seconds):
    """What wrk measured: requests, seconds, p50_us, p99_us, refused (with another code than 2xx), lost; and what the
    server took of the processors, which says more than the clock while others work on the machine."""
    command = ["wrk", "--threads=1", f"--connections={connections}", f"--duration={seconds}s", f"--timeout={TIMEOUT}",
               f"--script={SCRIPT}", server.url, "--", targets]
    before = server.processor_seconds()
    done = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    took = server.processor_seconds() - before
    measured = json.loads(done.splitlines()[-1])
    return {**measured, "requests_per_second": measured["requests"] / measured["seconds"],
            "cpu_us": 1e6 * took / max(measured["requests"], 1)}
