#!/usr/bin/env python3
"""bench.py BIN WORK CLASSPATH [--rounds N] [--full] [--only PART,...]: ours
beside its peers.

Run by bench.sh, which made WORK: corpus.liasse.ndjson, corpus.tsv,
corpus.omega, queries.tsv and the peers.  Ours and theirs take turns (A B A B),
so that what else the machine does meets both; a ratio is of one round.  Prints
a table in Markdown.  --full adds what takes long: scriptindex and stock Xapian
on the whole corpus, 1.1 million documents.  Parts: bulk, incremental, size,
queries, growth; those before must have run in WORK once."""
import argparse
import datetime
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time

ARGS = argparse.ArgumentParser()
ARGS.add_argument("bin", type=pathlib.Path)
ARGS.add_argument("work", type=pathlib.Path)
ARGS.add_argument("classpath")
ARGS.add_argument("--rounds", type=int, default=3)
ARGS.add_argument("--full", action="store_true")
ARGS.add_argument("--only", default="bulk,incremental,size,queries,growth")
args = ARGS.parse_args()
work = args.work
SAMPLE = 15000  # documents for the peers that are slow


class Run:
    """Wall and processor seconds and peak memory (MiB) of a command."""

    def __init__(self, command, shell=False):
        started = time.monotonic()
        process = subprocess.Popen(command, shell=shell, cwd=work,
                                   stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        self.out = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        self.wall = time.monotonic() - started
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        if status:
            sys.exit(f"failed: {command}")


def java(*words):
    return Run(["java", "-Xmx4g", "-cp", args.classpath, "Lucene",
                *map(str, words)])


def clean(name):
    path = work / name
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return name


def ingest(index, corpus):
    return Run([args.bin / "liasse-ingest", "-q", "-i", index, corpus])


def index(folder, *options):
    return Run([args.bin / "liasse-index", "-q", "-i", folder, *options])


def megabytes(name):
    path = work / name
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(f.stat().st_size for f in files if f.is_file()) / 1e6


def head(count):
    """The first documents of the corpus, in both forms."""
    for source, to in (("corpus.liasse.ndjson", f"head-{count}.ndjson"),
                       ("corpus.tsv", f"head-{count}.tsv")):
        if not (work / to).exists():
            with open(work / source, "rb") as lines, open(work / to, "wb") as out:
                for _, line in zip(range(count), lines):
                    out.write(line)
    records = work / f"head-{count}.omega"
    if not records.exists():
        with open(work / "corpus.omega", "rb") as lines, \
                open(records, "wb") as out:
            left = count
            for line in lines:
                out.write(line)
                left -= line == b"\n"
                if not left:
                    break


def spread(values, digits=2):
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def fresh():
    clean("end")
    a = ingest("end", "corpus.liasse.ndjson")
    b = index("end")
    both = a
    both.wall, both.cpu = a.wall + b.wall, a.cpu + b.cpu
    both.memory = max(a.memory, b.memory)
    return both


def rebuild():
    return index("index", "--rebuild")


def peer_lucene(threads):
    return lambda: java("index", "corpus.tsv", clean(f"lucene{threads}"),
                        threads)


def peer_fts5():
    return Run(["peers/fts5", "index", "corpus.tsv", clean("fts5.db")])


def scriptindex(corpus):
    return Run(["scriptindex", "--stemmer=french", clean("omega.db"),
                "omega.script", corpus])


def stock(corpus):
    return Run(["peers/stock_xapian", "index", corpus, clean("stock.db")])


def paired(title, ours, theirs, rounds):
    """A B A B; a row of the table."""
    pairs = []
    for _ in range(rounds):
        pairs.append((ours(), theirs()))
    a = [p[0] for p in pairs]
    b = [p[1] for p in pairs]
    print(f"| {title} | {spread([r.wall for r in a], 1)}"
          f" | {spread([r.wall for r in b], 1)}"
          f" | {spread([x.wall / y.wall for x, y in pairs])}"
          f" | {spread([x.cpu / y.cpu for x, y in pairs])}"
          f" | {max(r.memory for r in a):.0f} / {max(r.memory for r in b):.0f} |",
          flush=True)


def bulk():
    print("Bulk, whole corpus; seconds and ratios ours / theirs as median "
          "(least-most).\n")
    print("| ours / theirs | ours, s | theirs, s | wall | CPU | peak MiB |\n"
          "|---|---|---|---|---|---|")
    clean("index")
    ingest("index", "corpus.liasse.ndjson")
    rows = [("rebuild / Lucene 2 threads", rebuild, peer_lucene(2)),
            ("rebuild / Lucene 1 thread", rebuild, peer_lucene(1)),
            ("ingest + index / Lucene 2 threads", fresh, peer_lucene(2)),
            ("rebuild / SQLite FTS5", rebuild, peer_fts5)]
    for title, ours, theirs in rows:
        paired(title, ours, theirs, args.rounds)
    head(SAMPLE)
    clean("part")
    ingest("part", f"head-{SAMPLE}.ndjson")
    rows = [("scriptindex", lambda: scriptindex(f"head-{SAMPLE}.omega")),
            ("stock Xapian", lambda: stock(f"head-{SAMPLE}.tsv"))]
    for title, theirs in rows:
        paired(f"rebuild / {title}, {SAMPLE} documents",
               lambda: index("part", "--rebuild"), theirs, args.rounds)
    if args.full:
        paired("rebuild / scriptindex", rebuild,
               lambda: scriptindex("corpus.omega"), 1)
        paired("rebuild / stock Xapian", rebuild, lambda: stock("corpus.tsv"),
               1)


def incremental():
    with open(work / "corpus.liasse.ndjson", encoding="utf-8") as lines, \
            open(work / "changed.ndjson", "w", encoding="utf-8") as out:
        for n, line in enumerate(lines):
            if n % 139 == 0 and n < 139000:
                document = json.loads(line)
                document["text"][0]["text"] += f" Modifié le {time.time_ns()}."
                out.write(json.dumps(document, ensure_ascii=False) + "\n")
    a, b = ingest("end", "changed.ndjson"), index("end")
    found = Run([args.bin / "liasse-query", "-i", "end", "--count", "modifié"])
    print(f"\n1,000 changed documents into the whole: ingest {a.wall:.1f} s, "
          f"index {b.wall:.1f} s, together {a.wall + b.wall:.1f} s until they "
          f"are found (CPU {a.cpu + b.cpu:.1f} s; {found.out.strip()} "
          "documents have the word).")


def size():
    rows = dict(line.split("\t") for line in
                index("index", "--stats").out.splitlines() if "\t" in line)
    print("\nOn disk, MB: " + "; ".join(
        f"{name[:-6]} {int(value) / 1e6:.0f}" for name, value in rows.items()
        if name.endswith(" bytes")) + "; store and search together "
        f"{(int(rows['store bytes']) + int(rows['search bytes'])) / 1e6:.0f}."
        f" Lucene {megabytes('lucene2'):.0f}, FTS5 {megabytes('fts5.db'):.0f}.")


def growth():
    print("\n| documents | ingest s | index s | documents/s | index peak MiB | "
          "MB | plain query p50, p99 us |\n|---|---|---|---|---|---|---|")
    counts = [10000, 100000, 139003] + ([1112024] if args.full else [])
    for count in counts:
        corpus = "corpus.liasse.ndjson"
        if count < 139003:
            head(count)
            corpus = f"head-{count}.ndjson"
        elif count > 139003:
            corpus = "eight.ndjson"
            with open(work / "corpus.liasse.ndjson", encoding="utf-8") as lines, \
                    open(work / corpus, "w", encoding="utf-8") as out:
                for line in lines:
                    for i in range(8):
                        out.write(line.replace('"uid": "', f'"uid": "{i}-', 1))
        clean("grow")
        a, b = ingest("grow", corpus), index("grow")
        times = Run([args.bin / "query_time", "grow", "queries.tsv", "1"]).out
        plain = re.search(r"plain +p50 +(\S+) us +p99 +(\S+)", times)
        print(f"| {count:,} | {a.wall:.1f} | {b.wall:.1f} | "
              f"{count / b.wall:,.0f} | {b.memory:.0f} | "
              f"{megabytes('grow'):.0f} | {plain[1]}, {plain[2]} |", flush=True)
    clean("grow")


def table(text):
    return {line.split()[0] if "facets" not in line else line[:8]:
            tuple(map(float, re.findall(r"p50 +(\S+) us +p99 +(\S+)", line)[0]))
            for line in text.splitlines() if " p50 " in line}


def facets_corpus():
    """The same texts with the fields that eight facets need: values drawn by
    the number of the document, as many as parliamentary data have."""
    sizes = {"author": 577, "group": 11, "constituency": 558, "outcome": 8,
             "ministry_asked": 40, "rubric": 300, "code": 90}
    with open(work / "corpus.liasse.ndjson", encoding="utf-8") as lines, \
            open(work / "facets.ndjson", "w", encoding="utf-8") as out:
        for n, line in enumerate(lines):
            document = json.loads(line)
            for step, (name, count) in enumerate(sizes.items()):
                value = f"{name} {(n * 7919 + step * n // 3) % count}"
                document[name] = ([value] if name in ("author", "rubric")
                                  else value)
            out.write(json.dumps(document, ensure_ascii=False) + "\n")
    clean("facets")
    ingest("facets", "facets.ndjson")
    index("facets")


def queries():
    facets_corpus()
    ours, theirs, features = [], [], []
    names = "author,group,constituency,status,outcome,ministry_asked,rubric,year"
    for _ in range(args.rounds):
        ours.append(table(Run([args.bin / "query_time", "index", "queries.tsv",
                               "3"]).out))
        theirs.append(table(java("time", "lucene2", "queries.tsv", 3).out))
        features.append(Run([args.bin / "query_time", "facets", "queries.tsv",
                             "2", names]).out)
    print("\n300 queries in one process, warm, ten hits with their texts; "
          "microseconds, median (least-most) of the rounds.\n")
    print("| kind | ours p50 | Lucene p50 | ratio | ours p99 | Lucene p99 | "
          "ratio |\n|---|---|---|---|---|---|---|")
    for kind in ("plain", "word", "and", "or", "phrase", "prefix"):
        cells = []
        for which in (0, 1):
            a = [t[kind][which] for t in ours]
            b = [t[kind][which] for t in theirs]
            cells += [spread(a, 0), spread(b, 0),
                      spread([x / y for x, y in zip(a, b)])]
        print(f"| {'all' if kind == 'plain' else kind} | "
              + " | ".join(cells) + " |")
    print("\nAgainst the plain query of the same passes (means; the same "
          "texts with eight fields of drawn values for facets):\n")
    print("| feature | x plain |\n|---|---|")
    for feature in ("count", "3 facets", "8 facets", "newest", "oldest",
                    "snippets", "json"):
        found = [float(re.search(rf"^{feature} .* (\S+) x plain", text,
                                 re.M)[1]) for text in features]
        label = {"count": "exact total", "newest": "date order, newest first",
                 "oldest": "date order, oldest first",
                 "snippets": "one snippet a hit, ten hits",
                 "json": "three snippets a hit"}.get(feature, feature)
        print(f"| {label} | {spread(found)} |")
    once = [Run([args.bin / "liasse-query", "-i", "index", "licenciement"]).cpu
            for _ in range(20)]
    print(f"\nOne-shot `liasse-query`: {statistics.median(once) * 1e3:.1f} ms "
          "of CPU.")


load = os.getloadavg()[0]
print(f"{datetime.date.today()}, {os.cpu_count()} cores, load before the run "
      f"{load:.1f}{' (not idle: ratios only)' if load > 0.5 else ''}, "
      f"{args.rounds} rounds{', --full' if args.full else ''}:\n", flush=True)
for part in args.only.split(","):
    globals()[part]()
