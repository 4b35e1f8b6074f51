"""The sampling loop of ``model.onnx`` written plainly: what the graph must do, stream by stream."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch

from corpora.encodings.grammar import LoopTables
from generators.families.recurrent import Recurrent
from generators.players.autoregressive import Drawn, LoopState

TOP_K = 32


@dataclass
class Stream:
    token: int
    phase: int
    position: int
    bar: int
    pointer: int
    done: bool


def read(family: Recurrent, token: int, h: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logits [V] after one token, and the new h and c [L, H]."""
    lstm = family.settings.cell == "lstm"
    state = [
        (torch.tensor(h[layer])[None, None], torch.tensor(c[layer])[None, None]) if lstm else torch.tensor(h[layer])[None, None]
        for layer in range(len(h))
    ]
    family.module.eval()
    with family.averaged(), torch.no_grad():
        logits, after = family.network(torch.tensor([[token]]), state)
    if lstm:
        return logits[0, 0].numpy(), np.stack([s[0][0, 0].numpy() for s in after]), np.stack([s[1][0, 0].numpy() for s in after])
    return logits[0, 0].numpy(), np.stack([s[0, 0].numpy() for s in after]), c


def allowed_logprobs(tables: LoopTables, stream: Stream, logits: np.ndarray) -> np.ndarray:
    bar = min(stream.bar, len(tables.bar_mask) - 1)
    left = int(np.clip(tables.limit[bar] - stream.position, 0, len(tables.remaining_mask) - 1))
    masked = logits.astype(np.float64) + tables.phase_mask[stream.phase] + tables.bar_mask[bar] + tables.remaining_mask[left]
    masked += tables.position_mask[int(np.clip(stream.position, 0, len(tables.position_mask) - 1))]
    return masked - masked.max() - np.log(np.exp(masked - masked.max()).sum())


def draw(logprobs: np.ndarray, uniform: float, temperature: float, top_p: float) -> int:
    order = np.argsort(-logprobs, kind="stable")[:TOP_K]
    scaled = logprobs[order] / temperature
    chances = np.exp(scaled - scaled.max())
    heaped = np.cumsum(chances / chances.sum())
    return int(order[int((heaped <= uniform * min(top_p, 1.0 - 1e-5)).sum())])


def advance(tables: LoopTables, stream: Stream, token: int, places: int, stop_bar: int) -> Stream:
    phase = int(tables.next_phase[stream.phase, token])
    sets = int(tables.set_position[token])
    position = (sets if sets >= 0 else stream.position) + int(tables.advance[token])
    if position >= tables.bar_length and tables.bar_phase_from[phase] >= 0 and not tables.is_end[token]:
        phase = int(tables.bar_phase_from[phase])
    bar = stream.bar + int(tables.is_bar[token])
    pointer = 0 if tables.is_bar[token] else min(stream.pointer + 1, places)
    done = bool(tables.is_end[token]) or (bar == stop_bar and phase == tables.halt_phase)
    return Stream(token, phase, position, bar, pointer, done)


def reference_run(
    family: Recurrent,
    tables: LoopTables,
    state: LoopState,
    forced: np.ndarray,
    uniforms: np.ndarray,
    stop_bar: int = -1,
    temperature: float = 1.0,
    top_p: float = 1.0,
) -> Drawn:
    steps, batch = uniforms.shape
    tokens, logprobs = np.full((steps, batch), -1), np.zeros((steps, batch), np.float32)
    h, c = state.h.copy(), state.c.copy()
    streams = []
    for b in range(batch):
        stream = Stream(*(int(getattr(state, name)[b]) for name in ("token", "phase", "position", "bar", "pointer")), bool(state.done[b]))
        for step in range(steps):
            if stream.done:
                break
            logits, h[:, b], c[:, b] = read(family, stream.token, h[:, b], c[:, b])
            chances = allowed_logprobs(tables, stream, logits)
            row = forced[b, min(stream.bar, forced.shape[1] - 1)]
            wish = int(row[stream.pointer]) if stream.pointer < len(row) else -1
            token = wish if wish >= 0 else draw(chances, float(uniforms[step, b]), temperature, top_p)
            tokens[step, b], logprobs[step, b] = token, chances[token]
            stream = advance(tables, stream, token, len(row), stop_bar)
        streams.append(stream)
    ran = int((tokens >= 0).any(axis=1).sum())
    fields = {name: np.array([getattr(stream, name) for stream in streams]) for name in ("token", "phase", "position", "bar", "pointer", "done")}
    return Drawn(tokens[:ran], logprobs[:ran], replace(state, h=h, c=c, **fields))
