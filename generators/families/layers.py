"""Layers that several families share."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


def locked_dropout(values: Tensor, rate: float, training: bool) -> Tensor:
    """Drop whole channels of ``[batch, time, channel]``: one mask for all moments of a sequence.

    Source: Gal and Ghahramani, "A theoretically grounded application of dropout in recurrent neural networks" (2016), section 4.
    """
    if not training or rate <= 0.0:
        return values
    mask = torch.empty(values.shape[0], 1, values.shape[2], dtype=values.dtype, device=values.device).bernoulli_(1.0 - rate)
    return values * mask.div_(1.0 - rate)


def embedding_dropout(embedding: nn.Embedding, tokens: Tensor, rate: float, training: bool) -> Tensor:
    """Look tokens up ``[batch, time] -> [batch, time, channel]``, with whole words of the vocabulary dropped.

    Source: Gal and Ghahramani (2016), section 4.2; Merity, Keskar and Socher, "Regularizing and optimizing LSTM language models" (2017), 4.3.
    """
    if not training or rate <= 0.0:
        return functional.embedding(tokens, embedding.weight)
    mask = torch.empty(embedding.num_embeddings, 1, device=embedding.weight.device).bernoulli_(1.0 - rate).div_(1.0 - rate)
    return functional.embedding(tokens, embedding.weight * mask)
