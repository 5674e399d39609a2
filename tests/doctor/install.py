"""A whole installation in a temporary folder: environment, policy, articles, a model's files and an index over them."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bot.doctor import Finding, examine
from bot.domain import Article
from bot.knowledge.chunk import VERSION, chunk
from bot.knowledge.load.sources import load_sources
from bot.knowledge.records import article_print, matching_print, to_payload
from bot.knowledge.vector_engine import Entry, IndexWriter, SparseVector, rarity_of
from bot.platform.embedding.model_folder import locate_model
from bot.platform.qdrant.builds import Builds, Manifest
from bot.platform.qdrant.edge import EdgeWriter
from slack_sandbox import Sandbox

NOBODY = "http://127.0.0.1:9/api/"  # the discard port: nothing listens there


@dataclass
class Install:
    """Write what a test wants otherwise, then `await look()`."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)
    policy: dict[str, Any] = field(default_factory=dict)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @classmethod
    def in_folder(cls, root: Path) -> Install:
        """Everything right but Slack, which nobody answers for."""
        made = cls(root)
        model = root / "model"
        model.mkdir()
        for name in ("model.onnx", "tokenizer.json", "tokenizer_config.json"):
            (model / name).write_text(f"{root.name} {name}")
        made.article("seats", date.today())
        made.env = {"SLACK_API_URL": NOBODY, "DATA_DIR": "data", "EMBEDDING_MODEL": "./model"}
        made.policy = {
            "desk": {"channel": "#support-desk"},
            "teams": {"support": {"oncall": "Ada"}},
            "intents": {"question": {"examples": ["how many seats do we have"]}},
            "knowledge": {"sources": ["articles"]},
            "accounts": {"acme": {"plan": "Business"}},
            "channels": {"C0LUMACME1": {"account": "acme"}},
            "hours": {"timezone": "Europe/Berlin"},
        }
        return made

    def connect(self, sandbox: Sandbox) -> None:
        """Point it at a running stand-in."""
        self.env["SLACK_API_URL"] = sandbox.api_url
        self.env["SLACK_BOT_TOKEN"] = sandbox.bot_token
        self.env["SLACK_APP_TOKEN"] = sandbox.app_token

    def article(self, name: str, reviewed_at: date) -> None:
        """Write an article."""
        folder = self.root / "articles"
        folder.mkdir(exist_ok=True)
        front = f"---\nid: {name}\ntitle: About {name}\nproduct_area: admin\nurl: https://help.example/{name}\n"
        front += f"reviewed_at: {reviewed_at}\naudience: public\n---\n"
        (folder / f"{name}.md").write_text(f"{front}\nAn account has ten {name}.\n")

    @property
    def embedding(self) -> str:
        """What the installation's model is called in an index."""
        return locate_model(str(self.root / "model"), self.root / "data").identity

    def build_index(
        self, *, model: str | None = None, at: datetime | None = None, writer: IndexWriter | None = None
    ) -> None:
        """An index as `kb sync` leaves it, with vectors of no meaning: no model need be loaded."""
        (self.root / "data").mkdir(mode=0o700, exist_ok=True)
        builds, writer = Builds(self.root / "data" / "index"), writer or EdgeWriter()
        articles = load_sources(["articles"], str, self.root).articles
        passages = [passage for article in articles for passage in chunk(article)]
        vectors = np.eye(len(passages), 8, dtype=np.float32)
        entries = [Entry(p, v, SparseVector((1,), (1.0,))) for p, v in zip(passages, vectors, strict=True)]
        folder = builds.fresh("000001-test")
        writer.write("000001-test", folder, entries, lambda *_: None)
        manifest = _manifest(model or self.embedding, articles, [matching_print(p) for p in passages])
        builds.store(folder, manifest, [to_payload(p) for p in passages], vectors, rarity_of(entries))
        builds.finish(folder, "000001-test")
        writer.publish("000001-test", None)
        builds.point("000001-test")
        if at is not None:
            os.utime(builds.pointer, (at.timestamp(), at.timestamp()))

    def write(self) -> Path:
        """Put environment and policy down as files; the path of the .env."""
        env_file = self.root / ".env"
        env_file.write_text("".join(f"{key}={value}\n" for key, value in self.env.items()))
        (self.root / "support.yml").write_text(json.dumps(self.policy))
        return env_file

    async def look(self, timeout_s: float = 15.0) -> Report:
        """Run all checks."""
        return Report(await examine(self.write(), self.now, timeout_s=timeout_s))


class Report:
    """Findings by name."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.all = findings
        self._by_name: defaultdict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            self._by_name[finding.name].append(finding)

    def __getitem__(self, name: str) -> Finding:
        """The only finding of that name."""
        (found,) = self._by_name[name]
        return found

    def every(self, name: str) -> list[Finding]:
        """All findings of that name."""
        return self._by_name[name]

    def not_ok(self, *but: str) -> list[Finding]:
        """What there is to fix, leaving out findings of these names."""
        return [finding for finding in self.all if finding.level != "ok" and finding.name not in but]


def _manifest(embedding: str, articles: tuple[Article, ...], prints: list[str]) -> Manifest:
    return Manifest(
        build="000001-test",
        embedding=embedding,
        chunking=VERSION,
        dimension=8,
        points=len(prints),
        articles={article.id: article_print(article) for article in articles},
        prints=prints,
    )
