"""The model card of a finished generator: what it learnt from, whose that is, how well it learnt it, what it is for."""

from __future__ import annotations

from collections.abc import Sequence

from corpora.encodings.catalogue import AnyEncoding
from corpora.encodings.text import TextEncoding
from generators.evaluation import CharacterScore, Evaluation, HeldOut
from generators.material import Credit, Material
from generators.recipes import Recipe
from generators.registry import GeneratorMeta


def model_card(
    recipe: Recipe, material: Material, meta: GeneratorMeta, evaluation: Evaluation | None, longest_human_match: int, encoding: AnyEncoding
) -> str:
    """The card as Markdown."""
    words = isinstance(encoding, TextEncoding)
    parts = [
        f"# {recipe.name}",
        recipe.description,
        _facts(recipe, material, meta),
        "## Learnt from",
        _credits(material.credits),
        *(["## Held-out scores", _characters(evaluation) if words else _scores(evaluation)] if evaluation else []),
        "## Originality",
        _originality(longest_human_match, words=words),
        "## Intended use",
        _use(meta, words=words),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(recipe: Recipe, material: Material, meta: GeneratorMeta) -> str:
    tokens = sum(len(piece.encoded.tokens) for piece in material.train)
    sides = f"{len(material.train)} training, {len(material.valid)} validation and {len(material.test)} test pieces"
    settings = ", ".join(f"{key} {value}" for key, value in recipe.model.items()) or "the family's defaults"
    rows = [
        ("Family", f"{meta.family} ({settings})"),
        ("Encoding", meta.encoding),
        ("Genres", ", ".join(meta.genres)),
        ("Parameters", f"{meta.parameters:,}"),
        ("Pieces", f"{sides}; {tokens:,} tokens to learn from, {meta.trained_tokens:,} read in all"),
        ("Rights", "may be published with the credits below" if meta.rights == "ship" else "for local use: part of its data may not be published"),
    ]
    return _table(("", ""), rows)


def _credits(credits: Sequence[Credit]) -> str:  # noqa: A002 (the field's word)
    unique = {credit.name: credit for credit in credits}
    lines = [f"- **{credit.title}** ({credit.licence}). {credit.attribution}".rstrip() for credit in unique.values()]
    return "\n".join(lines)


def _scores(evaluation: Evaluation) -> str:
    models = [evaluation.played, *([evaluation.trained] if evaluation.trained else []), *evaluation.baselines]
    genres = sorted(evaluation.played.by_genre)
    rows = [_score_row(model, genres, evaluation) for model in models]
    told = (
        f"Nats per token on {evaluation.played.pieces} test pieces ({evaluation.played.tokens:,} tokens, each counted once; lower is better). "
        f"Rounding to int8 changed the score by {100 * evaluation.lost_to_int8:+.2f}%."
    )
    return told + "\n\n" + _table(("model", "all", "mean of pieces", *genres, "generator is below by"), rows)


def _characters(evaluation: Evaluation) -> str:
    genres = sorted(evaluation.played.by_genre)
    told = (
        f"Bits per character on {evaluation.played.pieces} test texts ({evaluation.characters[0].characters:,} characters, each counted once, in "
        f"reading order; lower is better). Rounding to int8 changed the score by {100 * evaluation.lost_to_int8:+.2f}%. The baseline of each genre "
        "has read that genre's training texts."
    )
    rows = [(_model_name(each.model), *_bits(each, genres)) for each in evaluation.characters]
    lead = [_below(evaluation.characters, genres)] if evaluation.leads else []
    return told + "\n\n" + _table(("model", "all", *genres), [*rows, *lead])


def _bits(score: CharacterScore, genres: Sequence[str]) -> tuple[str, ...]:
    return (f"{score.bits_per_character:.4f}", *(f"{score.by_genre[genre]:.4f}" for genre in genres))


def _below(scores: Sequence[CharacterScore], genres: Sequence[str]) -> tuple[str, ...]:
    played, baseline = scores[0], scores[-1]
    shares = [
        1 - played.bits_per_character / baseline.bits_per_character,
        *(1 - played.by_genre[genre] / baseline.by_genre[genre] for genre in genres),
    ]
    return ("this generator is below by", *(f"{100 * share:.1f}%" for share in shares))


def _model_name(model: str) -> str:
    return {"int8": "this generator (int8, as played)", "float32": "this generator (float32, as trained)"}.get(model, model)


def _score_row(model: HeldOut, genres: Sequence[str], evaluation: Evaluation) -> tuple[str, ...]:
    lead = f"{100 * evaluation.below(model):.1f}%" if model in evaluation.baselines else ""
    return (
        _model_name(model.model),
        f"{model.nats_per_token:.4f}",
        f"{model.per_piece:.4f}",
        *(f"{model.by_genre[genre]:.4f}" for genre in genres),
        lead,
    )


def _originality(longest_human_match: int, *, words: bool) -> str:
    if not longest_human_match:
        return "There were no held-out pieces to measure what people share with one another."
    if words:
        return (
            f"Each composed text is compared with the training set to the letter. In 95% of held-out human texts the longest passage shared with it "
            f"is at most {longest_human_match} characters."
        )
    return (
        f"Each composed piece is compared with the training set. In 95% of held-out human pieces the longest melody shared with it "
        f"(same intervals and rhythm, any key and tempo) is at most {longest_human_match} notes."
    )


def _use(meta: GeneratorMeta, *, words: bool) -> str:
    kinds = ", ".join(meta.genres)
    if words:
        return (
            f"Writing {kinds} with houseband. It imitates the style of its data and nothing else: it states no facts, gives no advice (its recipes "
            "are not to be cooked), and speaks in the voices of its century. What it writes should be checked for likeness before it is published "
            "as one's own; houseband reports that."
        )
    return (
        f"Composing {kinds} with houseband. It imitates the style of its data and nothing else: it knows no other music, no words, and "
        "nobody's intentions. What it composes should be checked for likeness before it is published as one's own; houseband reports that."
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in (head, *rows)]
    return "\n".join([lines[0], "|" + " --- |" * len(head), *lines[1:]])
