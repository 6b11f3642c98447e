#!/usr/bin/env python3
"""Dumps of any size with the words of our own corpus, always the same.

    dumps.py CORPUS OUT KIND COUNT

KIND: dila.tar.gz  articles as the DILA writes them, 2.7 KB each, one a member
      dila.tar     the same, not compressed
      questions.tar  questions of the open data, JSON, 6 KB each, one a member
      questions.xml   the questions in one file of XML
      questions.json  the same in one file of JSON
"""
import glob
import io
import json
import random
import re
import sys
import tarfile

corpus, out, kind, count = sys.argv[1:4] + [int(sys.argv[4])]
random.seed(1)
R = random.randrange
WORDS = re.findall(r"[^\W\d_]{2,}", " ".join(
    open(name, encoding="utf-8", errors="replace").read()
    for name in sorted(glob.glob(corpus + "/*/*.txt") +
                       glob.glob(corpus + "/*/*.md"))))


def prose(length):
    parts = []
    while length > 0:
        at, step = R(len(WORDS) - 12), min(length, R(3, 12))
        parts.append(" ".join(WORDS[at:at + step]))
        length -= step
    return ", ".join(parts)


def link():
    return (f'\t\t<LIEN cidtexte="LEGITEXT{R(10**8):012}" '
            f'datesignatexte="{R(1950, 2020)}-04-03" '
            f'id="LEGIARTI{R(10**8):012}" naturetexte="LOI" nortexte="" '
            f'num="L{R(900)}-{R(90)}" numtexte="{R(1950, 2020)}-{R(2000)}" '
            f'sens="{random.choice(("source", "cible"))}" '
            f'typelien="CITATION">{prose(4)} - art. L{R(900)}-{R(90)} (V)'
            '</LIEN>\n')


def article(i):
    uid = f"LEGIARTI{6000000 + i:012}"
    start = f"{R(1950, 2020)}-06-29"
    texts = "".join(f"<p>{prose(R(40, 90))}.</p>" for _ in range(R(1, 4)))
    links = "".join(link() for _ in range(R(5)))
    return uid, f'''<ARTICLE>
\t<META>
\t\t<META_COMMUN>
\t\t\t<ID>{uid}</ID>
\t\t\t<ANCIEN_ID>ABAX{i:020}</ANCIEN_ID>
\t\t\t<ORIGINE>LEGI</ORIGINE>
\t\t\t<URL>article/LEGI/ARTI/{uid}.xml</URL>
\t\t\t<NATURE>Article</NATURE>
\t\t</META_COMMUN>
\t\t<META_SPEC>
\t\t\t<META_ARTICLE>
\t\t\t\t<NUM>L{R(900)}-{R(90)}</NUM>
\t\t\t\t<ETAT>VIGUEUR</ETAT>
\t\t\t\t<DATE_DEBUT>{start}</DATE_DEBUT>
\t\t\t\t<DATE_FIN>2999-01-01</DATE_FIN>
\t\t\t\t<TYPE>AUTONOME</TYPE>
\t\t\t</META_ARTICLE>
\t\t</META_SPEC>
\t</META>
\t<CONTEXTE>
\t\t<TEXTE autorite="" cid="LEGITEXT{i % 70:012}" date_publi="2999-01-01" \
date_signature="2999-01-01" ministere="" nature="CODE" nor="" num="">
\t\t<TITRE_TXT c_titre_court="Code des rivages" debut="1952-06-29" \
fin="2999-01-01" id_txt="LEGITEXT{i % 70:012}">Code des rivages et des îles\
</TITRE_TXT>
\t\t<TM>
\t\t<TITRE_TM debut="1952-06-29" fin="2999-01-01" \
id="LEGISCTA{i % 900:012}">Livre {i % 9} : {prose(5)}</TITRE_TM>
\t\t<TM>
\t\t<TITRE_TM debut="1952-06-29" fin="2999-01-01" \
id="LEGISCTA{i:012}">Section {i % 40} : {prose(5)}</TITRE_TM>
\t\t</TM>
\t\t</TM>
\t\t</TEXTE>
\t</CONTEXTE>
\t<VERSIONS>
\t\t<VERSION etat="VIGUEUR">
\t\t\t<LIEN_ART debut="{start}" etat="VIGUEUR" fin="2999-01-01" \
id="{uid}" num="1" origine="LEGI"/>
\t\t</VERSION>
\t</VERSIONS>
\t<NOTA>
\t<CONTENU/>
\t</NOTA>
\t<BLOC_TEXTUEL>
\t\t<CONTENU>
{texts}
\t\t</CONTENU>
\t</BLOC_TEXTUEL>
\t<LIENS>
{links}\t</LIENS>
</ARTICLE>
'''


def jo(kind_, page):
    return {"typeJO": kind_, "dateJO": "2026-05-26", "pageJO": page,
            "numJO": None, "urlLegifrance": None, "referenceNOR": None}


def question(i):
    uid = f"QANR5L17QE{i + 1}"
    body = {"organeRef": f"PO{R(10**6)}", "abrege": prose(3),
            "developpe": "Ministère : " + prose(5)}
    return uid, {"question": {
        "@xmlns": "http://schemas.assemblee-nationale.fr/referentiel",
        "@xsi:type": "QuestionEcrite_Type", "uid": uid,
        "identifiant": {"numero": str(i + 1), "regime": "5eme Republique",
                        "legislature": "17"},
        "type": "QE",
        "indexationAN": {"rubrique": prose(2), "teteAnalyse": None,
                         "analyses": {"analyse": prose(8)}},
        "auteur": {"identite": {"acteurRef": f"PA{R(10**6)}",
                                "mandatRef": f"PM{R(10**6)}"},
                   "groupe": body},
        "minInt": body,
        "minAttribs": {"minAttrib": {"infoJO": jo("JO_QUESTION", None),
                                     "denomination": body}},
        "textesQuestion": {"texteQuestion": {
            "infoJO": jo("JO_QUESTION", "4530"), "texte": prose(R(150, 400))}},
        "textesReponse": {"texteReponse": {
            "infoJO": jo("JO_REPONSE", "4531"),
            "texte": "<br/>".join(prose(R(80, 200)) for _ in range(R(1, 6)))}},
    }}


def to_xml(node):
    if node is None:
        return ""
    if isinstance(node, str):
        return node.replace("&", "&amp;").replace("<", "&lt;")
    return "\n".join(f"<{key}>{to_xml(value)}</{key}>"
                     for key, value in node.items() if key[0] != "@")


XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def members():
    for i in range(count):
        if kind.startswith("dila"):
            uid, text = article(i)
            yield f"legi/{i % 500:03}/{uid}.xml", XML + text
        else:
            uid, text = question(i)
            yield f"json/{uid}.json", json.dumps(text, ensure_ascii=False)


total = 0
if kind in ("questions.xml", "questions.json"):
    with open(out, "w", encoding="utf-8") as file:
        is_xml = kind.endswith("xml")
        file.write(XML + "<questions>\n" if is_xml else '{"questions":[')
        for i in range(count):
            node = question(i)[1]
            text = to_xml(node) + "\n" if is_xml else (
                ("," if i else "") + json.dumps(node, ensure_ascii=False))
            total += file.write(text)
        file.write("</questions>\n" if is_xml else "]}\n")
else:
    mode = {"compresslevel": 6} if kind.endswith("gz") else {}
    with tarfile.open(out, "w:gz" if mode else "w", **mode) as tar:
        for name, text in members():
            data = text.encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            total += len(data)
            tar.addfile(info, io.BytesIO(data))
