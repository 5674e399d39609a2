"""Files people attach and files the app uploads."""

from __future__ import annotations

from dataclasses import dataclass, field

from slack_sandbox.ids import Ids
from slack_sandbox.jsonlike import Json


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file about to be attached. `content` may be empty where only its existence matters."""

    name: str
    mimetype: str = "image/png"
    content: bytes = b""
    title: str = ""


@dataclass(slots=True)
class StoredFile:
    """A file, where it was shared and, for an app's upload, the token of its address until it is complete."""

    id: str
    user: str
    name: str
    mimetype: str
    created: int
    title: str = ""
    content: bytes | None = None
    length: int = 0
    deleted: bool = False
    channels: list[str] = field(default_factory=list)
    upload_token: str = ""


class FileStore:
    """All files by id."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._files: dict[str, StoredFile] = {}

    def get(self, file_id: str) -> StoredFile | None:
        """By id."""
        return self._files.get(file_id)

    def add(self, user: str, new: NewFile, created: int) -> StoredFile:
        """A person's file."""
        title = new.title or new.name
        file = StoredFile(self._ids.new("F"), user, new.name, new.mimetype, created, title, new.content)
        file.length = len(new.content)
        self._files[file.id] = file
        return file

    def reserve(self, user: str, name: str, length: int, created: int) -> StoredFile:
        """Room for an app's upload."""
        file = StoredFile(self._ids.new("F"), user, name, "", created, name, None, length)
        file.upload_token = self._ids.secret(24)
        self._files[file.id] = file
        return file

    def move(self, old: str, new: str) -> None:
        """A channel got another id; files shared there stay visible."""
        for file in self._files.values():
            file.channels[:] = [new if channel == old else channel for channel in file.channels]

    def by_token(self, token: str) -> StoredFile | None:
        """The upload waiting under this token."""
        return next((f for f in self._files.values() if token and f.upload_token == token), None)


def file_object(file: StoredFile, files_url: str, team_id: str, domain: str) -> Json:
    """A file as messages and files.info show it. `files_url` ends in a slash; `domain` is the host's."""
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else ""
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": file.user,
        "user_team": team_id,
        "editable": False,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{files_url}{file.id}/{file.name}",
        "url_private_download": f"{files_url}{file.id}/download/{file.name}",
        "permalink": f"https://{domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
        "has_rich_preview": False,
        "file_access": "visible",
        "channels": list(file.channels),
    }
