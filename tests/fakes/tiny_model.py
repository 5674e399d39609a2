"""Makes a model folder of a few kilobytes: real ONNX, real tokenizer, random weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

_SPECIAL = ["[PAD]", "[UNK]"]


def make_tiny_model(folder: Path, words: str, dimension: int = 16, seed: int = 7) -> Path:
    """An embedding model that knows `words`: a table of random vectors, one a word."""
    vocabulary = {word: n for n, word in enumerate([*_SPECIAL, *sorted(set(words.lower().split()))])}
    _write_tokenizer(folder, vocabulary)
    table = np.random.default_rng(seed).standard_normal((len(vocabulary), dimension)).astype(np.float32)
    tokens = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
    mask = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "length"])
    states = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["batch", "length", dimension])
    lookup = helper.make_node("Gather", ["table", "input_ids"], ["states"])
    graph = helper.make_graph([lookup], "tiny", [tokens, mask], [states], [numpy_helper.from_array(table, "table")])
    _save(graph, folder)
    return folder


def make_tiny_reranker(folder: Path, words: str, good: str) -> Path:
    """A cross-encoder whose score is the number of times that the pair holds the word `good`."""
    vocabulary = {word: n for n, word in enumerate([*_SPECIAL, *sorted(set(words.lower().split()))])}
    _write_tokenizer(folder, vocabulary)
    weights = np.zeros((len(vocabulary), 1), dtype=np.float32)
    weights[vocabulary[good]] = 1.0
    tokens = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
    mask = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "length"])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 1])
    nodes = [
        helper.make_node("Gather", ["weights", "input_ids"], ["each"]),
        helper.make_node("ReduceSum", ["each", "axis"], ["logits"], keepdims=0),
    ]
    constants = [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(np.array([1]), "axis")]
    _save(helper.make_graph(nodes, "tiny", [tokens, mask], [logits], constants), folder)
    return folder


def _write_tokenizer(folder: Path, vocabulary: dict[str, int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106 - a token of text
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {"model_max_length": 64, "pad_token": "[PAD]", "unk_token": "[UNK]"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def _save(graph: onnx.GraphProto, folder: Path) -> None:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(folder / "model.onnx"))
