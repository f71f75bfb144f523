"""A key file is read strictly before any key is tried: each value has its kind, its length and its bounds."""

from __future__ import annotations

import json

import pytest

from app.errors import InvalidInput, KeyProblem
from app.storage.keys import slots
from app.storage.keys.opening import load
from app.storage.keys.passphrase import LONGEST, SHORTEST, Demands, refuse_weak

BIGGEST = 2**31 - 1


def written(made):
    return json.loads(made.folder.key_file.read_bytes())


def read(document):
    return slots.read(json.dumps(document).encode())


def the_slot(document, kind):
    """The first of this kind: the recovery slot has no costs."""
    return next(one for one in document["slots"] if (one["kind"] == "recovery") is kind)


def set_in(document, path, value):
    *way, last = path
    for step in way:
        document = document[step]
    document[last] = value


def test_what_was_written_is_read(made):
    document = written(made)
    file, mac = read(document)
    assert (file, mac) == slots.read(made.folder.key_file.read_bytes())
    assert [one.id for one in file.slots] == [one["id"] for one in document["slots"]]


@pytest.mark.parametrize("name", ["id", "salt", "nonce", "wrapped", "staff_id", "name", "created"])
@pytest.mark.parametrize("value", [None, 1, [], {}, True])
def test_a_text_is_a_text(made, name, value):
    document = written(made)
    the_slot(document, False)[name] = value
    with pytest.raises(KeyProblem, match="壊れている"):
        read(document)


@pytest.mark.parametrize("name", ["id", "salt", "nonce", "wrapped"])
def test_bytes_have_their_length_and_are_written_one_way(made, name):
    for change in (
        lambda text: text[:-1],
        lambda text: text[:-2],
        lambda text: text + "00",
        lambda text: "g" + text[1:],
        lambda text: "AB" + text[2:],
        lambda text: " " + text[1:],
        lambda text: "",
    ):
        document = written(made)
        slot = the_slot(document, False)
        slot[name] = change(slot[name])
        with pytest.raises(KeyProblem, match="壊れている"):
            read(document)


@pytest.mark.parametrize("name", ["memory_kib", "iterations", "lanes"])
@pytest.mark.parametrize("value", [-1, 2**31, True, 1.0, "1", None])
def test_a_number_is_a_number_within_bounds(made, name, value):
    document = written(made)
    the_slot(document, False)["argon2id"][name] = value
    with pytest.raises(KeyProblem, match="壊れている"):
        read(document)


@pytest.mark.parametrize("value", [0, BIGGEST])
def test_the_bounds_themselves_are_read(made, value):
    document = written(made)
    the_slot(document, False)["argon2id"]["lanes"] = value
    document["generation"] = value
    file, _ = read(document)
    assert file.generation == value
    assert next(slot.costs for slot in file.slots if slot.costs).lanes == value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("slots",), {}),
        (("slots",), "x"),
        (("slots",), [1]),
        (("slots",), [[]]),
        (("db_id",), 5),
        (("generation",), "1"),
        (("more",), 1),
    ],
)
def test_the_whole_has_its_shape(made, path, value):
    document = written(made)
    set_in(document, path, value)
    with pytest.raises(KeyProblem, match="壊れている"):
        read(document)


@pytest.mark.parametrize("recovery", [True, False])
def test_a_slot_has_its_names_and_no_more(made, recovery):
    for name in list(the_slot(written(made), recovery)):
        document = written(made)
        del the_slot(document, recovery)[name]
        with pytest.raises(KeyProblem, match="壊れている"):
            read(document)
    for name, value in (("more", 1), ("confirmed", 1), ("confirmed", "true"), ("kind", "other")):
        document = written(made)
        the_slot(document, recovery)[name] = value
        with pytest.raises(KeyProblem, match="壊れている"):
            read(document)


def test_a_name_that_stands_twice_is_refused(made):
    text = json.dumps(written(made))
    for twice in ('{"db_id": "0", ', '{"generation": 1, '):
        with pytest.raises(KeyProblem, match="壊れている"):
            slots.read((twice + text[1:]).encode())


def test_a_key_file_that_is_gone_or_cannot_be_read_is_said_so(made, clear):
    path = made.folder.key_file
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(KeyProblem, match="見つかりません") as gone:
        load(made.folder)
    path.mkdir()
    with pytest.raises(KeyProblem, match="を読めません") as unread:
        load(made.folder)
    for caught in (gone, unread):
        clear(caught.value)
        assert caught.value.where == str(path)
    path.rmdir()
    path.write_bytes(content)
    assert load(made.folder) == slots.read(content)


def test_how_long_a_passphrase_may_be():
    several = "あいうえ"
    for length in (SHORTEST, LONGEST):
        refuse_weak((several * LONGEST)[:length])
    for length, words in ((SHORTEST - 1, "文字以上"), (LONGEST + 1, "文字まで")):
        with pytest.raises(InvalidInput, match=words):
            refuse_weak((several * LONGEST)[:length])
    with pytest.raises(InvalidInput, match="24文字以上"):
        refuse_weak("かきくけこさしすせそたちつてとなにぬねの", Demands(24))
    with pytest.raises(InvalidInput, match="同じ文字の繰り返し"):
        refuse_weak(("あいう" * LONGEST)[:LONGEST])
    with pytest.raises(InvalidInput, match="合言葉"):
        refuse_weak("かきくけこさしすせそ\n" * 2)
