#!/usr/bin/env python3
"""Indexing by format: the same generated articles in every format, one archive each.

Beside each is `cat` of the same bytes, through the same decompressor where there is one: what of the time is
reading, and what is the format. The time of an index is also given as a ratio to that of JSON Lines, and so is that
of as many small text files in directories of forty. Medians of some runs, which go round by turns.
"""
import argparse
import csv
import email.message
import email.policy
import html
import io
import json
import os
import shutil
import statistics
import subprocess
import time
from pathlib import Path
from xml.sax.saxutils import escape


def paragraphs(article, tag="p"):
    return "".join(f"<{tag}>{escape(part)}</{tag}>\n" for part in article["text"].split("\n\n"))


def json_lines(articles, out):
    for article in articles:
        out.write(json.dumps(article, ensure_ascii=False) + "\n")


def json_array(articles, out):
    json.dump(articles, out, ensure_ascii=False, indent=1)


def table(articles, out):
    rows = csv.writer(out)
    rows.writerow(["id", "title", "date", "body"])
    for article in articles:
        rows.writerow([article["id"], article["title"], article["date"], article["text"]])


def feed(articles, out):
    out.write('<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Bench</title>\n')
    for article in articles:
        out.write(f"<item><guid>{article['id']}</guid><title>{escape(article['title'])}</title>"
                  f"<pubDate>{article['date']}</pubDate><description>{escape(paragraphs(article))}</description></item>\n")
    out.write("</channel></rss>\n")


def wiki(articles, out):
    out.write('<mediawiki xml:lang="en"><siteinfo><base>https://bench.example/Main</base></siteinfo>\n')
    for number, article in enumerate(articles):
        out.write(f"<page><title>{escape(article['title'])}</title><ns>0</ns><id>{number + 1}</id><revision><id>1</id>"
                  f"<timestamp>{article['date'][:10]}T00:00:00Z</timestamp><model>wikitext</model>"
                  f"<text>{escape(article['text'])}</text></revision></page>\n")
    out.write("</mediawiki>\n")


def reuters(articles, out):
    out.write('<!DOCTYPE lewis SYSTEM "lewis.dtd">\n')
    for number, article in enumerate(articles):
        out.write(f'<REUTERS NEWID="{number + 1}">\n<DATE>{article["date"]}</DATE>\n<TEXT>\n'
                  f"<TITLE>{escape(article['title'])}</TITLE>\n<BODY>    "
                  + escape(article["text"].replace("\n\n", "\n    ")) + "\n Reuter\n</BODY></TEXT>\n</REUTERS>\n")


def trec(articles, out):
    for article in articles:
        out.write(f"<DOC>\n<DOCNO> {article['id']} </DOCNO>\n<HEAD>{escape(article['title'])}</HEAD>\n<TEXT>\n"
                  + escape(article["text"]) + "\n</TEXT>\n</DOC>\n")


def mailbox(articles, out):
    for article in articles:
        message = email.message.EmailMessage(policy=email.policy.default.clone(max_line_length=998))
        message["Message-ID"] = f"<{article['id']}@bench.example>"
        message["Subject"] = article["title"]
        message["From"] = "Desk <desk@bench.example>"
        message["Date"] = time.strftime("%a, %d %b %Y 00:00:00 +0000", time.strptime(article["date"][:10], "%Y-%m-%d"))
        message.set_content(article["text"], cte="8bit")
        out.write("From desk Mon Jan  1 00:00:00 2024\n" + message.as_bytes().decode("utf-8") + "\n")


def page(article):
    menu = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(20))
    return (f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(article["title"])}</title>'
            f'<meta property="article:published_time" content="{article["date"]}"></head><body><nav><ul>{menu}</ul></nav>'
            f'<article><h1>{html.escape(article["title"])}</h1>{paragraphs(article)}</article>'
            f'<footer><ul>{menu}</ul></footer></body></html>')


def warc(articles, out):
    for article in articles:
        body = page(article)
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}"
        out.write(f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://bench.example/{article['id']}\r\n"
                  f"WARC-Date: {article['date'][:10]}T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
                  f"Content-Length: {len(block.encode())}\r\n\r\n{block}\r\n\r\n")


FORMATS = {"jsonl": json_lines, "json": json_array, "csv": table, "feed": feed, "mediawiki": wiki, "reuters": reuters,
           "trec": trec, "mbox": mailbox, "warc": warc}
CODINGS = {"gz": ["gzip"], "bz2": ["bzip2"], "xz": ["xz", "-1"], "zst": ["zstd", "-q"], "lz4": ["lz4", "-q"]}


def write_files(articles, directory, suffix, render):
    for number, article in enumerate(articles):
        folder = directory / f"{number // 1000:03d}" / f"{number // 40 % 25:02d}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:06d}.{suffix}").write_text(render(article))


def story(article):
    return f"date {article['date']}\n{article['title']}\n\n{article['text']}\n"


def prepare(articles, output):
    """Writes every sample; gives (name, path, command that reads the same bytes)."""
    samples = []
    for name, write in FORMATS.items():
        path = output / f"articles.{name}"
        with io.open(path, "w", encoding="utf-8", newline="") as out:
            write(articles, out)
        samples.append((name, path, ["cat", str(path)]))
    for suffix, command in CODINGS.items():
        path = output / f"articles.jsonl.{suffix}"
        with open(output / "articles.jsonl", "rb") as plain, open(path, "wb") as packed:
            subprocess.run(command + ["-c"], stdin=plain, stdout=packed, check=True)
        samples.append((f"jsonl.{suffix}", path, command[:1] + ["-dc", str(path)]))
    for name, suffix, render in (("text", "txt", story), ("html", "html", page)):
        directory = output / name
        write_files(articles, directory, suffix, render)
        samples.append((f"{name} files", directory, ["sh", "-c", f"find '{directory}' -type f -print0 | xargs -0 cat"]))
    path = output / "text.tar"
    subprocess.run(["tar", "-C", str(output), "-cf", str(path), "text"], check=True)
    samples.append(("text.tar", path, ["tar", "-xOf", str(path)]))
    return samples


def timed(command):
    begun = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr.decode()[:500]}")
    return time.monotonic() - begun


def size_of(command):
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        return sum(len(block) for block in iter(lambda: process.stdout.read(1 << 20), b""))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--output", default="build/bench")
    parser.add_argument("--articles", type=int, default=100000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    output = Path(options.output) / "formats"
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    lines = subprocess.run([f"{options.build}/generate-news", str(options.articles)], stdout=subprocess.PIPE, check=True)
    samples = prepare([json.loads(line) for line in lines.stdout.splitlines()], output)
    index_times, read_times = {}, {}
    for _ in range(options.runs):
        for name, path, reading in samples:
            shutil.rmtree(output / "archive", ignore_errors=True)
            read_times.setdefault(name, []).append(timed(reading))
            index_times.setdefault(name, []).append(
                timed([f"{options.build}/dateline", "index", "-q", "-a", str(output / "archive"), str(path)]))
    base = statistics.median(index_times["jsonl"])
    print(f"indexing {options.articles:,} articles by format, {options.runs} runs, {len(os.sched_getaffinity(0))} processors")
    print(f"{'format':<12}{'MB':>8}{'index s':>10}{'MB/s':>8}{'cat s':>8}{'index/cat':>11}{'index/jsonl':>13}")
    for name, _, reading in samples:
        megabytes = size_of(reading) / 1e6
        index, read = statistics.median(index_times[name]), statistics.median(read_times[name])
        print(f"{name:<12}{megabytes:>8.1f}{index:>10.2f}{megabytes / index:>8.1f}{read:>8.2f}{index / read:>11.1f}"
              f"{index / base:>13.2f}")
    shutil.rmtree(output)


if __name__ == "__main__":
    main()
