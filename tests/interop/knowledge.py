"""What each client of a history must have seen, worked out without any engine.

An engine may hold back what depends on something missing, and engines differ in what they show
meanwhile. This module tells when nothing is held back. Sets of edits are bits of an int. The answer
errs on one side only: an update is taken to depend on everything that its author had seen, so a
client that is called whole is whole.
"""

from __future__ import annotations

from typing import Any

Op = dict[str, Any]


class Knowledge:
    """Follows a history operation by operation."""

    def __init__(self, clients: int) -> None:
        self.received = [0] * clients
        self.integrated = [0] * clients
        self.covers: dict[int, int] = {}  # per message: the edits it carries
        self.cut: set[int] = (
            set()
        )  # messages cut to fit a client that was waiting, or made of those
        self._needs: list[int] = []  # per edit: the edits its author had seen

    def whole(self, c: int) -> bool:
        """Nothing that `c` has received is waiting for something else."""
        return self.received[c] == self.integrated[c]

    def follow(self, op: Op) -> None:
        """Take note of one operation. Messages that were never made carry nothing."""
        kind, c = op["op"], op.get("c", -1)
        if "m" in op and self._is_cut(op):
            self.cut.add(op["m"])
        if kind in ("edit", "undo", "redo"):
            self.covers[op["m"]] = self._edit(c)
        elif kind == "deliver":
            self._deliver(c, self.covers.get(op["of"], 0))
        elif kind == "diff":
            self.covers[op["m"]] = self.received[c] & ~self.integrated[op["for"]]
        elif kind == "full":
            self.covers[op["m"]] = self.received[c]
        elif kind == "update_diff":
            self.covers[op["m"]] = self.covers.get(op["of"], 0) & ~self.integrated[c]
        elif kind == "merge":
            covers = 0
            for m in op["of"]:
                covers |= self.covers.get(m, 0)
            self.covers[op["m"]] = covers

    def _is_cut(self, op: Op) -> bool:
        if op["op"] == "merge":
            return not self.cut.isdisjoint(op["of"])
        reader = op.get("for", op["c"]) if op["op"] in ("diff", "update_diff") else None
        return op.get("of") in self.cut or (reader is not None and not self.whole(reader))

    def _edit(self, c: int) -> int:
        bit = 1 << len(self._needs)
        self._needs.append(self.integrated[c])
        self.received[c] |= bit
        self.integrated[c] |= bit
        return bit

    def _deliver(self, c: int, covers: int) -> None:
        self.received[c] |= covers
        waiting = self.received[c] & ~self.integrated[c]
        progress = True
        while progress:
            progress = False
            rest = waiting
            while rest:
                bit = rest & -rest
                rest ^= bit
                if self._needs[bit.bit_length() - 1] & ~self.integrated[c] == 0:
                    self.integrated[c] |= bit
                    waiting ^= bit
                    progress = True


_SPEAKING = ("edit", "diff", "full", "restart", "check")


def settled(history: dict[str, Any]) -> list[bool]:
    """For each operation: whether engines that differ in what waits must still agree on it.

    Every client in it is whole before and after, and so was the one that its message was cut for.
    What pycrdt reports is compared with what this engine reports in these places only.
    """
    knowledge = Knowledge(len(history["clients"]))
    out = []
    for op in history["ops"]:
        clients = [op[key] for key in ("c", "for") if key in op]
        before = all(map(knowledge.whole, clients))
        knowledge.follow(op)
        after = all(map(knowledge.whole, clients))
        odd = op["op"] == "update_state" and op["of"] in knowledge.cut
        out.append(before and after and not odd and "again" not in op)
    return out


def is_careful(history: dict[str, Any]) -> bool:
    """Whether engines that differ in what waits can be compared on this history.

    No client speaks while something that it received is waiting, what waited is sent again, and a
    message cut to fit a client that was waiting is not used for another.
    """
    knowledge = Knowledge(len(history["clients"]))
    ops = history["ops"]
    for op, following in zip(ops, [*ops[1:], {}]):
        c = op.get("c")
        before = c is None or knowledge.whole(c)
        knowledge.follow(op)
        after = c is None or knowledge.whole(c)
        if op["op"] in _SPEAKING and not before:
            return False
        if op["op"] == "update_diff" and op["of"] in knowledge.cut:
            return False
        if after and not before and "again" not in following:
            return False
    return True
