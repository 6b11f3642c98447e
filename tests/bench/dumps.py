#!/usr/bin/env python3
"""Dumps of any size with the words of our own corpus, always the same.

    dumps.py CORPUS OUT KIND COUNT

KIND: dila.tar.gz  articles as the DILA writes them, 2.7 KB each, one a member
      dila.tar     the same, not compressed
      questions.tar  questions of the open data, JSON, 6 KB each, one a member
      questions.xml   the questions in one file of XML
      questions.json  the same in one file of JSON
      amendments.tar  amendments of the open data: HTML within JSON, its
                      accents as references, some with a table; one a member
      amendments.json the same in one file of JSON
      tree.json       a code as legi-data has it: one tree of sections
      copies.tar      COUNT times all files under CORPUS (any folder)
"""
import glob
import io
import json
import os
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


def reference(text):
    return "".join(c if ord(c) < 128 else f"&#x{ord(c):04X};" for c in text)


def html(length):
    text = reference(prose(length)).replace(", ", ",&nbsp;", 1)
    return (f'<p style="text-align: justify;">{text}<i>{prose(3)}</i>.</p>')


NIL = {"@xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
       "@xsi:nil": "true"}


def amendment(i):
    uid = f"AMANR5L17PO838901B0324P0D1N{i:06}"
    row = "".join(f"<td>{reference(prose(2))}</td>" for _ in range(4))
    table = f"<table><tbody>{('<tr>' + row + '</tr>') * R(2, 9)}</tbody></table>"
    return uid, {"amendement": {
        "uid": uid, "legislature": "17", "texteLegislatifRef": "PRJLANR5L17B0324",
        "identification": {"numeroLong": str(i), "numeroOrdreDepot": str(i),
                           "prefixeOrganeExamen": "AN", "numeroRect": "0"},
        "examenRef": "EXANR5L17PO838901B0324P0D1", "amendementParentRef": NIL,
        "signataires": {
            "auteur": {"typeAuteur": "D\u00e9put\u00e9",
                       "acteurRef": f"PA{R(10**6)}",
                       "groupePolitiqueRef": f"PO{845400 + R(12)}"},
            "cosignataires": {"acteurRef": [f"PA{R(10**6)}"
                                            for _ in range(R(40))]},
            "libelle": "M.&#160;" + reference(prose(6))},
        "pointeurFragmentTexte": {"division": {
            "titre": f"Article {i % 90}", "articleDesignation":
            f"ARTICLE {i % 90}", "type": "ARTICLE",
            "urlDivisionTexteVise": f"/17/textes/0324.asp#D_Article_{i % 90}"}},
        "corps": {"contenuAuteur": {
            "dispositif": "".join(html(R(20, 60)) for _ in range(R(1, 5))) +
            (table if i % 5 == 0 else ""),
            "exposeSommaire": "".join(html(R(40, 120))
                                      for _ in range(R(1, 6)))}},
        "cycleDeVie": {"dateDepot": "2024-10-17", "datePublication":
                       "2024-10-21", "dateSort": NIL, "sort": NIL,
                       "etatDesTraitements": {
                           "etat": {"code": "DI", "libelle": "Discut\u00e9"},
                           "sousEtat": NIL}}}}


def law_article(i):
    text = [prose(R(40, 90)) for _ in range(R(1, 4))]
    return {"type": "article", "data": {
        "id": f"LEGIARTI{6000000 + i:012}", "cid": f"LEGIARTI{6000000 + i:012}",
        "num": f"L{R(900)}-{R(90)}", "etat": "VIGUEUR",
        "dateDebut": 1199145600000, "dateFin": 32472144000000,
        "texte": "\n\n".join(text), "texteHtml":
        "".join(f"<p>{part}.</p>" for part in text), "nota": "",
        "notaHtml": "", "articleVersions": [], "lienModifications": []}}


def law_tree():
    yield ('{"type":"code","data":{"id":"LEGITEXT000000000001","cid":'
           '"LEGITEXT000000000001","title":"Code des rivages","etat":'
           '"VIGUEUR"},"children":[')
    for i in range(0, count, 20):
        section = {"id": f"LEGISCTA{i:012}", "title":
                   f"Section {i} : {prose(5)}", "dateDebut": "2008-01-01"}
        yield (("," if i else "") + '{"type":"section","data":' +
               json.dumps(section, ensure_ascii=False) + ',"children":[')
        yield ",".join(json.dumps(law_article(k), ensure_ascii=False)
                       for k in range(i, min(i + 20, count)))
        yield "]}"
    yield "]}"


def to_xml(node):
    if node is None:
        return ""
    if isinstance(node, str):
        return node.replace("&", "&amp;").replace("<", "&lt;")
    return "\n".join(f"<{key}>{to_xml(value)}</{key}>"
                     for key, value in node.items() if key[0] != "@")


XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def copies():
    names = sorted(os.path.join(folder, name)
                   for folder, _, names in os.walk(corpus) for name in names)
    data = [open(name, "rb").read() for name in names]
    for i in range(count):
        for name, bytes_ in zip(names, data):
            yield f"{i}/{os.path.relpath(name, corpus)}", bytes_


def members():
    if kind == "copies.tar":
        yield from copies()
        return
    for i in range(count):
        if kind.startswith("dila"):
            uid, text = article(i)
            yield f"legi/{i % 500:03}/{uid}.xml", (XML + text).encode()
        else:
            uid, text = (amendment if "amendments" in kind else question)(i)
            yield f"json/{uid}.json", json.dumps(
                text, ensure_ascii=False).encode()


if kind == "tree.json":
    with open(out, "w", encoding="utf-8") as file:
        for text in law_tree():
            file.write(text)
elif kind in ("questions.xml", "questions.json", "amendments.json"):
    with open(out, "w", encoding="utf-8") as file:
        is_xml = kind.endswith("xml")
        name = kind.split(".")[0]
        file.write(XML + "<questions>\n" if is_xml else f'{{"{name}":[')
        for i in range(count):
            node = (amendment if name == "amendments" else question)(i)[1]
            text = to_xml(node) + "\n" if is_xml else (
                ("," if i else "") + json.dumps(node, ensure_ascii=False))
            file.write(text)
        file.write("</questions>\n" if is_xml else "]}\n")
else:
    mode = {"compresslevel": 6} if kind.endswith("gz") else {}
    with tarfile.open(out, "w:gz" if mode else "w", **mode) as tar:
        for name, data in members():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
