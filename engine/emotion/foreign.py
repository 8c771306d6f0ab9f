"""Words of feeling in Spanish, French, German, Italian and Portuguese, with their English ones.

A small dictionary: enough for typed wishes such as "una canción triste". What it does not hold is
reported as unknown.
"""

from __future__ import annotations

import re
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
hopeful: esperanzador esperanzado hoffnungsvoll speranzoso esperançoso
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
wedding: boda mariage hochzeit matrimonio casamento
birthday: cumpleaños anniversaire geburtstag compleanno aniversário
laughter: risa risas rire rires lachen gelächter risata risate riso risos
smile: sonrisa sourire lächeln sorriso
victory: triunfo triomphe triumph trionfo
adventure: aventura aventure abenteuer avventura
summer: verano été sommer estate verão
spring: primavera printemps frühling
sun: sol soleil sonne sole
sea: mar mer meer mare
beach: playa plage strand spiaggia praia
night: noche nuit nacht notte noite
moon: luna lune mond lua
stars: estrellas étoiles sterne stelle estrelas
rain: lluvia pluie regen pioggia chuva
snow: nieve neige schnee neve
forest: bosque forêt wald bosco floresta
garden: jardín jardin garten giardino jardim
home: hogar foyer zuhause heimat casa
child: niño niña enfant kind bambino bambina criança niños enfants kinder bambini crianças
baby: bebé bébé bebê neonato
mother: madre mamá mère maman mutter mamma mãe
friend: amigo amiga ami amie freund freundin amico amica amigos amis freunde amici
wife: esposa épouse ehefrau moglie
goodbye: adiós despedida adieu adieux abschied addio despedidas adeus
death: muerte mort tod morte
died: murió mort gestorben morto morta morreu muerto muerta
funeral: entierro funeral enterrement beerdigung funerale enterro
grave: tumba tombe grab tomba túmulo
alone: abandonado abandonada abandonné abandonnée verlassen abbandonato abbandonata
empty: vacío vacía vide leer leere leeres vuoto vuota vazio vazia
lost: perdido perdida perdu perdue verloren perso persa
broken: roto rota brisé brisée gebrochen gebrochenes spezzato spezzata partido partida
tired: cansado cansada fatigué fatiguée müde stanco stanca
war: guerra guerre krieg
enemy: enemigo ennemi feind nemico inimigo
danger: peligro danger gefahr pericolo perigo
nightmare: pesadilla cauchemar alptraum albtraum incubo pesadelo
monster: monstruo monstre ungeheuer mostro
ghost: fantasma fantôme gespenst geist
disgusting: asqueroso asquerosa dégoûtant dégoûtante ekelhaft eklig ekliges disgustoso nojento
disgust: asco dégoût ekel schifo disgusto nojo
panic: pánico panique panik panico pânico
stress: estrés stressé gestresst stressato estresse estresado estresada
dream: sueño sueños rêve rêves traum träume sogno sogni sonho sonhos
peacefully: tranquillement
soft: weich morbido morbida blando macio
cozy: acogedor acogedora gemütlich gemütliche accogliente aconchegante
wonderful: maravilloso maravillosa merveilleux merveilleuse wunderbar wunderschön meraviglioso
wonderful: meravigliosa maravilhoso maravilhosa
energy: energía énergie energie energia
energetic: enérgico enérgica énergique energisch energico energica enérgico
proud: orgulloso orgullosa fier fière stolz orgoglioso orgogliosa orgulhoso orgulhosa
grateful: agradecido agradecida reconnaissant dankbar grato grata riconoscente
relief: alivio soulagement erleichterung sollievo alívio
relieved: aliviado aliviada soulagé soulagée erleichtert sollevato sollevata
bored: aburrido aburrida ennuyé gelangweilt langweilig annoiato annoiata entediado
jealous: celoso celosa jaloux jalouse eifersüchtig geloso gelosa ciumento
disappointed: decepcionado decepcionada déçu déçue enttäuscht deluso delusa desapontado
gloomy: sombrío sombría morose trübsinnig cupo cupa sombrio
desperate: desesperado desesperada désespéré désespérée verzweifelt disperato disperata
romantic: romántico romántica romantique romantisch romantische romantico romantica romântico
wild: salvaje sauvage selvaggio selvaggia selvagem
solemn: solemne solennel feierlich solenne
mysterious: misterioso misteriosa mystérieux mystérieuse geheimnisvoll
epic: épico épica épique episch epico
storm: tormentas orages unwetter burrasca trovoada
not: nicht pas nie niemals jamais nunca jamás não non tampoco
no: kein keine keinen keiner nada ningún ninguna aucun aucune nessuno nessuna nenhum nenhuma
but: pero aber sondern ma mas mais
then: luego después entonces puis ensuite après dann danach anschließend poi dopo depois então
finally: finalmente enfin schließlich endlich
without: sin sans ohne senza sem
very: muy très sehr molto molta muito muita
slightly: bisschen poco peu pouco leicht
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
    non mort jardin danger died sol mar mare regen tod grab kind funeral guerra fantasma foyer
    romantique selvaggio perso partido leer energie panik geist triumph stress sueño vide
    fier mer neve mamma maman lune notte grave estate ma mas mais strand spring tombe sole
    lustig ira sole vivace allegro suave bella linda delicato
""")
"""Spellings that English has too; read as foreign only beside another foreign word."""

_COMMON = _words("""
    a o e i me no in will die as para per un us la de son more in is sur plus mine um on se come
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
    quero habe haben hatte mehr nur noch auch wie wenn wir wird heute klang klingt spiele mich
    alles nach bis oggi hoy aujourd'hui hoje todo tout tutto tudo como come che que quand cuando
    quando c'est es suena hacia fais faire joue jouer toca tocar spielen machen fammi
    suona suonare gib
""")
"""Words without feeling of these languages, idle beside a foreign word of feeling."""

_SURE = 3  # plain foreign words that make a text foreign without one of feeling
_PORTUGUESE = _words("um uma não eu estou sou os em na com meu minha canção e para uma muito às")
"""Words beside which "no" is Portuguese for "in the"; beside others it denies."""

_ENDING = re.compile(r"(mente|ment|e[mnrs]|[aeios]+)$")
_STEM = 4  # letters at least


def _stem(form: str) -> str:
    stem = _ENDING.sub("", form)
    return stem if len(stem) >= _STEM else form


_STEMS: dict[str, str] = {_stem(foreign): english for foreign, english in _ENGLISH.items()}
"""For endings that the dictionary does not list: traurigem, alegremente."""


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
    plain = sum(form in _PLAIN and form not in _COMMON for form in composed)
    known = [form for form in composed if form in _ENGLISH]
    related = known or any(_stem(form) in _STEMS for form in composed)
    if all(form in _SHARED for form in known) and not (plain and related) and plain < _SURE:
        return [None] * len(composed)
    is_portuguese = len(_PORTUGUESE.intersection(composed)) > 1
    return [_translate(form, is_portuguese=is_portuguese) for form in composed]


def _translate(form: str, *, is_portuguese: bool) -> str | None:
    if form == "no":
        return "" if is_portuguese else "no"
    if form in _ENGLISH or form in _PLAIN:
        return _ENGLISH.get(form, "")
    return _STEMS.get(_stem(form))
