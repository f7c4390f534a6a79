"""Run the network: pieces of words in, a score for each sense and each piece out."""

import os
from collections.abc import Sequence
from pathlib import Path

# From 1.29 on it tells its makers of every model that is loaded, unless this was said before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import onnxruntime
from numpy.typing import NDArray

SENSES = ("hostile", "abusive", "advertising", "risk")
"""What the network's outputs stand for, in their order."""


class Network:
    """The network of `sense.onnx`, on one core."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # or the longest text ever read sets how much memory it keeps
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def scores(self, rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the scores of each row as a whole, and those of each of its pieces; above 0 is likelier than not."""
        longest = max(map(len, rows))
        pieces = np.zeros((len(rows), longest), dtype=np.int64)
        there = np.zeros((len(rows), longest), dtype=np.int64)
        for number, row in enumerate(rows):
            pieces[number, : len(row)] = row
            there[number, : len(row)] = 1
        whole, each = self._session.run(None, {"pieces": pieces, "there": there})
        return whole, each
