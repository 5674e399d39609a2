"""support.yml's `knowledge`: where articles come from, and how much of them an engine sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from bot.domain import Audience
from bot.policy.models import Voice
from bot.policy.part import Part

Reviewed = Literal["front matter", "git", "file", "exempt"]


class KnowledgeSource(Part):
    """One source of articles: a folder or file (`path`), a Zendesk help centre, or a sitemap.

    `include` and `exclude` are patterns of paths below it. `base_url` is where its articles are read by customers.
    `reviewed_at` says where the date of an article's last review comes from. `audience` stands instead of what
    articles say; `product_area: folder` takes the first folder's name; `language` leaves other languages out."""

    path: str = ""
    zendesk: str = ""
    sitemap: str = ""
    include: list[str] = []
    exclude: list[str] = []
    base_url: str = ""
    reviewed_at: Reviewed = "front matter"
    audience: Audience | None = None
    product_area: str = "folder"
    language: str = ""

    @property
    def where(self) -> str:
        """The path or address, which also names the source."""
        return self.path or self.zendesk or self.sitemap

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError(f"{value!r} must begin with https://")
        return value

    @model_validator(mode="after")
    def _one_place(self) -> KnowledgeSource:
        if sum(map(bool, (self.path, self.zendesk, self.sitemap))) != 1:
            raise ValueError("name one of path, zendesk and sitemap")
        return self


def as_source(value: Any) -> Any:
    """A source that is written as a mere path or address."""
    return {"path": value} if isinstance(value, str) else value


Source = Annotated[KnowledgeSource, BeforeValidator(as_source)]


def source_of(value: str | KnowledgeSource | Mapping[str, Any]) -> KnowledgeSource:
    """A source from any of its spellings."""
    if isinstance(value, KnowledgeSource):
        return value
    return KnowledgeSource.model_validate(as_source(value))


class Knowledge(Part):
    """Where articles come from, and how much an engine sees of each source (tokens are approximate): passages, the
    account record, and `history_turns` exchanges of question and answer word for word. `links_allow` are addresses
    (`https://status.example`) that an answer may link to without an article that does. With
    `second_opinion` the small model of the engine `claude` judges sentences that the local check is not sure of."""

    # The path of the folder among `sources` into which articles written from Slack go: the first one where it is empty;
    # `none` lets nobody publish.
    publish_to: str = ""
    sources: list[Source] = [KnowledgeSource(path="kb_seed")]
    passages: int = Field(default=3, ge=1, le=10)
    passage_tokens: int = Field(default=800, ge=50)
    account_tokens: int = Field(default=500, ge=0)
    history_turns: int = Field(default=3, ge=0)
    reranker: str | None = None
    links_allow: tuple[str, ...] = ()
    second_opinion: bool = True
    voice: Voice = Voice()
