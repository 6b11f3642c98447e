--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET client_encoding = 'LATIN1';
SET standard_conforming_strings = on;

CREATE TABLE tam_questions (
    id bigint NOT NULL,
    reference character varying(12)
);

COPY sortquestion (sorquecod, sorquelib, sorquenumtri) FROM stdin;
1	Réponse reçue	1
2	En cours	2
\.

COPY tam_questions (id, sorquecod, matricule, natquecod, legislature, etaquecod, uuid, numero, reference, titre, version, nom, prenom, codequalite, circonscription, groupe, rubrique, datejodepot, mindepotid, mindepotlib, datejotran, mintranlib, minreplib1, datejorep1, refquerappelee, txtque, themes, pagejodepot, thecrible) FROM stdin;
90001	1	99001A	QE	17	\N	\N	09917	SEQ260509917	Entretien des phares du Ponant	\N	Abgrall	Solenn	Mme	Finistère	UC	\N	2026-05-14 00:00:00	\N	Mer et littoral	\N	\N	Mer et littoral	2026-06-25 00:00:00	\N	Mme Solenn Abgrall attire l'attention de M. le ministre de la mer sur l'entretien des phares du Ponant.\r\nDouze d'entre eux n'ont plus de gardien ; le coût s'élève à 4 millions\td'euros par an.	#1#2#	2711	\N
90002	2	99002B	QE	17	\N	\N	09918	SEQ260509918	Bail réel d'adaptation ; bilan	\N	Tréguier	Anselme	M.	Côtes-d'Armor	SER	\N	2026-05-14 00:00:00	\N	Logement	2026-06-02 00:00:00	Mer et littoral	\N	\N	SEQ250401122	<p>M. Anselme Tréguier demande le bilan du bail réel d&#8217;adaptation.</p><p>Il rappelle le chemin C:\\plans.</p>	#3#	\N	\N
90003	1	\N	QOSD	17	\N	\N	0417S	SEQ260500417S	Désensablement des ports	\N	Kerbastard	Maëlle	Mme	Morbihan	Les Républicains	\N	2026-05-21 00:00:00	\N	Transports	\N	\N	\N	\N	\N	Les ports s'ensablent.	\N	\N	\N
\.

COPY tam_reponses (idque, datejorep, txtrep, minreplib, pagejorep) FROM stdin;
90001	2026-06-25 00:00:00	Le programme d'entretien est reconduit.\nSix phares seront restaurés.	Mer et littoral	3402
90003	2026-06-11 00:00:00	Le dragage reprendra en septembre.	Transports	3120
90003	2026-06-18 00:00:00	Erratum : lire octobre.	Transports	3201
\.

COPY the (thecle, thelib, theali, thenouidt) FROM stdin;
1	Mer et littoral, pêche	Mer	\N
2	Culture	\N	\N
3	Logement et urbanisme	\N	\N
\.

--
-- PostgreSQL database dump complete
--
