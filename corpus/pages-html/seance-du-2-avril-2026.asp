<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
<title>Assemblée nationale ~  Deuxième séance du jeudi 2 avril 2026</title>
<meta name="QUANTIEME_SEANCE" content="Deuxième séance du jeudi 2 avril 2026">
<meta name="LEGISLATURE_SESSION" content="17ème législature">
<meta name="LEGISLATURE_ID" content="17">
<meta name="TYPE_DOCUMENT" content="Compte rendu intégral">
<meta name="NUMERO_DOCUMENT" content="20260217">
</head>
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
<div id="zutilite"><a href="javascript:choixStyle(2);"><img src="../commun/dgrand.gif" alt="Afficher en plus grand"></a><br></div>
<div id="englobe">
<h2 class="entete">Assemblée nationale<br>XVII<sup>e</sup> législature<br>Compte rendu<br>intégral</h2>
<h1 class="seance">Deuxième séance du jeudi 2 avril 2026</h1>
<p class="sompopup"><a href="javascript:ouvrefenetre('x')">SOMMAIRE ÉLECTRONIQUE</a></p>
<h2>Présidence de Mme Clarisse Aubépin</h2>
<p><b>Mme la présidente.</b> La séance est ouverte.</p>
<p>(La séance est ouverte à quinze heures.)</p>
<h2>1<br>Adaptation des communes à l’érosion côtière</h2>
<p><b>M. Tristan Le Floc’h.</b> L’amendement n°&nbsp;117 précise la notion de zone d’exposition. La mer avance, nos œuvres reculent…</p>
<p>(L’amendement n°&nbsp;117, accepté par le Gouvernement, est adopté.)</p>
<p>La séance est levée.</p>
</div>
</body>
</html>
