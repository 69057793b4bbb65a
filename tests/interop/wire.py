"""Decodes the two simple parts of the wire format, for comparing them by meaning."""

from __future__ import annotations


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def var_uint(self) -> int:
        value = shift = 0
        while True:
            byte = self._data[self._at]
            self._at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def var_string(self) -> str:
        length = self.var_uint()
        self._at += length
        return self._data[self._at - length : self._at].decode()

    def end(self) -> None:
        if self._at != len(self._data):
            raise ValueError(f"{len(self._data) - self._at} bytes too many in {self._data.hex()}")


def state_vector(data: bytes) -> dict[int, int]:
    """The next clock of each client; clients at clock 0 are left out."""
    cursor = _Cursor(data)
    entries = [(cursor.var_uint(), cursor.var_uint()) for _ in range(cursor.var_uint())]
    cursor.end()
    return {client: clock for client, clock in entries if clock}


def delete_set(data: bytes) -> dict[int, list[tuple[int, int]]]:
    """The deleted ranges (from, to) of each client, sorted and joined."""
    cursor = _Cursor(data)
    ranges: dict[int, list[tuple[int, int]]] = {}
    for _ in range(cursor.var_uint()):
        client = cursor.var_uint()
        for _ in range(cursor.var_uint()):
            clock = cursor.var_uint()
            ranges.setdefault(client, []).append((clock, clock + cursor.var_uint()))
    cursor.end()
    return {client: _joined(sorted(of_client)) for client, of_client in ranges.items()}


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in ranges:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        elif start < end:
            out.append((start, end))
    return out


def awareness_entries(data: bytes) -> list[tuple[int, int, str]]:
    """The (client, clock, JSON text) entries of an awareness update."""
    cursor = _Cursor(data)
    count = cursor.var_uint()
    entries = [(cursor.var_uint(), cursor.var_uint(), cursor.var_string()) for _ in range(count)]
    cursor.end()
    return entries
