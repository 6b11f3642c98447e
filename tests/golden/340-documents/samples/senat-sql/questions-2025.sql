--
-- PostgreSQL database dump
--
SET client_encoding = 'UTF8';
COPY tam_questions (id, sorquecod, natquecod, numero, reference, titre, nom, prenom, codequalite, circonscription, groupe, datejodepot, mindepotlib, minreplib1, datejorep1, txtque) FROM stdin;
1	1	QE	05001	SEQ250305001	Marées vertes	L'Her	Yann	M.	Côtes-d'Armor	SER	2025-03-06 00:00:00	Mer	Mer	2025-05-15 00:00:00	<p>M. Yann L'Her interroge.</p><p>Le coût\t: 3&#8239;M€.</p>
\.

COPY tam_reponses (idque, txtrep, pagejoreponse, datejorep) FROM stdin;
1	Les marées\r\nvertes reculent.	2501	2025-05-15 00:00:00
\.
