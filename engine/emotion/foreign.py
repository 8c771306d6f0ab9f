"""Words of feeling in Spanish, French, German, Italian and Portuguese, with their English ones.

A small dictionary: enough for typed wishes such as "una canción triste". What it does not hold is
reported as unknown.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["translate"]

_LISTED = """
happy: feliz felices contento contenta heureux heureuse heureuses content contente glücklich
happy: glückliche glückliches felice felici felizes
joy: alegría felicidad dicha joie bonheur allégresse freude glück gioia felicità allegria alegria
joy: felicidade júbilo
cheerful: alegre alegres joyeux joyeuse joyeuses gaie fröhlich fröhliche fröhliches fröhlicher
cheerful: heiter heitere heiteres lustig lustige lustiges allegro allegra allegri vivace animado
cheerful: animada divertido divertida
dance: bailar baile danser danse tanzen tanz ballare ballo danza dançar dança fiesta fête feier
dance: festa
triumphant: triunfal triunfante triomphant triomphante triumphierend trionfale trionfante victoria
triumphant: victoire sieg vittoria vitória
excited: emocionado emocionada excité excitée aufgeregt aufgeregte eccitato eccitata entusiasta
excited: animé animée euphorisch eufórico eufórica
hope: esperanza espoir hoffnung speranza esperança
love: amor amour liebe amore
tender: tierno tierna tendre zärtlich zärtliche tenero tenera terno ternura tendresse zärtlichkeit
tender: tenerezza cariño carinho
sad: triste tristes traurig traurige trauriges trauriger traurigen tristi
sadness: tristeza tristesse traurigkeit trauer tristezza dolor douleur schmerz dolore dor
melancholy: melancolía melancólico melancólica mélancolie mélancolique melancholie melancholisch
melancholy: malinconia malinconico malinconica melancolia nostalgia nostalgie sehnsucht saudade
melancholy: saudades
lonely: solo sola soledad solitario solitaria seul seule solitude solitaire einsam einsame
lonely: einsames einsamkeit allein solitudine sozinho sozinha solidão
cry: llorar llanto lágrimas pleurer larmes pleure weinen tränen piangere pianto lacrime chorar
cry: choro
grief: duelo luto deuil chagrin kummer lutto mágoa desespero desesperación désespoir verzweiflung
grief: disperazione
angry: enojado enojada enfadado enfadada furioso furiosa fâché fâchée furieux furieuse wütend
angry: wütende wütendes zornig zornige arrabbiato arrabbiata bravo irritado zangado zangada
anger: ira rabia enojo enfado colère wut zorn ärger rabbia raiva
fear: miedo temor peur crainte angst furcht paura medo terror terreur schrecken terrore
scary: terrorífico aterrador aterradora espeluznante effrayant effrayante gruselig gruselige
scary: gruseliges unheimlich unheimliche spaventoso spaventosa assustador assustadora
tense: tenso tensa tendu tendue angespannt angespannte teso
nervous: nervioso nerviosa ansioso ansiosa nerveux nerveuse anxieux anxieuse nervös nervöse
nervous: nervoso nervosa ängstlich
hate: odio haine hass ódio
storm: tormenta tempestad tempête orage sturm gewitter tempesta tempestade
calm: calma calmo tranquilo tranquila sereno serena calme ruhig ruhige ruhiges ruhiger tranquillo
calm: tranquilla sossego ruhe
peaceful: paz pacífico pacífica paisible paix friedlich friedliche friede frieden pace tranquille
peaceful: pacato apacible
gentle: suave doux douce sanft sanfte sanftes dolce delicado delicada delicato delicata
relaxed: relajado relajada relajante détendu détendue relaxant entspannt entspannte entspannend
relaxed: rilassato rilassata rilassante relaxado relaxada relaxante
lullaby: nana berceuse wiegenlied ninnananna
asleep: dormir einschlafen schlafen schlaf sommeil dormire dormindo
slow: lento lenta lent lente langsam langsame langsames
fast: rápido rápida rapide schnell schnelle schnelles veloce
dark: oscuro oscura sombre dunkel dunkle düster düstere scuro scura escuro sombrio
beautiful: hermoso hermosa bonito bonita beau belle schön schöne schönes bello bella lindo linda
not: nicht pas
no: kein keine keinen nada ningún ninguna aucun aucune nessuno nessuna nenhum nenhuma
without: sin sans ohne senza sem
very: muy très sehr molto muito
"""

_ENGLISH: dict[str, str] = {
    foreign: english
    for line in _LISTED.strip().splitlines()
    for english, _, words in (line.partition(": "),)
    for foreign in words.split()
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHARED = _words("""
    content solo dance bravo terror solitude nostalgia sombre lent slow relaxant pace solitaire
    sin dolor sola nana nada calme beau belle danse dolce paz relaxant pas molto sem sans sono
    lustig ira sole vivace allegro suave bella linda delicato
""")
"""Spellings that English has too; read as foreign only beside another foreign word."""

_COMMON = _words("""
    a o e i me no in will die as para per un us la de son more in is sur plus mine
""")
"""Plain words that English has too."""

_PLAIN = _words("""
    el la los las un una unos unas de del y o que con para por como mi tu su me te se lo estoy
    soy es está muy más quiero algo canción música melodía pieza tengo siento le les des du et
    ou avec pour dans sur je suis tu il elle nous une ce cette mon ma son sa qui chanson musique
    morceau veux quelque chose plus j'ai ai mélodie der die das ein eine einen einem einer und
    oder mit für im in den dem des ich bin ist mein meine lied musik stück etwas zum zur möchte
    will bitte sehr il lo gli i uno e o con per nel nella sono sto mio mia canzone musica brano
    voglio qualcosa um uma o a os as e com para em no na eu estou sou meu minha canção algo
    quero
""")
"""Words without feeling of these languages, idle beside a foreign word of feeling."""


def translate(forms: Sequence[str]) -> list[str | None]:
    """Give the English word for each foreign one, ``""`` for a foreign word without feeling.

    Parameters
    ----------
    forms
        Words in lower case.

    Returns
    -------
    list
        None for a word that stays as it is.
    """
    composed = [unicodedata.normalize("NFC", form) for form in forms]
    if not any(form in _ENGLISH and form not in _SHARED for form in composed):
        plain = sum(form in _PLAIN and form not in _COMMON for form in composed)
        if not (plain and any(form in _ENGLISH for form in composed)):
            return [None] * len(composed)
    return [_ENGLISH.get(form, "" if form in _PLAIN else None) for form in composed]
