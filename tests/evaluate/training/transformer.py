"""MiniLM-L6 with a head for the senses, in PyTorch (Wang et al. 2020; BERT's layers, Devlin et al. 2019)."""

from collections.abc import Mapping
from math import sqrt

import torch
from torch import Tensor, nn
from torch.nn import functional

_LAYERS, _WIDTH, _INNER, _HEADS = 6, 384, 1536, 12
_PIECES, _PLACES, _SENSES = 30522, 512, 4
_DROPPED = 0.1
"""Of what goes into the head; within the layers nothing is, as nothing is read often enough to be learned by heart."""
_FAR_BELOW = -1e4
"""Added to the attention to a place where there is nothing."""

_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mix": "attention.output.dense",
    "after_mix": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "after_narrow": "output.LayerNorm",
}
"""Ours -> what the published weights call it."""


class Layer(nn.Module):
    """Attention, then two dense layers, each added to what came in."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mix = (nn.Linear(_WIDTH, _WIDTH) for _ in range(4))
        self.widen, self.narrow = nn.Linear(_WIDTH, _INNER), nn.Linear(_INNER, _WIDTH)
        self.after_mix, self.after_narrow = nn.LayerNorm(_WIDTH, 1e-12), nn.LayerNorm(_WIDTH, 1e-12)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        rows, places, _ = states.shape

        def by_head(part: nn.Linear) -> Tensor:
            return part(states).view(rows, places, _HEADS, _WIDTH // _HEADS).transpose(1, 2)

        query, key, value = by_head(self.query), by_head(self.key), by_head(self.value)
        attention = torch.softmax(query @ key.transpose(-1, -2) / sqrt(_WIDTH // _HEADS) + bias, -1)
        mixed = (attention @ value).transpose(1, 2).reshape(rows, places, _WIDTH)
        states = self.after_mix(states + self.mix(mixed))
        return self.after_narrow(states + self.narrow(functional.gelu(self.widen(states))))


class Transformer(nn.Module):
    """Pieces in; a score for each sense out, of the row as a whole and of each piece."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.place = nn.Embedding(_PIECES, _WIDTH), nn.Embedding(_PLACES, _WIDTH)
        self.sort = nn.Parameter(torch.zeros(_WIDTH))
        self.first = nn.LayerNorm(_WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(_LAYERS))
        self.head = nn.Linear(_WIDTH, _SENSES)
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, pieces: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        states = self.first(self.word(pieces) + self.place.weight[: pieces.shape[1]] + self.sort)
        there = there.to(states.dtype)
        bias = (1 - there)[:, None, None, :] * _FAR_BELOW
        for layer in self.layers:
            states = layer(states, bias)
        each = functional.linear(self.drop(states), self.head.weight) * there[:, :, None]
        return each.sum(1) / there.sum(1, keepdim=True) + self.head.bias, each

    def load_published(self, weights: Mapping[str, Tensor]) -> None:
        """Take the weights of all-MiniLM-L6-v2 as they are published, all but the head."""
        taken = {
            "word.weight": weights["embeddings.word_embeddings.weight"],
            "place.weight": weights["embeddings.position_embeddings.weight"],
            "sort": weights["embeddings.token_type_embeddings.weight"][0],
        }
        for end in ("weight", "bias"):
            taken[f"first.{end}"] = weights[f"embeddings.LayerNorm.{end}"]
            for number in range(_LAYERS):
                for ours, theirs in _NAMES.items():
                    taken[f"layers.{number}.{ours}.{end}"] = weights[f"encoder.layer.{number}.{theirs}.{end}"]
        missing, unknown = self.load_state_dict(taken, strict=False)
        if unknown or set(missing) != {"head.weight", "head.bias"}:
            raise ValueError(f"these are other weights: {missing or unknown}")

    def freeze(self, layers: int) -> None:
        """Leave the first layers as they are, and what is before them: they know English, and it is faster."""
        self.requires_grad_(True)
        if not layers:
            return
        kept = [self.word, self.place, self.first, *list(self.layers)[:layers]]
        for parameter in [self.sort, *(parameter for part in kept for parameter in part.parameters())]:
            parameter.requires_grad_(False)
