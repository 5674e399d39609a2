"""How the reader was trained: `python docs/train_reader.py DATA OUT`, some 40 minutes on one core, no GPU.

DATA is a folder of NAME.articles.jsonl and NAME.questions.jsonl; OUT gets reader.onnx and reader.int8.onnx. Products
whose licence asks to share alike are left out, so they can be measured on. Needs the product, and torch 2.13, which is
no dependency of it; the entailment model in the package is where it starts from. How input is packed and what the
outputs mean stands in bot/platform/reader.py."""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from scipy.sparse import csr_matrix
from tokenizers import Tokenizer
from torch import Tensor, nn

from bot.language.sentences import cells
from bot.language.words import content_stems, plain_text
from bot.platform.cross_encoder import CLS, SEP, UNIT
from bot.platform.embedding.model_folder import tokenizer_file
from bot.platform.models import ENTAILMENT

LEFT_OUT = ("amplitude", "arduino", "firefly")
TASK, HEADED = 4, 5
# Steps, the number of steps over which the rate would fall to nothing, the rate, and how much faster the heads learn.
PHASES = ((260, 780, 1e-4, 10), (270, 270, 8e-5, 5))
QUESTIONS = 8  # a step, with three or four windows each
FROZEN = 2  # lower layers, which stay as they are, like the embeddings
DROPOUT = 0.1


class Article(NamedTuple):
    """Token ids of the title, the units, and each unit's nearest heading."""

    title: list[int]
    units: list[list[int]]
    headings: list[list[int]]


class Question(NamedTuple):
    """Token ids; the article; the units that answer; windows of the article, and of others, that share most words."""

    ids: list[int]
    article: int
    answer: frozenset[int]
    own: list[int]
    others: list[int]


class Product(NamedTuple):
    """Articles, their windows as (article, first unit, unit after the last), and what is asked about them."""

    articles: list[Article]
    windows: list[tuple[int, int, int]]
    questions: list[Question]


class Window(NamedTuple):
    """Token ids, token types, and for each unit whether it is a part of the answer."""

    ids: list[int]
    types: list[int]
    parts: list[float]


def read_product(data: Path, name: str, tokenizer: Tokenizer) -> Product:
    """A product's articles cut into windows of about 100 tokens, and the hard windows of each question by BM25."""
    rows = [json.loads(line) for line in (data / f"{name}.articles.jsonl").open(encoding="utf-8")]

    def ids_of(texts: list[str]) -> list[list[int]]:
        return [encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]

    articles, texts, heads = [], [], []
    for row in rows:
        told = [plain_text("; ".join(filter(None, cells(t))) if t.startswith("|") else t) for _, t in row["units"]]
        above = [path.split(" > ")[-1] for path, _ in row["units"]]
        units, headings = [ids[:56] for ids in ids_of(told)], [ids[:12] for ids in ids_of(above)]
        articles.append(Article(ids_of([row["title"]])[0][:16], units, headings))
        texts.append(told)
        heads.append(above)
    windows = [(number, *cut) for number, article in enumerate(articles) for cut in _cut(article)]
    documents = [
        content_stems(" ".join((rows[a]["title"], *sorted(set(heads[a][s:e])), *texts[a][s:e]))) for a, s, e in windows
    ]
    score = bm25([list(document) for document in documents])
    where = {row["id"]: number for number, row in enumerate(rows)}
    questions = []
    for row in map(json.loads, (data / f"{name}.questions.jsonl").open(encoding="utf-8")):
        if row["article"] in where:
            article, scores = where[row["article"]], score(content_stems(row["question"]))
            best = [int(n) for n in np.argsort(-scores) if windows[n][0] == article][:8]
            others = [int(n) for n in np.argsort(-scores)[:60] if windows[n][0] != article and scores[n] > 0][:30]
            answer = frozenset(row["answer"] if row["answerable"] else ())
            questions.append(Question(ids_of([row["question"]])[0][:64], article, answer, best, others))
    return Product(articles, windows, questions)


def _cut(article: Article) -> Iterator[tuple[int, int]]:
    start, size = 0, 0
    for number, unit in enumerate(article.units):
        if number > start and size + len(unit) + 1 > 100:
            yield start, number
            start, size = number, 0
        size += len(unit) + 1
    if article.units:
        yield start, len(article.units)


def bm25(documents: list[list[str]]) -> Any:
    """A function from stems to the BM25 score of each document."""
    frequency: dict[str, int] = {}
    for word in (word for document in documents for word in set(document)):
        frequency[word] = frequency.get(word, 0) + 1
    number = {word: n for n, word in enumerate(frequency)}
    average = sum(map(len, documents)) / len(documents)
    rows, columns, values = [], [], []
    for n, document in enumerate(documents):
        for word in set(document):
            times = document.count(word)
            rarity = math.log(1 + (len(documents) - frequency[word] + 0.5) / (frequency[word] + 0.5))
            rows.append(n)
            columns.append(number[word])
            values.append(rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * len(document) / average)))
    matrix = csr_matrix((values, (rows, columns)), shape=(len(documents), len(number)), dtype=np.float32)

    def score(stems: Any) -> Any:
        asked = np.zeros(len(number), dtype=np.float32)
        asked[[number[stem] for stem in set(stems) if stem in number]] = 1
        return matrix @ asked

    return score


def window(question: Question, article: Article, start: int, end: int, answer: frozenset[int]) -> Window | None:
    """The packed window; None where no unit of it says anything."""
    ids = [CLS, TASK, *question.ids, SEP]
    first, under, parts = len(ids), [], []
    ids += article.title
    for number in range(start, end):
        if not article.units[number]:
            continue
        heading = article.headings[number]
        said = [HEADED, *heading] if heading and heading not in (under, article.title[:12]) else []
        ids += [*said, UNIT, *article.units[number]]
        parts.append(float(number in answer))
        under = heading
    ids.append(SEP)
    return Window(ids, [0] * first + [1] * (len(ids) - first), parts) if parts else None


def around(article: Article, unit: int) -> tuple[int, int]:
    """A window of random size that holds a unit at a random place."""
    room = random.choice((60, 90, 110, 110, 130)) - len(article.units[unit])
    start, end = unit, unit + 1
    while True:
        sides = [side for side in (start - 1, end) if 0 <= side < len(article.units)]
        if not sides or len(article.units[side := random.choice(sides)]) + 1 > room:
            return start, end
        room -= len(article.units[side]) + 1
        start, end = min(start, side), max(end, side + 1)


def group(product: Product, question: Question) -> list[Window]:
    """A question's windows: one that answers, if any does, near ones of the same article and hard ones of others."""
    article, nothing = product.articles[question.article], frozenset[int]()
    found = []
    if question.answer:
        held = random.choice(sorted(question.answer))
        found.append(window(question, article, *around(article, held), question.answer))
    near = [n for n in question.own if not question.answer & set(range(*product.windows[n][1:]))]
    if near:
        chosen = near[min(int(random.expovariate(0.6)), len(near) - 1)]
        found.append(window(question, article, *product.windows[chosen][1:], nothing))
    if not question.answer and len(near) > 1:
        found.append(window(question, article, *product.windows[random.choice(near[:4])][1:], nothing))
    for _ in range(2):
        if question.others and random.random() < 0.8:
            number = question.others[min(int(random.expovariate(0.25)), len(question.others) - 1)]
            other, start, end = product.windows[number]
            found.append(window(question, product.articles[other], start, end, nothing))
    return [one for one in found if one]


class Layer(nn.Module):
    """A layer of BERT with 12 heads of 32 dimensions."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(384, 1152), nn.Linear(384, 384)
        self.up, self.down = nn.Linear(384, 1536), nn.Linear(1536, 384)
        self.after_attention, self.after_all = nn.LayerNorm(384, eps=1e-12), nn.LayerNorm(384, eps=1e-12)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        q, k, v = (part.unflatten(-1, (12, 32)).transpose(1, 2) for part in self.qkv(x).split(384, -1))
        attention = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(32) + hidden, -1) @ v
        told = self.out(attention.transpose(1, 2).flatten(2))
        x = self.after_attention(x + F.dropout(told, DROPOUT, self.training))
        return self.after_all(x + F.dropout(self.down(F.gelu(self.up(x))), DROPOUT, self.training))


class Reader(nn.Module):
    """BERT of six layers: a logit of the window from [CLS], and one at each token; those at [unused2] count."""

    def __init__(self, start: dict[str, Tensor]) -> None:
        super().__init__()
        self.words, self.types, self.places = nn.Embedding(30522, 384), nn.Embedding(2, 384), nn.Embedding(512, 384)
        self.norm, self.layers = nn.LayerNorm(384, eps=1e-12), nn.ModuleList(Layer() for _ in range(6))
        self.answers, self.parts = nn.Linear(384, 1), nn.Linear(384, 1)
        self.load_state_dict({**self.state_dict(), **start})
        for module in (self.words, self.types, self.places, self.norm, *self.layers[:FROZEN]):
            module.requires_grad_(False)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        places = torch.arange(input_ids.shape[1])[None]
        x = self.norm(self.words(input_ids) + self.types(token_type_ids) + self.places(places))
        hidden = (1 - attention_mask[:, None, None, :].float()) * -1e9
        for layer in self.layers:
            x = layer(x, hidden)
        return self.answers(x[:, 0])[:, 0], self.parts(x)[..., 0]


def entailment_weights(path: Path) -> dict[str, Tensor]:
    """The weights of the 8-bit entailment model in 32 bits, by the names of Reader."""
    graph = onnx.load(str(path)).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}

    def widened(name: str) -> Any:
        return (stored[f"{name}_quantized"].astype(np.float32) - stored[f"{name}_zero_point"]) * stored[f"{name}_scale"]

    old = {name.removeprefix("bert."): array for name, array in stored.items() if name.startswith("bert.")}
    for name in [name for name in old if name.endswith("_quantized")]:
        old[name.removesuffix("_quantized")] = widened(f"bert.{name.removesuffix('_quantized')}")
    for node in graph.node:
        if node.op_type == "MatMulInteger" and (at := re.search(r"encoder/(layer\.\d)/(.+)/MatMul", node.name)):
            weight = widened(node.input[1].removesuffix("_quantized")).T
            old[f"encoder.{at[1]}.{at[2].replace('/', '.')}.weight"] = weight
    names = {"words": "word_embeddings", "types": "token_type_embeddings", "places": "position_embeddings"}
    found = {f"{new}.weight": old[f"embeddings.{was}.weight"] for new, was in names.items()}
    for kind in ("weight", "bias"):
        found[f"norm.{kind}"] = old[f"embeddings.LayerNorm.{kind}"]
        for n in range(6):
            was, own = f"encoder.layer.{n}.", f"layers.{n}."
            parts = [old[f"{was}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            found[f"{own}qkv.{kind}"] = np.concatenate(parts)
            found[f"{own}out.{kind}"] = old[f"{was}attention.output.dense.{kind}"]
            found[f"{own}after_attention.{kind}"] = old[f"{was}attention.output.LayerNorm.{kind}"]
            found[f"{own}up.{kind}"] = old[f"{was}intermediate.dense.{kind}"]
            found[f"{own}down.{kind}"] = old[f"{was}output.dense.{kind}"]
            found[f"{own}after_all.{kind}"] = old[f"{was}output.LayerNorm.{kind}"]
    return {name: torch.tensor(np.ascontiguousarray(array)) for name, array in found.items()}


def batch(windows: list[Window]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, mask and types, padded to the longest."""
    longest = max(len(one.ids) for one in windows)
    ids, mask, types = (torch.zeros(len(windows), longest, dtype=torch.long) for _ in range(3))
    for n, one in enumerate(windows):
        ids[n, : len(one.ids)], types[n, : len(one.ids)] = torch.tensor(one.ids), torch.tensor(one.types)
        mask[n, : len(one.ids)] = 1
    return ids, mask, types


def loss_of(model: Reader, groups: list[list[Window]]) -> Tensor:
    """Of each unit, of each window, and of which of a question's units, or none, answers."""
    windows = [one for own in groups for one in own]
    ids, mask, types = batch(windows)
    answers, tokens = model(ids, mask, types)
    parts, wanted = tokens[ids == UNIT], torch.tensor([part for one in windows for part in one.parts])
    holds = torch.tensor([float(any(one.parts)) for one in windows])
    alone = F.binary_cross_entropy_with_logits(parts, wanted, pos_weight=torch.tensor(3.0))
    together, at = [], 0
    for own in groups:
        end = at + sum(len(one.parts) for one in own)
        chances = F.log_softmax(torch.cat([parts[at:end], torch.zeros(1)]), 0)
        right = torch.cat([wanted[at:end], torch.tensor([float(not wanted[at:end].any())])]) > 0
        together.append(-torch.logsumexp(chances[right], 0))
        at = end
    window_loss = F.binary_cross_entropy_with_logits(answers, holds)
    return alone + 0.7 * window_loss + 0.4 * torch.stack(together).mean()


def train(model: Reader, products: list[Product]) -> None:
    """Both phases, each over the questions in an order of its own, with an optimizer of its own."""
    asked = [(product, question) for product in products for question in product.questions]
    heads = [*model.answers.parameters(), *model.parts.parameters()]
    body = [p for layer in model.layers[FROZEN:] for p in layer.parameters()]
    for steps, until, rate, faster in PHASES:
        groups = [{"params": body, "lr": rate}, {"params": heads, "lr": rate * faster}]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        warm = 60 if until > steps else 15
        falls = [min(1, (n + 1) / warm) * max(0.03, 1 - n / until) for n in range(steps + 1)]
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, falls.__getitem__)
        order: list[tuple[Product, Question]] = []
        for step in range(steps):
            if len(order) < QUESTIONS:
                order = random.sample(asked, len(asked))
            drawn, order = order[:QUESTIONS], order[QUESTIONS:]
            loss = loss_of(model, [own for own in (group(*one) for one in drawn) if own])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*body, *heads], 1.0)
            optimizer.step()
            schedule.step()
            if step % 20 == 19:
                print(step + 1, round(loss.item(), 3), flush=True)  # noqa: T201 - a script


def export(model: Reader, out: Path) -> None:
    """reader.onnx, and the same in 8 bits: dynamic, per channel, 7 bits; the heads stay in 32."""
    inputs, ids = ["input_ids", "attention_mask", "token_type_ids"], torch.randint(1000, 20000, (2, 16))
    axes = {name: {0: "batch", 1: "tokens"} for name in (*inputs, "parts")} | {"answers": {0: "batch"}}
    fed, path = (ids, torch.ones_like(ids), torch.zeros_like(ids)), out / "reader.onnx"
    names = {"input_names": inputs, "output_names": ["answers", "parts"], "dynamic_axes": axes}
    torch.onnx.export(model.eval(), fed, str(path), **names, opset_version=17, dynamo=False)
    nodes = onnx.load(str(path)).graph.node
    heads = [n.name for n in nodes if n.op_type in ("MatMul", "Gemm") and re.match(r"/(answers|parts)/", n.name)]
    quantize_dynamic(
        path,
        out / "reader.int8.onnx",
        op_types_to_quantize=["MatMul", "Gather"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        nodes_to_exclude=heads,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    random.seed(1)
    torch.manual_seed(1)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(tokenizer_file()))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    names = sorted(path.name.removesuffix(".questions.jsonl") for path in args.data.glob("*.questions.jsonl"))
    products = [read_product(args.data, name, tokenizer) for name in names if name not in LEFT_OUT]
    model = Reader(entailment_weights(ENTAILMENT.path)).train()
    train(model, products)
    export(model, args.out)


if __name__ == "__main__":
    main()
