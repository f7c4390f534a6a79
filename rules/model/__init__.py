"""A small language model for what no list of words can tell: hostility, abuse and advertising by their sense.

It runs where the bot runs, on one core, and sends nothing anywhere. It needs the library onnxruntime, which is
optional: `load` says so where it is missing, and the rules alone still work.

    sense.onnx         the network, whole numbers for weights; made by tests/evaluate/training
    vocabulary.txt     the pieces of words that it reads
    calibration.toml   how its scores become shares of certainty, as measured on text kept for that
"""

from rules.model.detector import Model, ModelMissing, load

__all__ = ["Model", "ModelMissing", "load"]
