<html><head>
<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-15">
<TITLE>Assemblée nationale - Environnement : adaptation des communes à lérosion côtière</TITLE>
<meta name="LEGISLATURE_SESSION" content="17ème législature">
<meta name="TYPE_DOCUMENT" content="dossier">
<meta name="ORIGINE_DOCUMENT" content="Assemblée nationale">
<meta name="URL_DOSSIER" content="/17/dossiers/erosion_cotiere_communes.asp">
<meta name="TITRES_DOC" content="N°&nbsp;9426 - Projet de loi relatif à ladaptation des communes à lérosion côtière|N°&nbsp;9431 - Rapport de Mme Maëlle Kerbastard sur le projet de loi (n°9426)|Texte adopté n°&nbsp;917 - Projet de loi relatif à ladaptation des communes à lérosion côtière">
<meta name="URLS_DOC" content="/17/projets/pl9426.asp|/17/rapports/r9431.asp|/17/projets/ta0917.asp">
<meta name="DISCUTE_SEANCE" content="O">
<meta name="LOI_PROMULGUEE" content="Loi  nº 2026-914 du 3 juillet 2026 relative à ladaptation des communes à lérosion côtière">
<meta name="LIEN_LOI_PROMULGUEE" content="http://www.legifrance.gouv.fr/WAspad/UnTexteDeJorf?numjo=TRER2699417L">
<link rel="stylesheet" href="/commun/style1.css"></head>
<body>
<script type="text/javascript" src="/commun/jquery.js"></script>
<script type="text/javascript">if (1 < 2) { document.write("<p>cookie</p>"); }</script>
<!--[if lte IE 9]><style>#header{text-align:center;}</style><![endif]-->
<header>
<div id="wrapper-header"><div id="header">
<ul class="hide" id="accessibility-nav">
<li><a href="#nav" accesskey="9">Aller au menu</a></li>
<li><a href="#page" accesskey="s">Aller au contenu</a></li>
<li><a href="#recherchechampssaisie" accesskey="4">Aller &agrave; la recherche</a></li>
<li><a href="/plan.asp" accesskey="3">Plan du site</a></li>
<li><a href="/ecrire.asp" accesskey="7">Contact</a></li>
</ul>
<form id="rechercheid" method="post" action="/recherche"><label for="r" class="hide">Recherche :</label>
<input type="text" id="r" name="contenu" value="" /><input type="submit" value="OK" /></form>
<div id="logo"><span class="effect">Assemblée nationale</span></div>
<nav><ul class="sf-menu">
<li id="nav-deputies"><a href="#">Les<br/>députés<span class="bord"> </span></a>
<ul><li><a href="/qui">577 députés</a></li><li><a href="/bureau">Le Bureau</a></li>
<li><a href="/groupes">Les Groupes politiques</a></li><li><a href="/anciens">Anciens députés</a></li>
<li><a href="/liste">Contacter son député</a></li></ul></li>
<li><a href="#">Dans<br/>l'Hémicycle</a>
<ul><li><a href="/agendas/odj.asp">Ordre du jour</a></li><li><a href="/debats">Comptes rendus des séances</a></li>
<li><a href="/scrutins">Tous les scrutins publics</a></li><li><a href="/budget">Budget et sécurité sociale</a></li></ul></li>
<li><a href="#">Documents<br/>parlementaires</a>
<ul><li><a href="/projets">Projets de loi</a></li><li><a href="/propositions">Propositions de loi</a></li>
<li><a href="/rapports">Rapports législatifs</a></li></ul></li>
</ul></nav></div></div>
</header>
<div id="menu-shadow"></div>
<!-- Contenu -->
<table  width="100%" cellspacing="0" cellpadding="0" border="0" >
<tr valign="top"><td  valign="top" ><div align="left"><font face="Arial" size="2">
<a class="menu"  href="/index.asp">Accueil</a>&nbsp;&gt;
<a class="menu" href="/17/documents/index-dossier.asp">Dossiers</a></font></div></td></tr></table>
<p align="center"><b><font face="ARIAL" size="3" color="#000080">Environnement : adaptation des communes à lérosion côtière</font></b><br>
<div align="center"><i><font face="ARIAL" size="1">(Les informations concernant les réunions à venir ont un caractère prévisionnel et sont susceptibles d'être modifiées)</font></div></p>
<div align="center"><table width="90%" cellspacing="0" cellpadding="0" border="0"><tr><td>
<p align="center"><b><font color="#000080">Travaux préparatoires</font></b><br>
<div align="center"><a href="#E1"><font face="Arial" size="1">Assemblée nationale 1<sup>ère</sup> lecture</font></a></div><p>
<p align="center"><b><font color="#000099" size="2" face="Arial"><a name="E1"></a>Assemblée nationale - 1<sup>ère</sup> lecture</b></font></b></p>
<p><div align="left"><a href="/17/projets/pl9426.asp">Projet de loi</a> relatif à ladaptation des communes à lérosion côtière, n° 9426, déposé le 14 janvier 2026<br> et renvoyé à la commission du développement durable et de laménagement du territoire<br></div>
<p>La commission a nommé Mme Maëlle Kerbastard rapporteure le 21 janvier 2026  coût estimé de la relocalisation : 42 millions deuros (soit 1 200  par logement en zone rétro-littorale).</p>
<p align="center"><b><font color="#000099">Principales dispositions du texte</font></b></p>
<table border="1" cellpadding="0"><tr><td><p><span>Article 1<sup>er</sup><br>Création dun fonds de relocalisation des uvres et équipements publics.</span></p><p><span>Article 2<br>Droit de préemption dans les zones dexposition au recul du trait de côte.</span></p></td></tr></table>
<p align="center"><b><font color="#000099">Calendrier</font></b></p>
<table border="1"><tr><th>Étape</th><th>Date</th></tr><tr><td>Dépôt</td><td>14 janvier 2026</td></tr><tr><td>Adoption</td><td>9 avril 2026</td></tr></table>
<p><hr></p>
<font FACE="Arial" SIZE="2">© Assemblée nationale</font>
</td></tr></table></div>
</body></html>
