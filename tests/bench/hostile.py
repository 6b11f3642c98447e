#!/usr/bin/env python3
"""Queries made to hurt, each asked of an index through liasse-query: what it
costs in processor time (user and system, the whole process) and memory, and
how it ended.

    hostile.py BIN_DIR INDEX [--limit MS] [--times N] [--all] [--only TEXT]

A case is over when it ends with a code that is no answer or refusal, or takes
more than MS (100) in the fastest of N (2) runs; exit 1 then.  --all prints
every case, not only the ten slowest and those that are over.

The cases are made of French words that are frequent in any legal text, so
that they hurt on any index: nesting, words, stars, PRÈS, phrases of little
words, brackets of alternatives, exclusions, ranges, near spellings, fields,
dates, facets, folding, cursors, likeness, and bytes that are no text."""
import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

parser = argparse.ArgumentParser()
parser.add_argument("bin", type=pathlib.Path)
parser.add_argument("index", type=pathlib.Path)
parser.add_argument("--limit", type=float, default=100)
parser.add_argument("--times", type=int, default=2)
parser.add_argument("--all", action="store_true")
parser.add_argument("--only", default="")
args = parser.parse_args()

LITTLE = "de la les des le et du en à par un une au aux pour que qui dans sur ou".split()
USUAL = ("article code travail loi dispositions conditions salarié employeur "
         "entreprise convention décret santé sécurité social application "
         "personnes établissement prévues mentionnées accord durée formation "
         "public service organisme compte droit demande montant régime").split()
STARTS = "co re pr dé in ex su ac tr pa mo en dis per con pro".split()
MIDDLES = "tion ment ent ati ssi con pro ell ire eur ais ant que nce".split()


def cycle(words, n, between=" "):
    return between.join(words[i % len(words)] for i in range(n))


def cases():
    """name, query (str or bytes), options"""
    both = LITTLE + USUAL

    # words
    for n in (10, 100, 256, 1000, 10000):
        yield f"{n} words", cycle([f"{w}" for w in both], n), []
        yield f"{n} different words", " ".join(f"mot{i}" for i in range(n)), []
    yield "1,000 usual words, any", cycle(USUAL, 1000), ["--match", "any"]
    yield "all usual words, any", " ".join(USUAL), ["--match", "any"]
    yield "all usual words, OU", " OU ".join(USUAL), []
    yield "all little words", " ".join(LITTLE), []
    yield "all little words, exact", " ".join(LITTLE), ["--exact"]
    yield "1,000 exact words", cycle([f"={w}" for w in both], 1000), []
    yield "500 words with hyphens", cycle(USUAL, 500, "-"), []
    yield "hyphens of little words", cycle(LITTLE, 20, "-"), []
    yield "a page of text", " ".join(cycle(both, 37).split() * 25), ["--match", "any"]

    # nesting
    for n in (16, 64, 65, 1000, 30000):
        yield f"{n} brackets", "(" * n + "travail" + ")" * n, []
        yield f"{n} open brackets", "(" * n + "travail", []
        yield (f"{n} brackets of alternatives",
               "".join(f"({both[i % len(both)]} OU " for i in range(n))
               + "loi" + ")" * n, [])
        yield (f"{n} brackets of exclusions",
               "".join(f"({both[i % len(both)]} SAUF " for i in range(n))
               + "loi" + ")" * n, [])
    yield "brackets in turn", ")(" * 30000, []

    # stars
    for s in ("de*", "co*", "*ion", "*e*", "*", "**", "a*", "e*", "*de", "d*e",
              "c*n", "*ti*", "co*ti*", "*a*e*", "?" * 100, "e~", "travail~2",
              "salarie~2", "de~2", "la~", "*on*", "*en*", "an*", "re*", "pr*"):
        yield f"star {s}", s, []
        yield f"star {s}, all its hits counted", s, ["--count"]
    for n in (4, 16, 17):
        yield f"{n} starts", " ".join(f"{s}*" for s in STARTS[:n]), []
        yield f"{n} starts, OU", " OU ".join(f"{s}*" for s in STARTS[:n]), []
        yield f"{n} middles", " ".join(f"*{s}*" for s in MIDDLES[:n]), []
        yield f"{n} middles, OU", " OU ".join(f"*{s}*" for s in MIDDLES[:n]), []
        yield f"{n} spellings", " ".join(f"{s}~2" for s in USUAL[:n]), []
        yield f"{n} spellings, OU", " OU ".join(f"{s}~2" for s in USUAL[:n]), []
        yield f"{n} starts excluded", "loi " + " ".join(f"-{s}*" for s in STARTS[:n]), []
    yield "a storm of stars", "*a" * 30000, []
    yield "stars alone", "* " * 30000, []
    yield "ten stars in a word", "*a*b*c*d*e*f*g*h*i*j*", []
    yield "ten stars, usual letters", "*e*a*i*t*n*", []
    yield "stars and digits", "1*2*3* " * 16, []
    yield "field stars", " OU ".join(f"{f}:co*" for f in
          ("titre", "texte", "auteur", "rubrique", "ministere", "chemin")), []
    yield "stars in texts", "texte:co* texte:re* texte:*ion", []
    yield "uid stars", "uid:LEGI*", []
    yield "uid stars within", "uid:*00*", []
    yield "article stars", "article:L*", []
    yield "article stars within", "article:*1*", []
    yield "cite stars", "cite:LE*", []

    # phrases
    phrases = ["de la", "la de", "les des", "de le", "de de", "le le", "à la",
               "de l'article", "code du travail", "en application de",
               "et de la", "de la loi", "dans les conditions", "de la de la",
               "mentionnées au", "par décret en", "à l'article", "les",
               "la sécurité sociale", "conseil d'état", "au titre de la"]
    for p in phrases:
        yield f'phrase "{p}"', f'"{p}"', []
        yield f'phrase "{p}", exact', f'="{p}"', []
        yield f'phrase "{p}" in texts', f'texte:"{p}"', []
        yield f'phrase "{p}" in titles', f'titre:"{p}"', []
        yield f'phrase "{p}" in paths', f'chemin:"{p}"', []
        yield f'all but "{p}"', f'-"{p}"', []
        yield f'loi but not "{p}"', f'loi -"{p}"', []
    for p in ("co* de", "de co*", "co* de re* de", "*ion de", "de *ion",
              "co* re*", "de la co*", "la pr* de la", "*e* de", "*tion *ment",
              "co* pr* in* ex*", "de~2 la", "travail~2 de"):
        yield f'phrase "{p}"', f'"{p}"', []
        yield f'phrase "{p}" in texts', f'texte:"{p}"', []
        yield f'phrase "{p}", counted', f'"{p}"', ["--count"]
    for n in (5, 20, 64, 65, 500, 1024):
        yield f"phrase of {n} little words", '"' + cycle(LITTLE, n) + '"', []
        yield f"phrase of {n} times de", '"' + cycle(["de"], n) + '"', []
        yield f"phrase of {n} usual words", '"' + cycle(USUAL, n) + '"', []
    for n in (2, 8, 30, 200):
        yield (f"{n} phrases of little words, OU",
               " OU ".join(f'"{LITTLE[i % 20]} {LITTLE[(i * 7 + 1) % 20]}"'
                           for i in range(n)), [])
        yield (f"{n} phrases of little words",
               " ".join(f'"{LITTLE[i % 20]} {LITTLE[(i * 7 + 1) % 20]}"'
                        for i in range(n)), [])
        yield (f"{n} phrases excluded", "travail " +
               " ".join(f'-"{LITTLE[i % 20]} {LITTLE[(i * 7 + 1) % 20]}"'
                        for i in range(n)), [])
        yield (f"{n} phrases of texts",
               " OU ".join(f'texte:"{LITTLE[i % 20]} {LITTLE[(i * 7 + 1) % 20]}"'
                           for i in range(n)), [])
        yield (f"{n} accented words of texts",
               " OU ".join(f"texte:{w}" for w in
                           ["décret", "sécurité", "durée", "régime", "salarié",
                            "établissement", "prévues", "mentionnées"] * (n // 8 + 1)), [])
    yield "phrases of all words", " OU ".join(
        f'"{a} {b}"' for a in LITTLE[:14] for b in LITTLE[:14]), []

    # PRÈS and AVANT
    for op in ("PRÈS/1", "PRÈS/5", "PRÈS/99", "AVANT/1", "AVANT/99"):
        yield f"de {op} la", f"de {op} la", []
        yield f"de {op} de", f"de {op} de", []
        yield f"code {op} travail", f"code {op} travail", []
        yield f"a phrase {op} la", f'"de la" {op} les', []
        yield f"alternatives {op}", f"(de OU la OU les) {op} (des OU du OU le)", []
        yield f"alternatives {op}, shared", f"(de OU la) {op} (la OU de)", []
        yield f"stars {op}", f"co* {op} re*", []
        yield f"stars {op} little words", f"co* {op} de", []
        yield f"stars {op} in texts", f"texte:co* {op} texte:re*", []
        yield f"texts {op}", f"texte:de {op} texte:la", []
        yield f"spellings {op}", f"travail~2 {op} code~2", []
        for n in (3, 4, 8, 64, 65, 500):
            yield (f"{n} {op}", f" {op} ".join(both[i % 20] for i in range(n)), [])
            yield (f"{n} {op} of usual words",
                   f" {op} ".join(USUAL[i % 30] for i in range(n)), [])
    yield "PRÈS within PRÈS", "((de PRÈS/99 la) PRÈS/99 de) PRÈS/99 (la PRÈS/99 de)", []
    yield "phrases beside PRÈS", '"de la" PRÈS/99 "à la" PRÈS/99 "et de" PRÈS/99 "les des"', []
    yield "brackets of PRÈS", "(de PRÈS/99 " * 60 + "la" + ")" * 60, []
    yield "PRÈS or PRÈS", " OU ".join(f"({LITTLE[i % 20]} PRÈS/50 {LITTLE[(i + 3) % 20]})"
                                     for i in range(60)), []
    yield "stars in phrases beside PRÈS", '"co* de" PRÈS/50 "de re*"', []
    yield "PRÈS or PRÈS of stars", " OU ".join(f"({a}* PRÈS/50 {b}*)"
                                              for a, b in zip(STARTS[:8], STARTS[8:])), []
    yield "PRÈS alone", "PRÈS/5 " * 9000, []

    # all of these at once, within each field
    groups = ("(co* OU re* OU pr*)", "(de OU la OU les)", "(*ion OU *ment)",
              "(de~2 OU la~2)", '("de la" OU "à la" OU "co* de")')
    for field in ("", "texte:", "titre:", "chemin:", "ministere:", "reponse-texte:"):
        for op in ("PRÈS/1", "AVANT/9", "PRÈS/99"):
            inside = f"((de {op} la) {op} de) {op} ((les {op} des) {op} et)"
            yield f"{field} nested {op}", f"{field}({inside})", []
            for a, b in ((0, 1), (1, 2), (0, 2), (3, 1), (4, 1), (4, 4), (3, 3)):
                yield (f"{field} groups {a} {op} {b}",
                       f"{field}({groups[a]} {op} {groups[b]})", [])
        for n in (10, 60):
            yield (f"{field} {n} brackets", f"{field}(" * n + "travail" + ")" * n, [])
            yield (f"{field} {n} brackets of phrases",
                   "".join(f'{field}("{both[i % 20]} {both[(i + 7) % 20]}" OU '
                           for i in range(n)) + "loi" + ")" * n, [])
        for q in ('"de~2 la~2"', '"de~2 co*"', '"co* de~2"', '"travail~2 *ion"',
                  "de~2 PRÈS/9 la~2", "de~2 PRÈS/9 co*", "*e* PRÈS/9 *a*",
                  '"état de la"', '"à la*"', '"décret en *"', "=de PRÈS/9 =la"):
            yield f"{field} {q}", f"{field}({q})" if field else q, []
        yield (f"{field} 16 stars in phrases, OU",
               " OU ".join(f'{field}"{x}* de"' for x in STARTS[:16]), [])
        yield (f"{field} 16 spellings in phrases, OU",
               " OU ".join(f'{field}"de {x}~2"' for x in USUAL[:16]), [])
        yield (f"{field} 300 accented words",
               " OU ".join(f"{field}{w}é" for w in both * 6), [])
        for n in (1000, 10000):
            yield f"{field} phrase of {n} words", field + '"' + cycle(both, n) + '"', []
            yield (f"{field} phrase of {n} different words",
                   field + '"' + " ".join(f"mot{i}" for i in range(n)) + '"', [])
            yield f"{field} phrase of {n} stars", field + '"' + cycle(["co*", "de"], n) + '"', []
    yield "phrases of fields, all",  " ".join(
        f'{f}"{w}"' for f in ("texte:", "titre:", "chemin:", "")
        for w in ("de la", "à la", "et de", "les des")), []
    yield "phrases of texts excluded", "travail " + " ".join(
        f'-texte:"{a} {b}"' for a, b in zip(LITTLE, LITTLE[3:])), []
    yield "PRÈS of texts excluded", "travail " + " ".join(
        f"-(texte:{a} PRÈS/9 texte:{b})" for a, b in zip(LITTLE, LITTLE[3:])), []
    yield "phrases, any", " ".join(f'"{a} {b}"' for a, b in zip(LITTLE, LITTLE[5:])), ["--match", "any"]
    yield "a PRÈS of all words", "(" + " OU ".join(both) + ") PRÈS/9 (" + " OU ".join(both) + ")", []
    yield "a PRÈS of all exact words", "(" + " OU ".join(f"={w}" for w in both) + ") AVANT/9 (" + " OU ".join(f"={w}" for w in both) + ")", []
    whole = ["--facet", "type", "--facet", "code", "--facet", "annee", "--facet",
             "cite", "--histogram", "day", "--format", "json"]
    for name, more in (("all facets", whole),
                       ("all facets, newest", whole + ["--sort", "-date"]),
                       ("folded, newest", ["--collapse", "groupe-texte", "--sort", "-date"]),
                       ("1,000 hits", ["--limit", "1000", "--format", "ids"]),
                       ("TREC", ["--limit", "1000", "--format", "trec"]),
                       ("filtered", ["--filter", "type=article", "--facet", "type"]),
                       ("any, explained", ["--match", "any", "--explain"])):
        for what in ('texte:"de la"', "texte:(de PRÈS/9 la)", '"de~2 la"', '"co* de"',
                     "(de PRÈS/9 la) PRÈS/9 les", "texte:décret OU texte:salarié",
                     '"de la" OU "à la" OU "et de"', "SAUF texte:\"de la\""):
            yield f"{name}: {what}", what, more

    # exclusions
    yield "all excluded", "-de -la -les", []
    yield "everything", "SAUF xyzzy", []
    yield "everything, facets", "SAUF xyzzy", ["--facet", "type", "--facet", "code", "--facet", "annee"]
    yield "1,000 exclusions", "travail " + " ".join(f"-mot{i}" for i in range(1000)), []
    yield "exclusions of usual words", "de " + " ".join(f"-{w}" for w in USUAL), []
    yield "minus", "-" * 60000, []
    yield "NON", "NON " * 10000 + "loi", []
    yield "ET", "loi ET " * 9000, []
    yield "OU", "OU " * 20000, []

    # fields, dates, ranges, references
    fields = ("titre texte auteur rubrique ministere groupe circonscription chemin "
              "type numero leg chambre etat sort nor code article cite dans").split()
    yield "1,000 fields", cycle([f"{f}:travail" for f in fields if f not in ("leg",)], 1000), []
    yield "1,000 fields, OU", cycle([f"{f}:travail" for f in fields if f not in ("leg",)], 340, " OU "), []
    yield "a field of a field", "titre:" * 9000, []
    yield "a field of 300 words", "titre:(" + cycle(both, 300, " OU ") + ")", []
    yield "texts of little words", " ".join(f"texte:{w}" for w in LITTLE), []
    yield "texts of usual words, OU", " OU ".join(f"texte:{w}" for w in both), []
    yield "values", "type:(" + " ".join(f"v{i}" for i in range(900)) + ")", []
    yield "dates", "date:2020..2021 OU " * 900 + "loi", []
    yield "300 dates", " OU ".join(f"date:{1950 + i % 70}-{1 + i % 12:02}" for i in range(300)), []
    yield "300 dates, ET", " ".join("date:1900..2030" for i in range(300)), []
    yield "300 days in force", " ".join(f"en-vigueur:20{i % 20:02}-0{1 + i % 9}-11" for i in range(300)), []
    yield "100 days in force", " ".join(f"en-vigueur:20{i % 20:02}-0{1 + i % 9}-11" for i in range(100)), []
    yield "all dates", "date:0001..9999", []
    yield "references", " ".join(f"L. {i}-1" for i in range(900)), []
    yield "references, any", " ".join(f"L. {i}-1" for i in range(450)), ["--match", "any"]
    yield "articles", "articles " + ", ".join(str(i) for i in range(1000)), []
    yield "ranges of articles", "articles L1 à L99999 " * 400, []
    yield "phrases of references", '"article L. 1 du code du travail" ' * 60, []

    # what is asked for beside
    big = "de OU la OU travail"
    for name, more in (
            ("facets", [x for f in ("type", "code", "annee", "auteur", "rubrique",
                                    "groupe", "etat", "ministere") for x in ("--facet", f)]),
            ("a facet of citations", ["--facet", "cite"]),
            ("days", ["--histogram", "day"]),
            ("folded", ["--collapse", "container"]),
            ("folded by text", ["--collapse", "groupe-texte"]),
            ("newest", ["--sort", "-date"]), ("numbers", ["--sort", "number"]),
            ("explained", ["--explain"]), ("a far page", ["--offset", "9000"]),
            ("a very far page", ["--offset", "4000000000"]),
            ("10 extracts", ["--snippets", "10"]), ("100 hits", ["--limit", "100"]),
            ("a cursor", ["--cursor", "*"]), ("a broken cursor", ["--cursor", "AAAA" * 100]),
            ("a cursor of bytes", ["--cursor", b"\xff\xfe" * 50]),
            ("JSON", ["--format", "json", "--limit", "100"])):
        for what in (big, "SAUF xyzzy", '"de la"', "co*", "de PRÈS/50 la"):
            yield f"{name}: {what}", what, more
    yield "explained: all words", " ".join(both), ["--explain", "--match", "any"]
    yield "explained: phrases", '"de la" OU "à la"', ["--explain"]
    yield "like a text", cycle(both, 5000), ["like"]
    yield "like many words", " ".join(f"mot{i}" for i in range(5000)), ["like"]
    yield "suggest a letter", None, ["--suggest", "d"]
    yield "suggest two", None, ["--suggest", "co"]
    yield "suggest much", None, ["--suggest", cycle(both, 3000)]
    yield "suggest stars", None, ["--suggest", "*" * 3000]
    yield "suggest bytes", None, ["--suggest", b"\xff\xfe" * 50]

    # bytes
    yield "no UTF-8", b"\xe9" * 60000, []
    yield "half a character", b"mot\xc3", []
    yield "an overlong form", b"\xc0\xaf", []
    yield "a surrogate", b"\xed\xa0\x80", []
    yield "half characters in a phrase", b'"de l\xc3 \xa9tat \xe2\x80 la" ' * 300, []
    yield "no UTF-8 in fields", b"titre:(\xff OU texte:\xfe*) " * 300, []
    yield "no UTF-8 beside stars", b"co\xff* *\xfeion de~\xe9 " * 300, []
    yield "no UTF-8 beside PR\u00c8S", "de PRÈS/5 ".encode() + b"\xe9\xff" * 2000, []
    yield "NULs", b"a\0b" * 100, []
    yield "controls", bytes(range(1, 32)) * 100, []
    yield "escapes", "\x1b]0;x\x07" * 1000, []
    yield "C1", "\x9b31m" * 1000, []
    yield "bidi", "\u202etravail\u2066" * 1000, []
    yield "zero width", "tra\u200bvail " * 1000, []
    yield "tags", "\U000e0041" * 10000, []
    yield "noncharacters", "\uffff\ufdd0 " * 5000, []
    yield "accents on a letter", "e" + "\u0301" * 30000, []
    yield "accents on letters", "e\u0301\u0302\u0303" * 8000, []
    yield "ligatures", "\ufdfa" * 20000, []
    yield "Hangul", "\u1112\u1161\u11ab" * 7000, []
    yield "a long word", "a" * 60000, []
    yield "a long accented word", "é" * 30000, []
    yield "quotes", '"' * 60000, []
    yield "quotes in turn", '"a" ' * 15000, []
    yield "guillemets", "«" * 20000 + "»" * 10000, []
    yield "apostrophes", "l'" * 30000, []
    yield "hyphens", "a-" * 30000, []
    yield "hyphens of 1,000 words", "-".join(f"m{i}" for i in range(1000)), []
    yield "digits", "1" * 60000, []
    yield "numbers", " ".join(str(i) for i in range(1000)), []
    yield "dots", "a." * 30000, []
    yield "an acronym", "A.B." * 15000, []
    yield "colons", ":" * 60000, []
    yield "equal signs", "=" * 60000, []
    yield "tildes", "~" * 60000, []
    yield "blanks", "\u00a0 \u2003" * 10000 + "loi", []
    yield "addresses", "http://a.b/c?d=e&f " * 2000, []
    yield "mails", "a@b.c " * 5000, []
    yield "dates in words", "le 1er janvier 2020 " * 200, []
    yield "everything at once", '("a* OU -«=~ ' * 4000, []
    yield "64 KiB", "travail " * 8190, []
    yield "over 64 KiB", "travail " * 8300, []
    yield "1 MB", "travail " * 131072, []


def run(query, options):
    """CPU ms, MB, code, what it said last"""
    command = [args.bin / "liasse-query", "-i", args.index]
    data = b"" if query is None else (
        query if isinstance(query, bytes) else query.encode())
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(data)
        given.seek(0)
        if "like" in options:
            command += ["--similar", "-"]
        else:
            command += options + (["--query-file", "-"] if query is not None else [])
        process = subprocess.Popen(command, stdin=given, stderr=said,
                                   stdout=subprocess.DEVNULL,
                                   preexec_fn=lambda: resource.setrlimit(
                                       resource.RLIMIT_CPU, (30, 30)))
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = said.read().decode(errors="replace").strip().splitlines()
    return ((used.ru_utime + used.ru_stime) * 1e3, used.ru_maxrss / 1024,
            process.returncode, words[-1] if words else "")


rows = []
for name, query, options in cases():
    if args.only not in name:
        continue
    results = [run(query, options) for _ in range(args.times)]
    rows.append((min(r[0] for r in results), max(r[1] for r in results),
                 results[0][2], name, results[0][3]))
bad = [row for row in rows if row[0] > args.limit or row[2] not in (0, 1, 2)
       or (row[2] == 2 and not row[4])]
rows.sort(reverse=True)
bad.sort(reverse=True)
for row in rows if args.all else bad or rows[:10]:
    print(f"{row[0]:8.1f} ms {row[1]:6.0f} MB  code {row[2]}  {row[3]}  {row[4][:90]}")
print(f"{len(rows)} cases, {len(bad)} over; slowest {rows[0][0]:.0f} ms, "
      f"median {rows[len(rows) // 2][0]:.1f} ms; most memory "
      f"{max(row[1] for row in rows):.0f} MB; "
      f"{sum(row[2] == 2 for row in rows)} refused")
sys.exit(bool(bad))
