#!/usr/bin/env python3
"""queries.py CORPUS.tsv: 300 queries, KIND <tab> words, of words, pairs,
alternatives, phrases and prefixes that the corpus has, frequent and rare ones
alike (the rank is drawn evenly on a logarithmic scale); always the same."""
import collections
import itertools
import random
import re
import sys

draw = random.Random(7)
words, phrases = collections.Counter(), collections.Counter()
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in itertools.islice(lines, 30000):
        found = re.findall("[a-zà-öø-ÿœ]+", line.split("\t")[5].lower())
        words.update({word for word in found if len(word) > 4})
        phrases.update(f"{a} {b}" for a, b in zip(found, found[1:])
                       if len(a) > 4 < len(b))


def common(counter, least):
    ranked = [key for key, count in counter.most_common() if count >= least]
    return lambda: ranked[int(len(ranked) ** draw.random()) - 1]


word, phrase = common(words, 5), common(phrases, 3)
for _ in range(60):
    print("word", word(), sep="\t")
    for kind in ("and", "or"):
        print(kind, " ".join(word() for _ in range(draw.choice((2, 3)))),
              sep="\t")
    print("phrase", phrase(), sep="\t")
    start = word()
    print("prefix", start[:max(4, len(start) - 3)], sep="\t")
