"""A copy of a build holds the same bytes, and reserves no more of the disk than the build does."""

from pathlib import Path

import pytest

from bot.platform.qdrant.copies import copy_of

HOLE = 8 << 20


def made(path: Path, parts: dict[int, bytes], size: int) -> None:
    """A file of `size` bytes with data at these places and holes elsewhere."""
    with path.open("wb") as file:
        for start, data in parts.items():
            file.seek(start)
            file.write(data)
        file.truncate(size)


@pytest.mark.parametrize(
    ("parts", "size"),
    [
        ({}, 0),
        ({}, HOLE),
        ({0: b"whole"}, 5),
        ({0: b"first"}, HOLE),
        ({HOLE: b"last"}, HOLE + 4),
        ({HOLE: b"one", 2 * HOLE: bytes(range(256)) * 5000, 3 * HOLE + 7: b"two"}, 4 * HOLE),
    ],
)
def test_every_byte_is_copied_and_holes_stay_holes(tmp_path: Path, parts: dict[int, bytes], size: int) -> None:
    source = tmp_path / "build"
    (source / "deep").mkdir(parents=True)
    made(source / "deep" / "page.dat", parts, size)
    copy = copy_of(source, tmp_path / "copies")
    copied = copy.folder / "deep" / "page.dat"
    assert copied.read_bytes() == (source / "deep" / "page.dat").read_bytes()
    assert copied.stat().st_blocks <= (source / "deep" / "page.dat").stat().st_blocks
    copy.remove()
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_source_that_is_gone_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        copy_of(tmp_path / "build", tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []
