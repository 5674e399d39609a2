"""What only the embedded engine has: copies, several processes, and a folder that outlives them."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain import SearchQuery
from bot.errors import IndexUnavailableError
from bot.platform.qdrant.builds import Builds
from tests.knowledge.making import article, make_index, open_edge

APPLES, PEARS = article("apples", "Apples are red."), article("pears", "Pears are green.")

SEARCH = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.domain import SearchQuery
from tests.knowledge.making import open_edge

async def main():
    index = open_edge(Path(sys.argv[1]))
    found = await index.search(SearchQuery("apples"))
    print(found[0].article_id)
    if sys.argv[2] == "die":
        sys.stdout.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    await index.close()

asyncio.run(main())
"""


def search_elsewhere(root: Path, how: str) -> str:
    command = [sys.executable, "-c", SEARCH, str(root), how]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603


async def test_two_processes_search_one_index_at_the_same_time(tmp_path: Path) -> None:
    make_index(tmp_path, [APPLES, PEARS])
    here = open_edge(tmp_path)
    assert (await here.search(SearchQuery("apples")))[0].article_id == "apples"
    assert search_elsewhere(tmp_path, "close") == "apples"
    assert (await here.search(SearchQuery("pears")))[0].article_id == "pears"
    await here.close()
    assert list((tmp_path / "copies").iterdir()) == []


async def test_the_copy_of_a_killed_process_is_swept_and_a_living_one_is_not(tmp_path: Path) -> None:
    make_index(tmp_path, [APPLES])
    here = open_edge(tmp_path)
    await here.search(SearchQuery("apples"))
    assert search_elsewhere(tmp_path, "die") == "apples"
    assert len([path for path in (tmp_path / "copies").iterdir() if path.is_dir()]) == 2
    other = open_edge(tmp_path)
    await other.search(SearchQuery("apples"))
    assert len([path for path in (tmp_path / "copies").iterdir() if path.is_dir()]) == 2
    assert (await here.search(SearchQuery("apples")))[0].article_id == "apples"
    await other.close()
    await here.close()


REBUILD = """
import sys
from pathlib import Path
from tests.knowledge.making import article, make_index

def hold(stage, done, size):
    print(stage, flush=True)
    sys.stdin.readline()

for version in range(5):
    pears = article("pears", f"Pears, version {version}.")
    make_index(Path(sys.argv[1]), [article("apples", "Apples are red."), pears], on_progress=hold)
"""


async def test_searches_go_on_while_the_index_is_rebuilt_and_never_come_back_empty(tmp_path: Path) -> None:
    first = make_index(tmp_path, [APPLES, PEARS]).build
    index = open_edge(tmp_path)
    builder = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", REBUILD, str(tmp_path)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert builder.stdin and builder.stdout
    results, stages = [], set[str]()
    async for stage in builder.stdout:  # it holds there until it is told to go on
        stages.add(stage.decode().strip())
        results.append(len(await index.search(SearchQuery("apples pears"))))
        builder.stdin.write(b"\n")
        results.append(len(await index.search(SearchQuery("apples pears"))))
    found = await index.search(SearchQuery("pears"))
    await index.close()
    assert await builder.wait() == 0
    assert stages == {"cut", "index"}
    assert len(results) >= 20
    assert set(results) == {2}
    assert "Pears, version 4." in {passage.text for passage in found}
    assert Builds(tmp_path).current() != first


async def test_a_built_folder_is_never_written_again(tmp_path: Path) -> None:
    build = make_index(tmp_path, [APPLES, PEARS]).build
    folder = Builds(tmp_path).folder(build)
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*") if path.is_file()}
    for path in before:
        path.chmod(0o444)
    index = open_edge(tmp_path)
    await index.search(SearchQuery("apples"))
    await index.close()
    after = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*") if path.is_file()}
    assert after == before


async def test_an_index_that_lost_passages_is_not_searched(tmp_path: Path) -> None:
    build = make_index(tmp_path, [APPLES, PEARS]).build
    manifest = Builds(tmp_path).folder(build) / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"points": 2', '"points": 3'))
    index = open_edge(tmp_path)
    with pytest.raises(IndexUnavailableError, match=r"lacks passages: run .*--rebuild"):
        await index.search(SearchQuery("apples"))
    await index.close()
