"""How well wishes are read and music is placed, on data that no training saw.

    OPENBLAS_NUM_THREADS=1 python benchmarks/emotion.py --data DIR [--json] [--only words,texts,...]

One thread: the products are many and small, and more threads only wait for one another. The parts
are words, texts, requests and music.

Beside each figure stands one to compare it with: published, human, or a simple method measured by
us on the same data. "Held out" names the split.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from answers import Request, is_right, read_requests

from engine.emotion.embeddings import Embeddings
from engine.emotion.music_vectors import CORNERS
from engine.emotion.reader import Reader
from engine.emotion.reading import QUADRANTS
from engine.emotion.sentences import SentenceEncoder
from engine.progress import Progress
from engine.training.reading import music_vectors, wish_corpora, word_affect
from engine.training.reading.judges import load_judge
from engine.training.reading.word_norms import hold_out_by_stem, read_glasgow, read_warriner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

Array = Any


@dataclass(frozen=True)
class Figure:
    """One line of the report."""

    measure: str
    ours: str
    reference: str


def correlate(left: Array, right: Array) -> str:
    """Pearson's r of each column, such as ``.81/.70``."""
    pairs = zip(left.T, right.T, strict=True)
    return "/".join(shorten(np.corrcoef(one, other)[0, 1]) for one, other in pairs)


def shorten(value: float) -> str:
    """Write a share as in print: ``.805``."""
    return f"{value:.3f}".replace("0.", ".", 1)


def quadrant_of(points: Array) -> NDArray[np.int64]:
    """Index of the quadrant of each (valence, arousal)."""
    high, aroused = points[:, 0] > 0, points[:, 1] > 0
    return np.where(high, np.where(aroused, 0, 3), np.where(aroused, 1, 2))


def measure_words(data: Path) -> Iterator[Figure]:
    """Word vectors to ratings, words held out."""
    embeddings, encoder, settings = Embeddings(), SentenceEncoder(), word_affect.RidgeSettings()
    norms = read_glasgow(data)
    words, placed = word_affect.glasgow_table(data, embeddings)
    vectors = word_affect.describe(words, embeddings, encoder)
    moments = word_affect.moments_of(vectors)
    linear = np.array([norms[word] for word in words])
    linear[:, 1] -= 0.35 * (linear[:, 0] - linear[:, 0].mean())
    held = hold_out_by_stem(words, 0.2, seed=0)
    for name, ratings, reference in (
        (
            "V/A/D, arousal − 0.35·valence",
            linear,
            "GloVe RBF .811/.702/.678, + MiniLM .872/.767/.761",
        ),
        ("V/A/D, in the plane of music", placed, "–"),
    ):
        fit = word_affect.fit(vectors[~held], ratings[~held], moments, settings)
        found = correlate(fit.predict(vectors[held]), ratings[held])
        yield Figure(f"Glasgow, 20 % held out by stem: {name}", found, reference)
    yield from measure_warriner(data, embeddings, words, placed)


def measure_warriner(
    data: Path, embeddings: Embeddings, words: list[str], placed: Array
) -> Iterator[Figure]:
    """Use the published split: trained on its words, then on Glasgow without the tested ones."""
    encoder, settings = SentenceEncoder(), word_affect.RidgeSettings()
    norms, split = read_warriner(data)
    known = {
        name: [word for word in split[name] if word in embeddings and word in norms]
        for name in split
    }
    test = known["test"]
    wanted = np.array([norms[word] for word in test])
    vectors = word_affect.describe(test, embeddings, encoder)
    own = known["train"] + known["dev"]
    learned = word_affect.describe(own, embeddings, encoder)
    moments = word_affect.moments_of(learned)
    fit = word_affect.fit(learned, np.array([norms[word] for word in own]), moments, settings)
    reference = "fastText ridge .859/.685/.789, best .941/.761/.879, humans .953/.760/.794"
    name = f"Warriner, published split, {len(test)} words: V/A/D"
    yield Figure(name, correlate(fit.predict(vectors), wanted), reference)
    kept = ~np.isin(words, test)
    others = [word for word, keep in zip(words, kept, strict=True) if keep]
    learned = word_affect.describe(others, embeddings, encoder)
    fit = word_affect.fit(learned, placed[kept], moments, settings)
    found = fit.predict(vectors)
    yield Figure(
        "the same words, trained on Glasgow's others: V/A/D", correlate(found, wanted), "–"
    )
    scores = (wanted - wanted.mean(axis=0)) / wanted.std(axis=0)
    clear = np.abs(scores[:, :2]).min(axis=1) > 0.5
    right = (quadrant_of(found) == quadrant_of(scores))[clear].mean()
    name = f"the same, quadrant of the {clear.sum()} clear ones"
    yield Figure(name, shorten(right), "GloVe cosine .56–.59, Glasgow's raters .94")


def measure_texts(data: Path) -> Iterator[Figure]:
    """Whole sentences: other parts of corpora trained on, and a corpus not trained on at all.

    Each is judged twice: by the sentence model alone, on the corpus's own scale, and as a wish, by
    words, negation, segments and that model together, in the plane of music.
    """
    reader = Reader()
    emobank = wish_corpora.read_emobank(data, "test")
    answers = reader.sentences.answer(emobank.texts)
    reference = "MiniLM + words, trained .676/.474/.382, large transformers ≈ .84/.57/.54"
    found = correlate(answers.ratings, emobank.ratings)
    yield Figure("EmoBank test, sentence model: V/A/D", found, reference)
    found = correlate(read_points(reader, emobank.texts), emobank.ratings[:, :2])
    yield Figure("the same, read as wishes: V/A", found, "word means .573/.268")
    facebook = wish_corpora.read_facebook(data)
    answers = reader.sentences.answer(facebook.texts)
    found = correlate(answers.ratings[:, :2], facebook.ratings)
    reference = "MiniLM + words .692/.594, raters .77/.83"
    yield Figure("Facebook posts, not trained on, sentence model: V/A", found, reference)
    found = correlate(read_points(reader, facebook.texts), facebook.ratings)
    yield Figure("the same, read as wishes: V/A", found, "word means .549/.122")
    yield from measure_comments(data, reader)


def read_points(reader: Reader, texts: list[str]) -> Array:
    """Read texts as wishes; shape (n, 2)."""
    readings = [reader.read(text) for text in texts]
    return np.array([[reading.valence, reading.arousal] for reading in readings])


def measure_comments(data: Path, reader: Reader) -> Iterator[Figure]:
    """Tell the quadrant of GoEmotions' test comments, with and without its training part."""
    comments = wish_corpora.read_goemotions(data, "test")
    texts = [comment.text for comment in comments]
    wanted = np.array([comment.quadrant for comment in comments])
    quadrant_of_emotion = wish_corpora.QUADRANTS_OF_EMOTIONS
    columns = [wish_corpora.LABELS.index(name) for name in wish_corpora.EMOTIONS]
    likely = reader.sentences.answer(texts).emotions[:, columns]
    likely /= likely.sum(axis=1, keepdims=True)
    shares = np.stack([likely[:, quadrant_of_emotion == n].sum(axis=1) for n in range(4)], axis=1)
    name = f"GoEmotions test, {len(wanted)} comments, sentence model: quadrant"
    right = shares.argmax(axis=1) == wanted
    yield Figure(name, shorten(right.mean()), "MiniLM trained .707, majority .371")
    error = calibration_error(shares.max(axis=1), right)
    yield Figure("the same: calibration error", shorten(error), "0")
    readings = [reader.read(text) for text in texts]
    said = np.array([-1 if r.quadrant is None else int(r.quadrant[1]) - 1 for r in readings])
    yield Figure("the same, read as wishes", shorten((said == wanted).mean()), "word means .529")
    found = shorten((quadrant_of(read_words(reader, texts)) == wanted).mean())
    yield Figure("the same, words alone, without the training part", found, "word means .529")


def read_words(reader: Reader, texts: list[str]) -> Array:
    """Average the words of texts as the reader weighs them, in standard deviations."""
    means = []
    for text in texts:
        felt = reader.feel(text)
        means.append(felt.centre(range(len(felt.tokens))))
    points = np.array(means)
    return points / points.std(axis=0)


def measure_requests(_data: Path) -> Iterator[Figure]:
    """Spoken and typed requests with agreed answers."""
    reader = Reader()
    for half in ("development", "benchmark"):
        requests = read_requests(half)
        readings = [reader.read(request.request) for request in requests]
        right = [
            is_right(reading, request.answer)
            for reading, request in zip(readings, requests, strict=True)
        ]
        name = f"requests, {half} half ({len(requests)})"
        yield Figure(f"{name}: right", shorten(float(np.mean(right))), "word means .67")
        yield Figure("the same, by kind", count_kinds(requests, right), "–")
        felt = [n for n, request in enumerate(requests) if request.answer != "-"]
        several = [n for n in felt if {"+", ">"} & set(requests[n].answer)]
        for which, own in (
            ("one feeling", [n for n in felt if n not in several]),
            ("mixtures and arcs", several),
        ):
            confidences = np.array([readings[n].confidence for n in own])
            hits = np.array([right[n] for n in own])
            error = shorten(calibration_error(confidences, hits))
            yield Figure(f"the same, {which}: calibration error", error, "0")
            curve = describe_reliability(confidences, hits)
            yield Figure("the same: confidence → share right", curve, "equal")


def count_kinds(requests: list[Request], right: list[bool]) -> str:
    """Write right and all of each kind, such as ``arc 9/9``."""
    kinds = dict.fromkeys(request.kind for request in requests)
    marks = {
        kind: [ok for request, ok in zip(requests, right, strict=True) if request.kind == kind]
        for kind in kinds
    }
    return ", ".join(f"{kind} {sum(found)}/{len(found)}" for kind, found in marks.items())


def describe_reliability(confidences: Array, right: Array) -> str:
    """Write mean confidence, share right and number of each fifth of the scale."""
    bins = np.minimum((confidences * 5).astype(int), 4)
    return ", ".join(
        f"{shorten(confidences[own].mean())} → {shorten(right[own].mean())} ({own.sum()})"
        for own in (bins == n for n in np.unique(bins))
    )


def calibration_error(confidences: Array, right: Array) -> float:
    """Mean distance of confidence and accuracy over ten bins (Guo et al., ICML 2017)."""
    bins = np.minimum((confidences * 10).astype(int), 9)
    return float(
        sum(
            abs(confidences[bins == n].mean() - right[bins == n].mean()) * (bins == n).mean()
            for n in np.unique(bins)
        )
    )


def measure_music(data: Path) -> Iterator[Figure]:
    """Judge clips and compare words with them; songs never on both sides."""
    settings = music_vectors.JudgeSettings()
    clips = music_vectors.read_emopia(data)
    said = music_vectors.cross_predict(clips, settings, Progress())
    yield judge_figure(
        "EMOPIA, 5 folds by song: 4Q/A/V", said, clips, "random forest .683/.909/.745"
    )
    train = [clip for clip in clips if clip.split != "val"]
    test = [clip for clip in clips if clip.split == "val"]
    judged = music_vectors.fit(train, settings).probabilities(np.array([c.features for c in test]))
    yield judge_figure(f"EMOPIA, published split ({len(test)} clips): 4Q/A/V", judged, test, "–")
    games = music_vectors.read_vgmidi(data)
    judge = music_vectors.fit(clips, settings)
    judged = judge.probabilities(np.array([clip.features for clip in games]))
    yield judge_figure(f"VGMIDI, {len(games)} phrases, none trained on: 4Q/A/V", judged, games, "–")
    yield from measure_retrieval(data, clips, said)
    yield from measure_open_music(data, clips, games, said)


def measure_open_music(
    data: Path,
    clips: list[music_vectors.Clip],
    games: list[music_vectors.Clip],
    taught: Array,
) -> Iterator[Figure]:
    """Measure the judge that heard no labelled clip, beside the one that did."""
    judge = load_judge("open")
    quadrants = [clip.quadrant for clip in clips]
    for name, heard in (("EMOPIA, all clips", clips), ("VGMIDI", games)):
        said = judge.probabilities(np.array([clip.features for clip in heard]))
        reference = "–"
        if heard is clips:
            open_said = said
            reference = f"taught by EMOPIA {shorten((taught.argmax(axis=1) == quadrants).mean())}"
        yield judge_figure(f"open set, {name}, none trained on: 4Q/A/V", said, heard, reference)
    yield from (
        Figure(f"open set: {figure.measure}", figure.ours, figure.reference)
        for figure in measure_retrieval(data, clips, open_said)
    )


def judge_figure(name: str, said: Array, clips: list[music_vectors.Clip], reference: str) -> Figure:
    """Accuracy of quadrant, arousal and valence."""
    wanted = CORNERS[[clip.quadrant for clip in clips]]
    plane = said @ CORNERS
    quadrant = (said.argmax(axis=1) == [clip.quadrant for clip in clips]).mean()
    valence, arousal = ((plane > 0) == (wanted > 0)).mean(axis=0)
    return Figure(name, "/".join(map(shorten, (quadrant, arousal, valence))), reference)


def measure_retrieval(data: Path, clips: list[music_vectors.Clip], said: Array) -> Iterator[Figure]:
    """Held-out words as queries for clips of songs held out from the judge."""
    embeddings = Embeddings()
    words, placed = word_affect.glasgow_table(data, embeddings)
    vectors = word_affect.describe(words, embeddings, SentenceEncoder())
    moments = word_affect.moments_of(vectors)
    held = hold_out_by_stem(words, 0.2, seed=0)
    fit = word_affect.fit(vectors[~held], placed[~held], moments, word_affect.RidgeSettings())
    scores = placed[held] / placed[held].std(axis=0)
    clear = np.abs(scores[:, :2]).min(axis=1) > 0.7
    wanted = quadrant_of(scores)[clear]
    found = fit.predict(vectors[held])[clear, :2]
    labels = np.array([clip.quadrant for clip in clips])
    for name, points, reference in (
        (
            f"words to EMOPIA clips, {clear.sum()} words: P@5, by quadrant",
            found,
            "random .243, best .777",
        ),
        ("the same, quadrant of the word known", CORNERS[wanted], ".932"),
    ):
        best = np.argsort(-(points @ (said @ CORNERS).T), axis=1)[:, :5]
        hits = (labels[best] == wanted[:, None]).mean(axis=1)
        each = " ".join(
            f"{quadrant} {shorten(hits[wanted == n].mean())}"
            for n, quadrant in enumerate(QUADRANTS)
        )
        yield Figure(name, f"{shorten(hits.mean())} ({each})", reference)


PARTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "words": measure_words,
    "texts": measure_texts,
    "requests": measure_requests,
    "music": measure_music,
}


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = []
    for part in arguments.only.split(","):
        for figure in PARTS[part](arguments.data):
            figures.append(figure)
            if not arguments.json:
                print(f"{figure.measure:62} {figure.ours:44} {figure.reference}", flush=True)
    if arguments.json:
        print(json.dumps([asdict(figure) for figure in figures], indent=2))


if __name__ == "__main__":
    main()
