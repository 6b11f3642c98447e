# Makes dumps in the shape of the DILA's, for the tests that source it.
#   article UID TEXT [FOLDER]   writes one under $tree (default folder: en
#                               vigueur), of the code LEGITEXT099900000001
#   delete LINE                 a line for the list of deletions
#   archive NAME                makes NAME.tar.gz of $tree and empties it
tree=tree
code=LEGI/TEXT/09/99/00/00/00/LEGITEXT099900000001
in_force=legi/global/code_et_TNC_en_vigueur/code_en_vigueur/$code
repealed=legi/global/code_et_TNC_non_vigueur/code_non_vigueur/$code

article() {
    dir=$tree/${3:-$in_force}/article/LEGI/ARTI/09/99/00/00/00
    mkdir -p "$dir"
    cat >"$dir/$1.xml" <<END
<?xml version="1.0" encoding="UTF-8"?>
<ARTICLE><META><META_COMMUN><ID>$1</ID><NATURE>Article</NATURE></META_COMMUN>
<META_SPEC><META_ARTICLE><NUM>${1#LEGIARTI0999000000}</NUM><ETAT>VIGUEUR</ETAT>
<DATE_DEBUT>2020-01-01</DATE_DEBUT><DATE_FIN>${4:-2999-01-01}</DATE_FIN>
</META_ARTICLE></META_SPEC></META>
<CONTEXTE><TEXTE cid="LEGITEXT099900000001" nature="CODE">
<TITRE_TXT c_titre_court="Code des rivages" debut="2000-01-01"
fin="2999-01-01" id_txt="LEGITEXT099900000001">Code des rivages</TITRE_TXT>
</TEXTE></CONTEXTE>
<BLOC_TEXTUEL><CONTENU><p>$2</p></CONTENU></BLOC_TEXTUEL></ARTICLE>
END
}

delete() {
    mkdir -p $tree
    echo "$1" >>"$tree/${2:-liste_suppression_legi.dat}"
}

# Increments have a folder named by their time; global archives have not.
archive() {
    time=${1##*_}
    mkdir -p "$(dirname "$1")" $tree
    case $1 in
    *_global_*) tar -C $tree --sort=name -cf - . | gzip -n >"$1.tar.gz" ;;
    *) tar -C $tree --sort=name --transform "s,^\.,$time," -cf - . |
        gzip -n >"$1.tar.gz" ;;
    esac
    rm -rf $tree
}
