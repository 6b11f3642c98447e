--
-- PostgreSQL database dump
--
SET client_encoding = 'UTF8';
COPY tam_questions (id, sorquecod, natquecod, numero, reference, titre, nom, prenom, codequalite, circonscription, groupe, datejodepot, mindepotlib, minreplib1, datejorep1, txtque) FROM stdin;
7	\N	QOSD	0007S	SEQ24100007S	Cale sèche	Bihan	Anne	Mme	Morbihan	UC	2024-10-03 00:00:00	Transports	\N	\N	\N
\.

COPY tam_reponses (idque, txtrep, pagejoreponse, datejorep) FROM stdin;
\.
