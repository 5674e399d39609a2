"""Opens what somebody exported: a file or a folder of them, packed or not, in any encoding that programs write."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.errors import ConfigError

# zipfile raises RuntimeError for what is locked by a password, and NotImplementedError for a packing it does not know.
_DAMAGED = (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError)
LONGEST = 1 << 30  # bytes of one file, unpacked
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Opened:
    """The files of an export by name, `/` between folders; each is read when it is asked for."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None, files: Mapping[str, Path]) -> None:
        self.path = path
        self._archive, self._files = archive, files
        self.names: tuple[str, ...] = tuple(sorted(files)) if archive is None else _members(archive)

    @property
    def single(self) -> bool:
        """Whether it is one file that was named as itself."""
        return self._archive is None and tuple(self._files) == ("",)

    def where(self, name: str) -> str:
        """How to name one of the files to a person."""
        return f"{self.path}/{name}" if name else str(self.path)

    def text(self, name: str) -> str:
        """A file's text. Raises ConfigError."""
        where = self.where(name)
        try:
            data = _member(self._archive, name) if self._archive else _bytes(self._files[name])
            if data[:2] == b"\x1f\x8b":
                data = _unpacked(data, where)
        except _DAMAGED as error:
            raise ConfigError(f"{where}: cannot be read ({error}); export or copy it again") from None
        encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "")
        if not encoding:
            encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be" if data[:1] == b"\0" else "utf-8"
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise ConfigError(f"{where}: line {line} is not UTF-8; save the file as UTF-8 and try again") from None


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The files at `path`: a folder's, a zip's, or that one file. Raises ConfigError."""
    if path.is_dir():
        files = {f.relative_to(path).as_posix(): f for f in path.rglob("*") if f.is_file()}
        yield Opened(path, None, files)
        return
    if not path.is_file():
        raise ConfigError(f"{path}: no such file or folder; name a Slack or Zendesk export, or JSONL")
    if not zipfile.is_zipfile(path):
        yield Opened(path, None, {"": path})
        return
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGED as error:
        raise ConfigError(f"{path}: cannot be read ({error}); export or copy it again") from None
    with archive:
        yield Opened(path, archive, {})


def _members(archive: zipfile.ZipFile) -> tuple[str, ...]:
    return tuple(sorted(one.filename for one in archive.infolist() if not one.is_dir()))


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LONGEST:
        raise OSError(f"larger than {LONGEST >> 20} MB")
    return archive.read(name)


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > LONGEST:
        raise OSError(f"larger than {LONGEST >> 20} MB")
    return path.read_bytes()


def _unpacked(data: bytes, where: str) -> bytes:
    """Of all members, of which a file packed in blocks has many."""
    out = bytearray()
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        while part := file.read(1 << 20):
            out += part
            if len(out) > LONGEST:
                raise ConfigError(f"{where}: larger than {LONGEST >> 20} MB when unpacked; split it")
    return bytes(out)
