"""generate.py -- edits and updates for workloads that nobody recorded, from seeded generators.

Two runs, and all engines, are given the same. Sizes are arguments; the first edit of some is a text
that is pasted before the rest.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from . import wire
from .inputs import Edit

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FIRST_CLIENT = 3_000_000_000  # of many; as wide on the wire as the one who writes alone


def letters(generator: random.Random, count: int) -> str:
    return "".join(generator.choices(LETTERS, k=count))


def word(generator: random.Random) -> str:
    return letters(generator, generator.randint(2, 9)) + " "


def appends(count: int) -> list[Edit]:
    generator = random.Random(count)
    return [(n, 0, generator.choice(LETTERS)) for n in range(count)]


def prepends(count: int) -> list[Edit]:
    generator = random.Random(count)
    return [(0, 0, generator.choice(LETTERS)) for _ in range(count)]


def random_inserts(count: int, length: int = 0, seed: int = 0) -> list[Edit]:
    """Single letters at random places of a text that has `length` already."""
    generator = random.Random(count + seed)
    return [(generator.randint(0, length + n), 0, generator.choice(LETTERS)) for n in range(count)]


def random_words(count: int) -> list[Edit]:
    generator = random.Random(count)
    edits, length = [], 0
    for _ in range(count):
        edits.append((generator.randint(0, length), 0, word(generator)))
        length += len(edits[-1][2])
    return edits


def words_and_deletes(count: int, length: int = 0, seed: int = 0) -> list[Edit]:
    """Words appear, and up to nine letters disappear, at random places, as likely."""
    generator = random.Random(count + seed)
    edits: list[Edit] = []
    for _ in range(count):
        place = generator.randint(0, length)
        if place < length and generator.random() < 0.5:
            removed = min(length - place, generator.randint(1, 9))
            edits.append((place, removed, ""))
            length -= removed
        else:
            edits.append((place, 0, word(generator)))
            length += len(edits[-1][2])
    return edits


def paste(length: int) -> Edit:
    return 0, 0, letters(random.Random(length), length)


def paste_and_insert(length: int, count: int) -> list[Edit]:
    return [paste(length), *random_inserts(count, length)]


def paste_and_delete(length: int, count: int) -> list[Edit]:
    """Single letters of a pasted text disappear at random places."""
    generator = random.Random(count)
    return [paste(length), *((generator.randrange(length - n), 1, "") for n in range(count))]


def delete_every_other(length: int) -> list[Edit]:
    return [paste(length), *((n + 1, 1, "") for n in range(length // 2))]


def apart(length: int, count: int, words: bool, deletes: bool) -> list[Edit]:
    """A text, then the edits of two people who do not see each other, in turn."""
    if deletes:
        both = [words_and_deletes(count, length, seed) for seed in range(2)]
    else:
        both = [random_inserts(count, length, seed) for seed in range(2)]
    if words and not deletes:
        both = [[(place, 0, f"{text}word ") for place, _, text in edits] for edits in both]
    return [paste(length), *(edit for pair in zip(*both) for edit in pair)]


def formats(length: int, count: int) -> list[Edit]:
    """A text, ranges of it that become bold and so on, then as many letters in between."""
    generator = random.Random(count)
    names = ("bold", "italic", "underline", "code")
    edits = [paste(length)]
    for _ in range(count):
        size = generator.randint(1, 20)
        edits.append((generator.randrange(length - size), size, generator.choice(names)))
    return edits + random_inserts(count, length)


def keys(count: int, of: int) -> list[Edit]:
    """Some of the numbers up to `of`, as positions."""
    generator = random.Random(count)
    return [(generator.randrange(of), 0, "") for _ in range(count)]


# --- updates of many clients ----------------------------------------------------------------------


def same_spot(count: int, descending: bool = False) -> list[bytes]:
    """Each client inserts a letter into a text that nobody else has written to yet."""
    order = range(count - 1, -1, -1) if descending else range(count)
    return [wire.update([wire.Item((FIRST_CLIENT + n, 0), LETTERS[n % 26])]) for n in order]


def each_prepends(count: int) -> list[bytes]:
    """Two clients prepend letters, each to its own copy; all of one, then of the other."""
    out = []
    for client in (FIRST_CLIENT, FIRST_CLIENT + 1):
        for n in range(count):
            right = (client, n - 1) if n else None
            out.append(wire.update([wire.Item((client, n), LETTERS[n % 26], right_origin=right)]))
    return out


def many_clients(count: int) -> bytes:
    """A document of clients each of which appended one letter."""
    items = []
    for n in range(count):
        origin = (FIRST_CLIENT + n - 1, 0) if n else None
        items.append(wire.Item((FIRST_CLIENT + n, 0), LETTERS[n % 26], origin=origin))
    return wire.update(items)


def many_clients_state(count: int, lacking: int) -> bytes:
    """The state of a peer that has all of it but the last few letters."""
    return wire.state_vector({FIRST_CLIENT + n: 1 for n in range(count - lacking)})


def keystrokes(count: int, client: int, origin: wire.Id) -> Iterator[bytes]:
    """A client appends letters to what another one wrote."""
    for n in range(count):
        yield wire.update([wire.Item((client, n), LETTERS[n % 26], origin=origin)])
        origin = (client, n)


def each_sets_a_key(count: int, text: bool) -> list[bytes]:
    """All clients set the same key of a map."""
    out = []
    for n in range(count):
        content = f"value {n}" if text else n
        item = wire.Item((FIRST_CLIENT + n, 0), [content], root="m", key="v")
        out.append(wire.update([item]))
    return out


def each_inserts_a_number(count: int) -> list[bytes]:
    """All clients insert into an empty array."""
    return [wire.update([wire.Item((FIRST_CLIENT + n, 0), [n], root="a")]) for n in range(count)]
